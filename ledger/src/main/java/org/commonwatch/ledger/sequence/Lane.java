package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.jspecify.annotations.Nullable;

/**
 * The author's side of a lane: numbers and signs drafts, stores the signed bytes in the outbox before it sends them, and
 * sends them again after a crash. At most {@link #WINDOW_MAX} statements are under way.
 *
 * <p>Why the bytes are stored first: a statement that was sent and forgotten would leave a number in the log that its
 * author gives away again. Why a window: what is under way must be signed again when one of it is refused, since a refusal
 * uses no number and every statement names the one before it. The refused draft is given up with its refusal, unless it was
 * refused only because its number was gone; that one and those behind it get new numbers, in order. Statement ids may therefore change between {@link #submit} and the receipt; whoever keeps
 * something under the id (a payload) does so in {@code prepare}, which is called with every newly signed envelope before it
 * is sent.
 *
 * <p>Safe from many threads; one lock, held during the outbox's sync, never while the log is waited for or an answer given.
 */
public final class Lane implements AutoCloseable {
    /** Statements sent and not answered. */
    public static final int WINDOW_MAX = 1_024;

    /** An outbox longer than this is emptied before it takes more; it starts over whenever everything is answered. */
    static final long OUTBOX_BYTES_MAX = 8L * 1024 * 1024;

    /**
     * How often one statement gets a new number because somebody else used up its own: a hostile node of a council can, with entries
     * that nobody signed, and a copy of this home folder. Where the log lags behind who refuses, several are needed for one.
     */
    static final int NUMBERED_AGAIN_MAX = 64;

    private static final Set<String> CONSEQUENCES = Set.of("lane-number", "lane-number-taken", "lane-previous");

    /**
     * Called with each signed envelope before it is sent, under the lane's lock; must not call the lane. A {@link DiskFault} from
     * it fails the statement, which is then neither stored nor sent.
     */
    @FunctionalInterface
    public interface Prepare {
        void signed(Envelope envelope);
    }

    /** One statement under way. */
    private static final class Sent {
        final Draft draft;
        final Prepare prepare;
        final CompletableFuture<Receipt> answer = new CompletableFuture<>();
        Envelope envelope;
        boolean answered;
        int numberedAgain;
        Optional<Receipt> receipt = Optional.empty();
        Optional<Throwable> failure = Optional.empty();

        Sent(Draft draft, Prepare prepare, Envelope envelope) {
            this.draft = draft;
            this.prepare = prepare;
            this.envelope = envelope;
        }
    }

    private final SigningKey key;
    private final Sequencer log;
    private final Outbox outbox;
    private final Deque<Sent> window = new ArrayDeque<>();
    /** Answers to give as soon as the lock is free. */
    private final Deque<Sent> finished = new ArrayDeque<>();

    private LanePosition next;
    private boolean broken;

    private Lane(SigningKey key, Sequencer log, Outbox outbox, LanePosition next) {
        this.key = key;
        this.log = log;
        this.outbox = outbox;
        this.next = next;
    }

    /**
     * Opens the lane and sends again what an earlier run left in the outbox; the answers to these are awaited like others,
     * see {@link #underWay}.
     *
     * @param directory for the outbox file, which is named by the key; made when missing
     * @throws DiskFault when the disk fails
     */
    public static Lane open(Disk disk, Path directory, SigningKey key, Sequencer log) {
        try {
            disk.createDirectories(directory);
            disk.syncDirectory(
                    Objects.requireNonNullElse(directory.toAbsolutePath().getParent(), directory));
            Outbox outbox = Outbox.open(disk, directory.resolve(file(key)));
            LanePosition next = log.nextPosition(key.id());
            Lane lane = new Lane(key, log, outbox, next);
            lane.resume();
            return lane;
        } catch (IOException e) {
            throw new DiskFault("opening the outbox of " + key.id(), e);
        }
    }

    /**
     * Puts signed statements into the outbox, for {@link #open} to send: what a log had accepted that is not ordered there any
     * more. Those that are in it already stay where they are; nothing in it is ever written anew.
     *
     * @param statements in lane order
     * @throws DiskFault when the disk fails; do it again
     */
    public static void leave(Disk disk, Path directory, SigningKey key, List<Envelope> statements) {
        try {
            disk.createDirectories(directory);
            disk.syncDirectory(
                    Objects.requireNonNullElse(directory.toAbsolutePath().getParent(), directory));
            try (Outbox outbox = Outbox.open(disk, directory.resolve(file(key)))) {
                Set<Digest> there = new HashSet<>();
                outbox.envelopes().forEach(envelope -> there.add(envelope.id()));
                for (Envelope statement : statements) {
                    if (there.add(statement.id())) {
                        outbox.add(statement);
                    }
                }
            }
        } catch (IOException e) {
            throw new DiskFault("putting statements into the outbox of " + key.id(), e);
        }
    }

    /** The statements in a copy of an outbox file; a torn tail was sent to nobody. */
    public static List<Envelope> left(byte[] outbox) {
        return Outbox.statements(outbox);
    }

    private static String file(SigningKey key) {
        return key.id().digest().hex() + ".outbox";
    }

    /**
     * Only what continues the log's lane can still be wanted; what the log has already needs no second sending. What is wanted
     * stays where it lies, since a crash while it was written anew would forget statements that were sent; after {@link #leave}
     * that need not be the order of the lane.
     */
    private synchronized void resume() throws IOException {
        List<Envelope> stored = outbox.envelopes();
        List<Integer> inLane = IntStream.range(0, stored.size())
                .boxed()
                .sorted(Comparator.comparingLong(
                        i -> stored.get(i).statement().position().sequence()))
                .toList();
        List<Envelope> waiting = new ArrayList<>();
        int keep = 0;
        for (int i : inLane) {
            Envelope envelope = stored.get(i);
            if (envelope.statement().position().equals(next)) {
                waiting.add(envelope);
                next = next.next(envelope.id());
                keep = Math.max(keep, i + 1);
            }
        }
        outbox.cut(keep);
        for (Envelope envelope : waiting) {
            Sent sent = new Sent(envelope.statement().draft(), any -> {}, envelope);
            window.add(sent);
            send(sent);
        }
    }

    /** Where the next statement stands when all that is under way is taken. */
    public synchronized LanePosition next() {
        return next;
    }

    /** Statements sent and not answered yet. */
    public synchronized int underWay() {
        return window.size();
    }

    /** As {@link #submit(Draft, Prepare)} with nothing to prepare. */
    public CompletableFuture<Receipt> submit(Draft draft) {
        return submit(draft, any -> {});
    }

    /**
     * Signs, stores and sends a draft. The future fails with {@link Refused} when the log or the statement's own form
     * refuses it ({@code lane-window-full} when too much is under way), with {@link DiskFault} when the outbox fails or the
     * outcome is unknown; in the latter case the statement stays in the outbox and is sent again by {@link #open}.
     */
    public CompletableFuture<Receipt> submit(Draft draft, Prepare prepare) {
        CompletableFuture<Receipt> answer = submitLocked(draft, prepare);
        giveAnswers();
        return answer;
    }

    private synchronized CompletableFuture<Receipt> submitLocked(Draft draft, Prepare prepare) {
        if (broken) {
            return CompletableFuture.failedFuture(open());
        }
        if (window.size() >= WINDOW_MAX || (outbox.bytes() > OUTBOX_BYTES_MAX && !window.isEmpty())) {
            return CompletableFuture.failedFuture(
                    Refusal.of("lane-window-full", "", "Too many statements are unanswered; wait for them.")
                            .toException());
        }
        try {
            if (window.isEmpty() && outbox.bytes() > OUTBOX_BYTES_MAX / 8) {
                outbox.cut(0);
            }
            Sent sent = new Sent(draft, prepare, Envelope.sign(draft, next, key));
            store(sent);
            window.add(sent);
            send(sent);
            return sent.answer;
        } catch (Refused | DiskFault e) {
            // Nothing was stored: it did not come so far.
            return CompletableFuture.failedFuture(e);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(undoStore(e));
        }
    }

    private DiskFault open() {
        return new DiskFault(
                "submitting to the lane of " + key.id(),
                new IOException("an outcome is open; opening the lane anew asks the log and sends again"));
    }

    private void store(Sent sent) throws IOException {
        sent.prepare.signed(sent.envelope);
        outbox.add(sent.envelope);
        next = next.next(sent.envelope.id());
    }

    private DiskFault undoStore(IOException failure) {
        try {
            outbox.cutTail();
        } catch (IOException e) {
            failure.addSuppressed(e);
            broken = true;
        }
        return new DiskFault("storing a statement of " + key.id(), failure);
    }

    private void send(Sent sent) {
        Envelope envelope = sent.envelope;
        // The answer may come at once, on this very thread, while the lock is held; monitors are re-entrant.
        var _ = log.append(envelope).whenComplete((receipt, failure) -> answered(sent, envelope, receipt, failure));
    }

    private void answered(Sent sent, Envelope envelope, @Nullable Receipt receipt, @Nullable Throwable failure) {
        synchronized (this) {
            if (!sent.envelope.equals(envelope)) {
                return;
            }
            sent.answered = true;
            sent.receipt = Optional.ofNullable(receipt);
            sent.failure = Optional.ofNullable(failure).map(Lane::cause);
            settle();
        }
        giveAnswers();
    }

    /** Outside the lock; a call from within leaves it to the outer one. */
    private void giveAnswers() {
        while (!Thread.holdsLock(this)) {
            Optional<Sent> next;
            synchronized (this) {
                next = Optional.ofNullable(finished.poll());
            }
            if (next.isEmpty()) {
                return;
            }
            next.get().receipt.ifPresent(next.get().answer::complete);
            next.get().failure.ifPresent(next.get().answer::completeExceptionally);
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    /** Takes finished statements off the front; a refusal there has the rest signed again once all of it is answered. */
    private void settle() {
        while (!window.isEmpty() && window.getFirst().answered) {
            Sent first = window.getFirst();
            boolean refused = first.failure.filter(Refused.class::isInstance).isPresent();
            if (refused && !broken && !window.stream().allMatch(sent -> sent.answered)) {
                return;
            }
            window.removeFirst();
            boolean numberGone = refused && isConsequence(first) && ++first.numberedAgain <= NUMBERED_AGAIN_MAX;
            if (numberGone && !broken) {
                signAgain(first, Optional.of(first));
                continue;
            }
            finished.add(first);
            if (refused && broken) {
                // It was refused for standing behind something unknown, and may be sent again by the next opening.
                first.failure = Optional.of(open());
            } else if (refused) {
                signAgain(first, Optional.empty());
            } else if (first.failure.isPresent()) {
                broken = true;
            }
        }
    }

    /** Everything behind a refused statement, and perhaps itself, goes on from where the log has the lane. */
    private void signAgain(Sent refused, Optional<Sent> itself) {
        List<Sent> rest = new ArrayList<>(window);
        itself.ifPresent(rest::addFirst);
        window.clear();
        try {
            outbox.cut(outbox.envelopes().indexOf(refused.envelope));
        } catch (IOException e) {
            broken = true;
            rest.forEach(sent -> fail(sent, new DiskFault("cutting the outbox of " + key.id(), e)));
            return;
        }
        next = log.nextPosition(key.id());
        for (Sent sent : rest) {
            if (!isConsequence(sent)) {
                finished.add(sent);
                continue;
            }
            try {
                sent.answered = false;
                sent.failure = Optional.empty();
                sent.envelope = Envelope.sign(sent.draft, next, key);
                store(sent);
                window.add(sent);
            } catch (Refused | DiskFault e) {
                fail(sent, e);
            } catch (IOException e) {
                fail(sent, undoStore(e));
            }
        }
        List.copyOf(window).forEach(this::send);
    }

    /** Refused only for the place it stands at; with any other answer it has its own reason and keeps it. */
    private static boolean isConsequence(Sent sent) {
        return sent.failure
                .filter(failure -> failure instanceof Refused refused
                        && CONSEQUENCES.contains(refused.refusal().code()))
                .isPresent();
    }

    private void fail(Sent sent, Exception reason) {
        sent.failure = Optional.of(reason);
        finished.add(sent);
    }

    /** Leaves what is unanswered in the outbox. */
    @Override
    public synchronized void close() {
        broken = true;
        try {
            outbox.close();
        } catch (IOException e) {
            throw new DiskFault("closing the outbox of " + key.id(), e);
        }
    }
}
