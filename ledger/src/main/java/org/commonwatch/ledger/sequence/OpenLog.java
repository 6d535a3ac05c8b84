package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.sequence.Unpublished.Entry;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.tile.LogDamaged;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;

/**
 * The log of a {@link LocalSequencer} between opening and closing; everything here happens on the sequencer's thread but
 * what is marked for others.
 */
final class OpenLog {
    /** The disk keeps this much free, so that a full disk is met before a journal write fails half-way. */
    static final long DISK_RESERVE_BYTES = Disk.RESERVE_BYTES;

    /** At most one {@code log.time} entry in this time. */
    static final Duration LOG_TIME_SPACING = Duration.ofSeconds(1);

    /**
     * Entries accepted and not final before the log takes no more: cosigners that are away must not fill the disk, and
     * members should notice. Some hours of a busy community.
     */
    static final long UNFINAL_ENTRIES_MAX = 1_000_000;

    /** How long a caller waits for a disk that takes entries but no tiles. */
    static final long PUBLISH_PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    /**
     * Checkpoints are so many times as far apart while cosigners are waited for: every follower would hold one that gives way to
     * a newer before anybody is asked for it. When the round ends, what gathered meanwhile is published at once.
     */
    static final int SPACINGS_OF_A_ROUND = 5;

    /** Between tries to publish on a failing disk. */
    private static final long RETRY_NANOS = Duration.ofMillis(50).toNanos();

    private final LogSettings settings;
    private final Disk disk;
    private final Stored stored;
    private final LogWriter writer;
    private final Heads heads;
    private final LogReader reader;
    private final Unpublished unpublished = new Unpublished();
    private boolean publishFails;
    private long publishFailsSinceNanos;
    private long publishedAtNanos;

    private final Cosigning cosigning;

    private final Checkpoints checkpoints;

    OpenLog(LogSettings settings, LogOpening opened, long journalBytesMax, Runnable wake) {
        this.settings = settings;
        this.disk = settings.disk();
        this.stored = new Stored(disk, settings.threads(), opened, journalBytesMax);
        this.writer = stored.writer();
        this.heads = stored.heads();
        this.checkpoints = new Checkpoints(settings, opened);
        this.cosigning = new Cosigning(settings.policy(), settings.cosigners(), settings.nanos(), wake);
        this.reader = new LogReader(disk, settings.directory(), checkpoints::head, checkpoints::finalHead);
        long index = opened.head().size();
        for (byte[] leaf : opened.unpublished()) {
            restoreUnpublished(leaf, index++);
        }
        this.publishedAtNanos =
                settings.nanos().getAsLong() - settings.checkpointSpacing().toNanos();
    }

    /** @param wake called from any thread when the log's thread should look at its cosigners */
    static OpenLog open(LogSettings settings, long journalBytesMax, Runnable wake) {
        try {
            return new OpenLog(settings, LogOpening.of(settings), journalBytesMax, wake);
        } catch (IOException e) {
            throw new DiskFault("opening the log in " + settings.directory(), e);
        }
    }

    /** An entry from before the last crash, for which nobody waits; what is no statement has no number to look for. */
    private void restoreUnpublished(byte[] leaf, long index) {
        try {
            unpublished.add(new Entry(Envelope.parse(leaf)), index, Rfc6962.leafHash(leaf));
        } catch (Refused e) {
            throw new IllegalStateException("the journal holds only admitted statements: " + e.refusal(), e);
        }
    }

    /** For other threads too: lanes and log time only. */
    Heads heads() {
        return heads;
    }

    /** For other threads too. */
    LogReader reader() {
        return reader;
    }

    Finality finality() {
        return new Finality(writer.size(), checkpoints.head().size(), checkpoints.finalSize());
    }

    boolean hasUnpublished() {
        return !unpublished.isEmpty();
    }

    /** Whether there is something to publish and it may be signed. */
    boolean canPublish() {
        return hasUnpublished() && cosigning.obstacle().isEmpty();
    }

    long nanosToCosigning() {
        return cosigning.nanosToNext();
    }

    CosigningStatus cosigningStatus() {
        return cosigning.status(finality());
    }

    /**
     * Takes in what the cosigners say and asks them again; what became final is on disk afterwards.
     *
     * @return whether a round is won: then to be called again, when what waits is published, so that the next is of all of it
     */
    boolean cosign() {
        Optional<SignedCheckpoint> cosigned = askCosigners();
        return cosigned.isPresent() && putFinal(cosigned.get());
    }

    private Optional<SignedCheckpoint> askCosigners() {
        SignedCheckpoint head = checkpoints.head();
        return cosigning.step(head, head.size(), reader);
    }

    private boolean putFinal(SignedCheckpoint cosigned) {
        try {
            checkpoints.putFinal(cosigned);
        } catch (IOException e) {
            // Tried again at the next step.
            return false;
        }
        cosigning.written(cosigned);
        return true;
    }

    /** Until the next checkpoint may be signed; not positive: now. */
    long nanosToCheckpoint() {
        long passed = settings.nanos().getAsLong() - publishedAtNanos;
        long spacing = spacing().toNanos();
        return (publishFails ? Math.max(spacing, RETRY_NANOS) : spacing) - passed;
    }

    private Duration spacing() {
        Duration usual = settings.checkpointSpacing();
        boolean roundUnderWay = !settings.policy().isUnwitnessed()
                && checkpoints.finalSize() < checkpoints.head().size();
        return roundUnderWay ? usual.multipliedBy(SPACINGS_OF_A_ROUND) : usual;
    }

    /** Admits what fits its lane and makes it durable, all or nothing; the rest is refused or answered at once. */
    void accept(List<Waiting> batch) {
        Optional<Refusal> obstacle = obstacle();
        if (obstacle.isPresent()) {
            batch.forEach(waiting -> waiting.refuse(obstacle.get()));
            return;
        }
        List<Entry> admitted = admit(batch);
        if (admitted.isEmpty()) {
            return;
        }
        timeEntry().ifPresent(admitted::addFirst);
        try {
            stored.append(admitted.stream().map(entry -> entry.envelope).toList());
        } catch (IOException e) {
            undo(admitted, e);
            return;
        }
        admitted.forEach(this::commit);
    }

    private Optional<Refusal> obstacle() {
        try {
            if (disk.usableBytes(settings.directory()) < DISK_RESERVE_BYTES) {
                return Optional.of(diskFull());
            }
            if (stored.tailUnknown()) {
                stored.cutTail();
            }
        } catch (IOException e) {
            return Optional.of(unavailable(e));
        }
        if (publishFails) {
            return Optional.of(Refusal.of("log-unavailable", "", "The log cannot write its tiles; it keeps trying."));
        }
        if (writer.size() - checkpoints.finalSize() > UNFINAL_ENTRIES_MAX) {
            return Optional.of(Refusal.of(
                    "log-waiting",
                    "",
                    "More than " + UNFINAL_ENTRIES_MAX + " entries wait for cosigners.",
                    cosigningStatus().standing().text()));
        }
        return cosigning.obstacle();
    }

    private List<Entry> admit(List<Waiting> batch) {
        Places places = new Places(heads, this::index);
        Map<Digest, Entry> inBatch = new HashMap<>();
        List<Entry> admitted = new ArrayList<>(batch.size() + 1);
        for (Waiting waiting : batch) {
            try {
                admit(waiting, places, inBatch, admitted);
            } catch (DiskFault | LogDamaged unread) {
                // Whether an old statement is in the log could not be read: its sender is told so, and the log goes on.
                waiting.future.completeExceptionally(
                        new DiskFault("looking for a statement, outcome unknown", new IOException(unread)));
            }
        }
        return admitted;
    }

    private void admit(Waiting waiting, Places places, Map<Digest, Entry> inBatch, List<Entry> admitted) {
        Digest id = waiting.envelope.id();
        switch (places.decide(waiting.envelope)) {
            case Places.Decision.New any -> {
                Entry entry = new Entry(waiting.envelope);
                entry.awaitedBy(waiting.future);
                admitted.add(entry);
                inBatch.put(id, entry);
            }
            case Places.Decision.Repeat any ->
                Objects.requireNonNull(inBatch.get(id)).awaitedBy(waiting.future);
            case Places.Decision.Known any -> answerKnown(waiting);
            case Places.Decision.No no -> waiting.refuse(no.why());
        }
    }

    private OptionalLong index(Digest id) {
        return unpublished
                .index(id)
                .or(() -> published(id).map(Receipt::index))
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    private void answerKnown(Waiting waiting) {
        Digest id = waiting.envelope.id();
        Optional<Entry> entry = unpublished.find(id);
        if (entry.isPresent()) {
            entry.get().awaitedBy(waiting.future);
        } else {
            waiting.future.complete(published(id).orElseThrow());
        }
    }

    private Optional<Receipt> published(Digest id) {
        long size = checkpoints.head().size();
        return heads.ids().find(id, reader, size).map(index -> new Receipt(index, id, reader.leafHash(index), size));
    }

    private Optional<Entry> timeEntry() {
        Instant now = settings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        if (!Taking.isDue(heads, now)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Entry(Envelope.sign(
                    LogTime.draft(settings.origin(), settings.author(), now),
                    heads.next(settings.timeKey().id()),
                    settings.timeKey())));
        } catch (Refused e) {
            throw new IllegalStateException("our own log.time statement is always valid", e);
        }
    }

    private void commit(Entry entry) {
        long index = writer.size();
        unpublished.add(entry, index, stored.commit(entry.envelope));
    }

    /** The journal failed: either its tail is gone for certain, or nobody can say. */
    private void undo(List<Entry> admitted, IOException failure) {
        try {
            stored.cutTail();
            Refusal refusal = isFull() ? diskFull() : unavailable(failure);
            fail(admitted, refusal.toException());
        } catch (IOException e) {
            failure.addSuppressed(e);
            fail(admitted, new DiskFault("appending to the journal, outcome unknown", failure));
        }
    }

    private boolean isFull() throws IOException {
        return disk.usableBytes(settings.directory()) < DISK_RESERVE_BYTES;
    }

    private static void fail(List<Entry> entries, Exception reason) {
        entries.forEach(entry -> entry.fail(reason));
    }

    /**
     * Writes tiles and a checkpoint over everything accepted.
     *
     * @return the answers to give once the new size has been announced; none when the disk failed, which is tried again
     */
    Runnable publish() {
        publishedAtNanos = settings.nanos().getAsLong();
        try {
            writer.writeTiles();
            checkpoints.sign();
        } catch (IOException e) {
            return publishFailed(e);
        }
        publishFails = false;
        return unpublished.publish(checkpoints.head().size());
    }

    /** Tried again; whoever has waited long enough is told that the outcome is open, the entries stay accepted. */
    private Runnable publishFailed(IOException failure) {
        if (!publishFails) {
            publishFails = true;
            publishFailsSinceNanos = publishedAtNanos;
        }
        if (publishedAtNanos - publishFailsSinceNanos < PUBLISH_PATIENCE_NANOS) {
            return () -> {};
        }
        return unpublished.release(new DiskFault("publishing what was accepted, outcome unknown", failure));
    }

    /** Work that nobody waits for, after answers were given. */
    void tidy() {
        stored.tidy(!hasUnpublished(), reader);
    }

    /** Leaves a settled log behind, or says why not; what is not settled is recovered at the next opening. */
    Optional<DiskFault> close() {
        try {
            stored.settle(!hasUnpublished(), reader);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new DiskFault("settling the log in " + settings.directory(), e));
        }
    }

    /** After the thread's end: nobody is left waiting. */
    void abandon() {
        unpublished.abandon(new DiskFault("publishing, outcome unknown", new IOException("the log was closed before")));
        stored.abandon();
    }

    private static Refusal diskFull() {
        return Refusal.of("disk-full", "", "The disk is nearly full; nothing is lost, reading goes on. Make room.");
    }

    private static Refusal unavailable(IOException e) {
        return Refusal.of(
                "log-unavailable", "", "The disk refused the write; try again.", String.valueOf(e.getMessage()));
    }
}
