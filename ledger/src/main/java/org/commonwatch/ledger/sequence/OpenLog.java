package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.sequence.Unpublished.Entry;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.tile.TilePath;

/**
 * The log of a {@link LocalSequencer} between opening and closing; everything here happens on the sequencer's thread but
 * what is marked for others.
 */
final class OpenLog {
    /** The disk keeps this much free, so that a full disk is met before a journal write fails half-way. */
    static final long DISK_RESERVE_BYTES = 64L * 1024 * 1024;

    /** A journal longer than this is followed by a new one while its tiles are made durable. */
    static final long JOURNAL_BYTES_MAX = 32L * 1024 * 1024;

    /** The new one may grow to so many times the bound before appends wait for the old one's tiles. */
    private static final int JOURNALS_BEHIND_MAX = 4;

    /** At most one {@code log.time} entry in this time. */
    static final Duration LOG_TIME_SPACING = Duration.ofSeconds(1);

    /**
     * Entries accepted and not final before the log takes no more: cosigners that are away must not fill the disk, and
     * members should notice. Some hours of a busy community.
     */
    static final long UNFINAL_ENTRIES_MAX = 1_000_000;

    /** How long a caller waits for a disk that takes entries but no tiles. */
    static final long PUBLISH_PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    /** Between tries to publish on a failing disk. */
    private static final long RETRY_NANOS = Duration.ofMillis(50).toNanos();

    private final LogSettings settings;
    private final Disk disk;
    private final Path stateDirectory;
    private final LogWriter writer;
    private final Heads heads;
    private final LogReader reader;
    private final List<byte[]> tail;
    private final Unpublished unpublished = new Unpublished();
    private Journal journal;
    private final long journalBytesMax;
    private long journalBytesNext;
    private Optional<Settling> settling = Optional.empty();
    private boolean tailUnknown;
    private boolean publishFails;
    private long publishFailsSinceNanos;
    private long publishedAtNanos;

    private final Cosigning cosigning;

    /** Read by every thread. */
    private volatile SignedCheckpoint head;

    /** Read by every thread; under {@code quorum none} always the head. */
    private volatile Optional<SignedCheckpoint> finalHead;

    OpenLog(LogSettings settings, LogOpening opened, long journalBytesMax, Runnable wake) {
        this.settings = settings;
        this.journalBytesMax = journalBytesMax;
        this.journalBytesNext = journalBytesMax;
        this.disk = settings.disk();
        this.stateDirectory = opened.stateDirectory();
        this.writer = opened.writer();
        this.heads = opened.heads();
        this.tail = new ArrayList<>(opened.tail());
        this.journal = opened.journal();
        this.head = opened.head();
        this.finalHead = opened.finalHead();
        this.cosigning = new Cosigning(settings.policy(), settings.cosigners(), settings.nanos(), wake);
        this.reader = new LogReader(disk, settings.directory(), this::head, this::finalHead);
        long index = head.size();
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

    private SignedCheckpoint head() {
        return head;
    }

    private Optional<SignedCheckpoint> finalHead() {
        return finalHead;
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
        return new Finality(writer.size(), head.size(), finalSize());
    }

    private long finalSize() {
        return finalHead.map(SignedCheckpoint::size).orElse(0L);
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

    /** Takes in what the cosigners say and asks them again; what became final is on disk afterwards. */
    void cosign() {
        Optional<SignedCheckpoint> cosigned = cosigning.step(head, reader);
        if (cosigned.isPresent() && putFinal(cosigned.get())) {
            // The next round begins; it cannot be won yet, as nobody has been asked.
            cosigning.step(head, reader);
        }
    }

    private boolean putFinal(SignedCheckpoint cosigned) {
        Set<Long> sizes = LogOpening.sizes(head, finalHead);
        sizes.add(cosigned.size());
        writer.keep(sizes);
        try {
            writer.writeCheckpoint(cosigned);
        } catch (IOException e) {
            // Tried again at the next step; either checkpoint may lie there, so both keep their tiles.
            return false;
        }
        cosigning.written(cosigned);
        finalHead = Optional.of(cosigned);
        writer.keep(LogOpening.sizes(head, finalHead));
        return true;
    }

    /** Until the next checkpoint may be signed; not positive: now. */
    long nanosToCheckpoint() {
        long passed = settings.nanos().getAsLong() - publishedAtNanos;
        long spacing = settings.checkpointSpacing().toNanos();
        return (publishFails ? Math.max(spacing, RETRY_NANOS) : spacing) - passed;
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
            journal.append(
                    writer.size(),
                    admitted.stream().map(entry -> entry.envelope.leaf()).toList());
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
            if (tailUnknown) {
                journal.cutTail();
                tailUnknown = false;
            }
        } catch (IOException e) {
            return Optional.of(unavailable(e));
        }
        if (publishFails) {
            return Optional.of(Refusal.of("log-unavailable", "", "The log cannot write its tiles; it keeps trying."));
        }
        if (writer.size() - finalSize() > UNFINAL_ENTRIES_MAX) {
            return Optional.of(Refusal.of(
                    "log-waiting",
                    "",
                    "More than " + UNFINAL_ENTRIES_MAX + " entries wait for cosigners.",
                    cosigningStatus().standing().text()));
        }
        return cosigning.obstacle();
    }

    private List<Entry> admit(List<Waiting> batch) {
        Map<KeyId, LanePositionAfter> lanes = new HashMap<>();
        Map<Digest, Entry> inBatch = new HashMap<>();
        List<Entry> admitted = new ArrayList<>(batch.size() + 1);
        for (Waiting waiting : batch) {
            Envelope envelope = waiting.envelope;
            KeyId key = envelope.statement().key();
            LanePositionAfter lane = lanes.computeIfAbsent(key, any -> new LanePositionAfter(heads.next(any)));
            LanePosition position = envelope.statement().position();
            if (position.equals(lane.next)) {
                if (!heads.hasLane(key) && heads.laneCount() + lanes.size() > Heads.LANES_MAX) {
                    waiting.refuse(Refusal.of("lanes-full", "/key", "The log has as many lanes as it takes."));
                    continue;
                }
                lane.next = position.next(envelope.id());
                Entry entry = new Entry(envelope);
                entry.awaitedBy(waiting.future);
                admitted.add(entry);
                inBatch.put(envelope.id(), entry);
            } else if (position.sequence() < lane.next.sequence()) {
                answerOld(waiting, inBatch, lane);
            } else {
                waiting.refuse(
                        position.sequence() > lane.next.sequence()
                                ? Refusal.of(
                                        "lane-number",
                                        "/sequence",
                                        "The next number of this lane is " + lane.next.sequence() + ".",
                                        Long.toString(position.sequence()))
                                : Refusal.of(
                                        "lane-previous",
                                        "/previous",
                                        "The statement names another predecessor than the lane has."));
            }
        }
        return admitted;
    }

    /** Where a lane will stand after the batch so far. */
    private static final class LanePositionAfter {
        LanePosition next;

        LanePositionAfter(LanePosition next) {
            this.next = next;
        }
    }

    /** The number is used: by this very statement, which then gets its receipt, or by another one. */
    private void answerOld(Waiting waiting, Map<Digest, Entry> inBatch, LanePositionAfter lane) {
        Digest id = waiting.envelope.id();
        Optional<Entry> entry = Optional.ofNullable(inBatch.get(id)).or(() -> unpublished.find(id));
        if (entry.isPresent()) {
            entry.get().awaitedBy(waiting.future);
            return;
        }
        Optional<Receipt> known = published(id);
        if (known.isPresent()) {
            waiting.future.complete(known.get());
            return;
        }
        waiting.refuse(Refusal.of(
                "lane-number-taken",
                "/sequence",
                "Another statement has this number; the next one is " + lane.next.sequence() + ".",
                Long.toString(waiting.envelope.statement().position().sequence())));
    }

    private Optional<Receipt> published(Digest id) {
        return heads.ids()
                .find(id, reader, head.size())
                .map(index -> new Receipt(index, id, reader.leafHash(index), head.size()));
    }

    private Optional<Entry> timeEntry() {
        Instant now = settings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        boolean due = heads.logTime()
                .map(last -> !now.isBefore(last.plus(LOG_TIME_SPACING)))
                .orElse(true);
        if (!due) {
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
        byte[] leaf = entry.envelope.leaf();
        long index = writer.size();
        Digest leafHash = writer.append(leaf);
        heads.apply(entry.envelope);
        tail.add(leaf);
        if (tail.size() == TilePath.WIDTH) {
            tail.clear();
        }
        unpublished.add(entry, index, leafHash);
    }

    /** The journal failed: either its tail is gone for certain, or nobody can say. */
    private void undo(List<Entry> admitted, IOException failure) {
        try {
            journal.cutTail();
            Refusal refusal = isFull() ? diskFull() : unavailable(failure);
            fail(admitted, refusal.toException());
        } catch (IOException e) {
            tailUnknown = true;
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
        SignedCheckpoint checkpoint;
        try {
            writer.writeTiles();
            checkpoint = SignedCheckpoint.sign(
                    Checkpoint.of(settings.origin(), writer.size(), writer.root()), settings.checkpointSigner());
            putInPlace(checkpoint);
        } catch (IOException e) {
            return publishFailed(e);
        }
        publishFails = false;
        head = checkpoint;
        if (settings.policy().isUnwitnessed()) {
            finalHead = Optional.of(checkpoint);
        }
        return unpublished.publish(checkpoint.size());
    }

    private void putInPlace(SignedCheckpoint checkpoint) throws IOException {
        if (settings.policy().isUnwitnessed()) {
            writer.writeCheckpoint(checkpoint);
            return;
        }
        // Until it is certain which head lies on disk, both keep their tiles.
        Set<Long> sizes = LogOpening.sizes(checkpoint, finalHead);
        sizes.add(head.size());
        writer.keep(sizes);
        writer.writeHead(checkpoint);
        writer.keep(LogOpening.sizes(checkpoint, finalHead));
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

    /** Work that nobody waits for, after answers were given; a failing disk only postpones it. */
    void tidy() {
        try {
            writer.deleteSuperseded();
            finishSettling(journal.bytes() > JOURNALS_BEHIND_MAX * journalBytesMax);
            if (journal.bytes() > journalBytesNext && settling.isEmpty() && !tailUnknown && !hasUnpublished()) {
                journalBytesNext = journal.bytes() + journalBytesMax / 4;
                LogWriter.Unsettled tiles = writer.takeUnsettled();
                try {
                    startJournal();
                } catch (IOException e) {
                    writer.giveBack(tiles);
                    throw e;
                }
                settling = Optional.of(new Settling(disk, tiles, settings.threads()));
            }
        } catch (IOException e) {
            // Nothing is lost: superseded tiles and the old journal stay until a later call gets through.
            journalBytesNext = Math.max(journalBytesNext, journal.bytes());
        }
    }

    /** Once the tiles of the older journals are durable, these go. */
    private void finishSettling(boolean wait) throws IOException {
        if (settling.isEmpty() || !(wait || settling.get().isOver())) {
            return;
        }
        Settling over = settling.get();
        over.await();
        settling = Optional.empty();
        if (over.failure().isPresent()) {
            writer.giveBack(over.tiles);
        } else {
            journal.deleteOthers(disk, stateDirectory);
        }
    }

    /** Saves the heads and goes on in a new journal that carries the entries of the last bundle. */
    private void startJournal() throws IOException {
        Digest lastLeaf = LogOpening.lastLeaf(reader, writer.size());
        disk.replace(stateDirectory.resolve(LogOpening.HEADS_FILE), heads.toBytes(lastLeaf));
        Journal next = Journal.create(disk, stateDirectory, journal.number() + 1, writer.size() - tail.size(), tail);
        journal.close();
        journal = next;
        journalBytesNext = journalBytesMax;
    }

    /** Leaves a settled log behind, or says why not; what is not settled is recovered at the next opening. */
    Optional<DiskFault> close() {
        try {
            finishSettling(true);
            writer.deleteSuperseded();
            if (!tailUnknown && !hasUnpublished()) {
                writer.settle();
                startJournal();
                journal.deleteOthers(disk, stateDirectory);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new DiskFault("settling the log in " + settings.directory(), e));
        }
    }

    /** After the thread's end: nobody is left waiting. */
    void abandon() {
        unpublished.abandon(new DiskFault("publishing, outcome unknown", new IOException("the log was closed before")));
        settling.ifPresent(Settling::await);
        journal.close();
    }

    private static Refusal diskFull() {
        return Refusal.of("disk-full", "", "The disk is nearly full; nothing is lost, reading goes on. Make room.");
    }

    private static Refusal unavailable(IOException e) {
        return Refusal.of(
                "log-unavailable", "", "The disk refused the write; try again.", String.valueOf(e.getMessage()));
    }
}
