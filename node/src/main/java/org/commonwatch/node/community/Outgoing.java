package org.commonwatch.node.community;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.wire.CanonicalReader;
import org.commonwatch.node.outbound.Reply;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Own statements on their way into a log that another node orders: sent in order, kept until the entry is seen in a final,
 * verified tree, sent again when that takes too long. Sending twice is harmless: the statement's id is the same. A thread of
 * its own sends; guarded by {@code this}.
 */
final class Outgoing implements AutoCloseable {
    /** The answer's word for "not now": the entry is neither in nor refused. */
    static final String LATER = "later";

    /** An answered statement that is not final after this time is sent again: the sequencer may have lost it. */
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(30);

    private static final Duration PAUSE_MIN = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
    private static final int ANSWER_BYTES_MAX = 1024 * 1024;
    private static final Logger LOG = Logger.getLogger(Outgoing.class);

    /** Where statements go: to one of the nodes that order the log, the same one while it works. */
    interface Way {
        Reply post(byte[] parcels) throws IOException, InterruptedException;

        /** What was posted last was not taken: the next goes to another node if there is one. */
        void failed();

        /** Nodes that can be tried in turn. */
        int nodes();
    }

    /** The payload file of a statement of ours. */
    @FunctionalInterface
    interface Files {
        Optional<byte[]> of(Digest statement);
    }

    private static final class Sent {
        final Envelope envelope;
        final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        boolean answered;

        /** When it was answered last, and first; both mean nothing before. */
        long nanos;

        long firstNanos;

        /** Where the ordering node says it stands. */
        long index;

        Sent(Envelope envelope) {
            this.envelope = envelope;
        }
    }

    private final Way way;
    private final Files files;
    private final Thread thread;
    /** By leaf hash, in the order of the lane. */
    private final Map<Digest, Sent> waiting = new LinkedHashMap<>();

    private Optional<LanePosition> told = Optional.empty();
    private Optional<KeyId> toldOf = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private boolean closing;

    Outgoing(String name, Way way, Files files) {
        this.way = way;
        this.files = files;
        this.thread = Thread.ofPlatform().daemon().name("send-" + name).unstarted(this::run);
    }

    void begin() {
        thread.start();
    }

    synchronized CompletableFuture<Receipt> add(Envelope envelope) {
        if (closing) {
            return CompletableFuture.failedFuture(unknown());
        }
        Sent sent = waiting.computeIfAbsent(Rfc6962.leafHash(envelope.leaf()), hash -> new Sent(envelope));
        notifyAll();
        return sent.receipt;
    }

    /** A key's lane as the ordering node told it last; it may know more than this node holds. */
    synchronized Optional<LanePosition> told(KeyId key) {
        return toldOf.filter(key::equals).flatMap(same -> told);
    }

    /** Why statements do not arrive; empty while they do. */
    synchronized Optional<String> trouble() {
        return trouble;
    }

    /**
     * Statements that a tree leaves out though whoever orders the log has said long ago that they stand in it. What it never
     * said that of may be held up by the line, and is not counted.
     *
     * @param size of the tree, whose entries {@code here} holds
     * @param bound counted is what was answered longer ago
     * @return ids, in the order of the lane
     */
    List<Digest> leftOut(LogReader here, long size, Duration bound) {
        List<Map.Entry<Digest, Sent>> overdue;
        synchronized (this) {
            long now = System.nanoTime();
            overdue = waiting.entrySet().stream()
                    .filter(one -> one.getValue().answered && now - one.getValue().firstNanos > bound.toNanos())
                    .map(one -> Map.entry(one.getKey(), one.getValue()))
                    .toList();
        }
        return overdue.stream()
                .filter(one -> !stands(here, size, one.getValue().index, one.getKey()))
                .map(one -> one.getValue().envelope.id())
                .toList();
    }

    private static boolean stands(LogReader here, long size, long index, Digest leaf) {
        return index >= 0 && index < size && here.leafHash(index).equals(leaf);
    }

    /** Whether own statements are to be looked for in what is new. */
    synchronized boolean awaits() {
        return !waiting.isEmpty();
    }

    /** Entries that are final now; whoever waits for one of them has it. */
    void included(long from, List<byte[]> leaves, long size) {
        Map<Sent, Receipt> done = new HashMap<>();
        synchronized (this) {
            for (int i = 0; i < leaves.size() && !waiting.isEmpty(); i++) {
                Digest hash = Rfc6962.leafHash(leaves.get(i));
                Sent sent = waiting.remove(hash);
                if (sent != null) {
                    done.put(sent, new Receipt(from + i, sent.envelope.id(), hash, size));
                }
            }
        }
        done.forEach((sent, receipt) -> sent.receipt.complete(receipt));
    }

    @Override
    public void close() {
        List<Sent> left;
        synchronized (this) {
            closing = true;
            left = List.copyOf(waiting.values());
            waiting.clear();
            notifyAll();
        }
        thread.interrupt();
        left.forEach(sent -> sent.receipt.completeExceptionally(unknown()));
    }

    private static DiskFault unknown() {
        return new DiskFault("sending a statement", new IOException("the node is being stopped; it is sent again"));
    }

    private void run() {
        Duration pause = PAUSE_MIN;
        int failures = 0;
        try {
            while (true) {
                List<Sent> batch = next();
                Optional<String> problem = send(batch);
                synchronized (this) {
                    trouble = problem;
                }
                if (problem.isPresent() && ++failures < way.nodes()) {
                    way.failed();
                    Thread.sleep(PAUSE_MIN);
                } else if (problem.isPresent()) {
                    way.failed();
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause.multipliedBy(2);
                } else {
                    failures = 0;
                    pause = PAUSE_MIN;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Statements in order from the first that is to be sent; waits until there is one. */
    private synchronized List<Sent> next() throws InterruptedException {
        while (true) {
            List<Sent> batch = new ArrayList<>();
            for (Sent sent : waiting.values()) {
                boolean due = !sent.answered || System.nanoTime() - sent.nanos > AGAIN_AFTER.toNanos();
                if (due && batch.size() < Parcel.REQUEST_PARCELS_MAX) {
                    batch.add(sent);
                }
            }
            if (!batch.isEmpty()) {
                return batch;
            }
            if (closing) {
                throw new InterruptedException("closing");
            }
            wait(TimeUnit.SECONDS.toMillis(1));
        }
    }

    private List<Parcel> parcels(List<Sent> batch) {
        List<Parcel> parcels = new ArrayList<>();
        long bytes = 0;
        for (Sent sent : batch) {
            boolean hasPayload = sent.envelope.statement().draft().payload().isPresent();
            Parcel parcel = new Parcel(sent.envelope, hasPayload ? files.of(sent.envelope.id()) : Optional.empty());
            bytes += parcel.bytes();
            if (bytes > Parcel.REQUEST_BYTES_MAX && !parcels.isEmpty()) {
                break;
            }
            parcels.add(parcel);
        }
        return parcels;
    }

    private Optional<String> send(List<Sent> batch) throws InterruptedException {
        try {
            List<Parcel> parcels = parcels(batch);
            Reply reply = way.post(Parcel.toBytes(parcels));
            if (reply.status() != 200) {
                return Optional.of("the node that orders the log answered with status " + reply.status());
            }
            return answered(batch.subList(0, parcels.size()), BoundedJson.parse(reply.body()));
        } catch (IOException fault) {
            return Optional.of(String.valueOf(fault.getMessage()));
        } catch (Refused malformed) {
            return Optional.of("the node that orders the log answered something else: " + malformed.refusal());
        } catch (RuntimeException fault) {
            // Whom to ask stands in a store that may be too busy just now; this thread is the only way for what is said
            // here.
            LOG.warn("sending statements failed and will be tried again", fault);
            return Optional.of(String.valueOf(fault.getMessage()));
        }
    }

    private Optional<String> answered(List<Sent> batch, JsonNode answer) {
        JsonNode results = answer.path("results");
        Optional<String> problem = Optional.empty();
        Map<Sent, Refused> refusals = new LinkedHashMap<>();
        synchronized (this) {
            Optional<LanePosition> lane = lane(answer);
            if (lane.isPresent()) {
                told = lane;
                toldOf = Optional.of(batch.getFirst().envelope.statement().key());
            }
            for (int i = 0; i < batch.size(); i++) {
                JsonNode result = results.path(i);
                Sent sent = batch.get(i);
                if (result.path("index").isIntegralNumber()) {
                    sent.nanos = System.nanoTime();
                    sent.firstNanos = sent.answered ? sent.firstNanos : sent.nanos;
                    sent.index = result.path("index").asLong();
                    sent.answered = true;
                } else {
                    String code = result.path("code").asText(LATER);
                    if (code.equals(LATER) || Sequencer.NOT_NOW.contains(code)) {
                        problem = Optional.of("the node that orders the log takes no entries now");
                        break;
                    }
                    waiting.remove(Rfc6962.leafHash(sent.envelope.leaf()));
                    refusals.put(
                            sent,
                            Refusal.of(code, "", result.path("message").asText("The log refused the entry."))
                                    .toException());
                }
            }
        }
        refusals.forEach((sent, refused) -> sent.receipt.completeExceptionally(refused));
        return problem;
    }

    private static Optional<LanePosition> lane(JsonNode answer) {
        long sequence = answer.path("lane_sequence").asLong();
        @Nullable String previous = answer.path("lane_previous").textValue();
        boolean whole = sequence > 1
                && sequence <= CanonicalReader.INTEGER_MAX
                && previous != null
                && previous.matches("[0-9a-f]{64}");
        return whole && previous != null
                ? Optional.of(new LanePosition(sequence, Optional.of(Digest.fromHex(previous))))
                : Optional.empty();
    }

    static int answerBytesMax() {
        return ANSWER_BYTES_MAX;
    }
}
