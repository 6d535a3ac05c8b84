package org.commonwatch.council;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.sequence.Outcome;

/**
 * Brings appends into the agreed order, in batches: one turn of Raft costs much the same for one entry and for a thousand. A
 * batch goes when it is full, when its first entry has waited its time, or at once when none is under way.
 *
 * <p>Batches are answered in order. When one fails (a leader is gone), everything under way is asked for again in the same
 * order: what had got its place before is told where it is, so nothing enters twice, and nothing that follows it in its lane is
 * refused for coming too early.
 */
final class Sending {
    /** One batch, give or take an entry. */
    static final int BATCH_BYTES_MAX = 256 * 1024;

    /** How long an entry waits for others while a batch is under way. */
    private static final long BATCH_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(10);

    /** Batches under way at a time. */
    private static final int UNDER_WAY_MAX = 4;

    /** Appends waiting for the thread, and their bytes. */
    private static final int QUEUE_ENTRIES_MAX = 8_192;

    private static final long QUEUE_BYTES_MAX = 64L * 1024 * 1024;

    /** A log that is being closed waits so long for answers; an election takes two seconds at most. */
    private static final long CLOSING_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    /** Between two tries to find a leader. */
    private static final long PAUSE_MILLIS = 50;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Function<Proposal, CompletableFuture<byte[]>> council;
    private final Entered entered;
    private final Thread thread;

    /** An empty element only wakes the thread. */
    private final ArrayBlockingQueue<Optional<Asked>> queue = new ArrayBlockingQueue<>(QUEUE_ENTRIES_MAX);

    private final AtomicLong queuedBytes = new AtomicLong();
    private final Set<Asked> unanswered = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;
    private volatile long closedAtNanos;
    private volatile boolean ended;

    // Owned by the thread.
    private final ArrayDeque<Sent> underWay = new ArrayDeque<>();
    private final List<Asked> gathered = new ArrayList<>();
    private int gatheredBytes;
    private long gatheredSinceNanos;

    private record Sent(List<Asked> batch, CompletableFuture<byte[]> reply) {}

    Sending(String name, Function<Proposal, CompletableFuture<byte[]>> council, Entered entered) {
        this.council = council;
        this.entered = entered;
        this.thread = Thread.ofPlatform().name("council-send-" + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Statements that were asked for longer ago than this and have no answer, be it only that they have to ask anew. */
    List<Digest> unanswered(Duration bound) {
        long now = System.nanoTime();
        return unanswered.stream()
                .filter(asked -> now - asked.sinceNanos > bound.toNanos())
                .map(asked -> asked.envelope.id())
                .toList();
    }

    void add(Asked asked) {
        unanswered.add(asked);
        var _ = asked.future.whenComplete((receipt, failure) -> unanswered.remove(asked));
        if (closing) {
            asked.refuse(closed());
        } else if (queuedBytes.addAndGet(asked.bytes) > QUEUE_BYTES_MAX || !queue.offer(Optional.of(asked))) {
            queuedBytes.addAndGet(-asked.bytes);
            asked.refuse(Refusal.of("queue-full", "", "The log has more waiting than it takes; try again shortly."));
        } else if (ended && queue.remove(Optional.of(asked))) {
            asked.refuse(closed());
        }
    }

    @SuppressWarnings("ReturnValueIgnored") // a full queue means that the thread is awake anyway
    private void wake() {
        queue.offer(Optional.empty());
    }

    private void run() {
        try {
            while (!closing || !gathered.isEmpty() || !underWay.isEmpty()) {
                gather();
                while (!underWay.isEmpty() && underWay.getFirst().reply.isDone()) {
                    settle();
                }
                if (isDue()) {
                    send();
                }
            }
        } catch (InterruptedException e) {
            closing = true;
        } finally {
            ended = true;
            List<Asked> left = new ArrayList<>(gathered);
            underWay.forEach(sent -> left.addAll(sent.batch));
            fail(left, "the log was closed before");
            for (Optional<Asked> rest = queue.poll(); rest != null; rest = queue.poll()) {
                rest.ifPresent(asked -> asked.refuse(closed()));
            }
        }
    }

    private boolean isFull() {
        return gatheredBytes >= BATCH_BYTES_MAX || gathered.size() >= Proposal.STATEMENTS_MAX;
    }

    private boolean isDue() {
        if (gathered.isEmpty() || underWay.size() == UNDER_WAY_MAX) {
            return false;
        }
        return underWay.isEmpty() || isFull() || System.nanoTime() - gatheredSinceNanos >= BATCH_NANOS_MAX;
    }

    /** Takes what waits, up to a batch; waits itself only while there is nothing to do. */
    private void gather() throws InterruptedException {
        if (isFull()) {
            if (underWay.size() == UNDER_WAY_MAX) {
                awaitQuietly(underWay.getFirst().reply);
            }
            return;
        }
        Optional<Asked> next = Optional.ofNullable(queue.poll(patience(), TimeUnit.NANOSECONDS))
                .flatMap(Function.identity());
        while (next.isPresent()) {
            Asked asked = next.get();
            queuedBytes.addAndGet(-asked.bytes);
            if (gathered.isEmpty()) {
                gatheredSinceNanos = System.nanoTime();
            }
            gathered.add(asked);
            gatheredBytes += asked.bytes;
            next = isFull()
                    ? Optional.empty()
                    : Optional.ofNullable(queue.poll()).flatMap(Function.identity());
        }
    }

    private long patience() {
        boolean answered = !underWay.isEmpty() && underWay.getFirst().reply.isDone();
        if (answered || isDue()) {
            return 0;
        }
        if (gathered.isEmpty() || underWay.size() == UNDER_WAY_MAX) {
            return closing ? BATCH_NANOS_MAX : IDLE_NANOS;
        }
        return Math.max(0, gatheredSinceNanos + BATCH_NANOS_MAX - System.nanoTime());
    }

    private void send() {
        List<Asked> batch = List.copyOf(gathered);
        gathered.clear();
        gatheredBytes = 0;
        underWay.add(new Sent(batch, ask(batch)));
    }

    private CompletableFuture<byte[]> ask(List<Asked> batch) {
        Proposal proposal = new Proposal.Batch(
                Optional.empty(), batch.stream().map(asked -> asked.envelope).toList());
        CompletableFuture<byte[]> reply = council.apply(proposal);
        return reply.whenComplete((answer, failure) -> wake());
    }

    private void settle() throws InterruptedException {
        Sent first = underWay.getFirst();
        if (deliver(first)) {
            underWay.removeFirst();
            return;
        }
        List<Sent> again = new ArrayList<>(underWay);
        for (Sent sent : again) {
            awaitQuietly(sent.reply);
        }
        underWay.clear();
        for (Sent sent : again) {
            insist(sent.batch);
        }
    }

    private static void awaitQuietly(CompletableFuture<byte[]> reply) {
        try {
            reply.join();
        } catch (CompletionException e) {
            // It is asked for again, whatever became of it.
        }
    }

    /** Until it is answered: an outcome is open only when the log is closed before. */
    private void insist(List<Asked> batch) throws InterruptedException {
        while (!closing || System.nanoTime() - closedAtNanos < CLOSING_NANOS_MAX) {
            Sent sent = new Sent(batch, ask(batch));
            awaitQuietly(sent.reply);
            if (deliver(sent)) {
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        fail(batch, "the council did not answer before the log was closed");
    }

    /** Whether there is an answer: outcomes, or a plain no of the leader. */
    private boolean deliver(Sent sent) {
        try {
            List<Outcome> outcomes = Outcomes.parse(sent.reply.join(), sent.batch.size());
            for (int i = 0; i < outcomes.size(); i++) {
                Asked asked = sent.batch.get(i);
                switch (outcomes.get(i)) {
                    case Outcome.Entered at -> entered.add(asked, at.index());
                    case Outcome.Refused no -> asked.refuse(no.why());
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        } catch (CompletionException e) {
            if (e.getCause() instanceof StateMachineException no) {
                Refusal why = Refusal.of("log-unavailable", "", String.valueOf(no.getMessage()));
                sent.batch.forEach(asked -> asked.refuse(why));
                return true;
            }
            return false;
        }
    }

    private static void fail(List<Asked> batch, String why) {
        batch.forEach(asked -> asked.future.completeExceptionally(
                new DiskFault("ordering an entry, outcome unknown", new IOException(why))));
    }

    private static Refusal closed() {
        return Refusal.of("log-closed", "", "The log is being closed.");
    }

    /** Finishes what is under way and ends. */
    void close() {
        closedAtNanos = System.nanoTime();
        closing = true;
        wake();
        if (awaitEnd(thread)) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it was interrupted while it waited, which ends nothing. */
    static boolean awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
