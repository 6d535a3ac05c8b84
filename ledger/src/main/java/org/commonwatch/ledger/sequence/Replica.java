package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogDamaged;
import org.commonwatch.ledger.tile.LogReader;

/**
 * The log as one node of a council holds it. All nodes take the same batches in the same order and decide by nothing but the
 * batch and the entries before it, so they hold the same tree. Only the leader signs; what it made final comes to the others
 * in the same order ({@link #agree}).
 *
 * <p>Crash order of a batch: its mark durable, then its entries, then the answer; see {@link Marks}. A disk that fails for
 * good stops the node, not the council.
 *
 * <p>All methods may be called by any thread; they wait for each other.
 */
public final class Replica implements AutoCloseable {
    /** Entries whose tiles are only in memory: 4 MiB of common ones, and at most 268 MB. */
    static final int UNWRITTEN_ENTRIES_MAX = 4_096;

    /** A new leader takes entries so long before its cosigners were heard; they wait with it for their first answers. */
    static final long COSIGNERS_NANOS_MAX = Duration.ofSeconds(5).toNanos();

    private final LogSettings settings;
    private final Disk disk;
    private final Path state;
    private final Stored stored;
    private final Taking taking;
    private final Turns turns;
    private final Checkpoints checkpoints;
    private final Told told = new Told();
    private final LogReader reader;
    private final LogReader all;

    /** Entries whose tiles are not on disk yet, and where they stand. */
    private final Map<Digest, Long> unwritten = new HashMap<>();

    private Optional<Snapshot> snapshot;
    private Optional<Start> start = Optional.empty();
    private volatile SignedCheckpoint written;
    private Optional<Snapshot> kept;
    private Policy policy;
    private Optional<Cosigning> cosigning = Optional.empty();
    private Runnable wake = () -> {};
    private long leadsSinceNanos;
    private volatile Finality finality;

    private Replica(LogSettings settings, LogOpening opened, Optional<Snapshot> snapshot) throws IOException {
        this.settings = settings;
        this.disk = settings.disk();
        this.state = opened.stateDirectory();
        this.stored = new Stored(disk, settings.threads(), opened, Stored.JOURNAL_BYTES_MAX);
        this.taking = new Taking(settings.origin(), stored.heads(), this::index);
        this.turns = Turns.open(disk, state, stored, snapshot);
        this.policy = settings.policy();
        this.snapshot = snapshot;
        this.kept = snapshot;
        this.checkpoints = new Checkpoints(settings, opened);
        this.written = unsigned();
        this.reader = new LogReader(disk, settings.directory(), checkpoints::head, checkpoints::finalHead);
        this.all = new LogReader(disk, settings.directory(), () -> written);
        this.finality = sizes();
        checkpoints.finalHead().ifPresent(this::noteFinal);
    }

    /**
     * Opens what is held, also what a {@link LocalSequencer} left or a follower fetched; signs nothing.
     *
     * @throws DiskFault when the disk fails
     * @throws LogDamaged when acknowledged entries are missing, a file is not what was signed, or a join did not come to its
     *     end
     */
    public static Replica open(LogSettings settings) {
        Path state = settings.directory().resolve(LogOpening.STATE);
        try {
            if (Joining.isUnderWay(settings.disk(), settings.directory())) {
                throw new LogDamaged(LogOpening.STATE, "this node did not finish to join the council; join again");
            }
            LogOpening opened = LogOpening.ofReplica(settings);
            return new Replica(settings, opened, Joining.snapshot(settings.disk(), state));
        } catch (IOException e) {
            throw new DiskFault("opening the log in " + settings.directory(), e);
        }
    }

    /** The last turn that is in this log; what comes again up to there is passed over. */
    public synchronized Optional<Turn> last() {
        return turns.last();
    }

    /** From where a restarted node needs the agreed order. */
    public synchronized Optional<Snapshot> snapshot() {
        return snapshot;
    }

    /** Where a node begins that joins now; empty until something has become final since this one was opened. */
    public synchronized Optional<Start> start() {
        return start;
    }

    /** The tree as taken so far, signed or not: what a council begins with. */
    public synchronized Checkpoint tree() {
        return Checkpoint.of(settings.origin(), stored.size(), stored.writer().root());
    }

    /**
     * The council begins with this log; every node's must be the same. Said later it means nothing.
     *
     * @throws LogDamaged when it is not
     */
    public synchronized void begin(Turn turn, long size, Digest root) {
        if (turns.isOld(turn)) {
            return;
        }
        if (turns.last().isPresent()) {
            turns.pass(turn);
            return;
        }
        if (size != stored.size() || !root.equals(stored.writer().root())) {
            throw new LogDamaged(
                    "checkpoint",
                    "the council began with " + size + " entries, here are " + stored.size()
                            + "; join it to fetch them");
        }
        store(turn, List.of());
        // All of it may be final already: then a node can join before anything else is.
        checkpoints.finalHead().ifPresent(this::noteFinal);
    }

    /**
     * Takes the next batch.
     *
     * @param time states the log's time, put in by the leader
     * @return one outcome for each statement; empty for a turn that was taken before
     * @throws DiskFault when the disk fails for good; the node must stop, the next opening recovers
     */
    public synchronized List<Outcome> take(Turn turn, Optional<Envelope> time, List<Envelope> batch) {
        if (turns.isOld(turn)) {
            return List.of();
        }
        Taking.Taken taken = taking.take(stored.size(), time, batch);
        store(turn, taken.entries());
        return taken.outcomes();
    }

    /** Whether a statement has its place in the log as taken so far; of long past ones it may not be known. */
    public synchronized boolean has(Digest id) {
        return index(id).isPresent();
    }

    private OptionalLong index(Digest id) {
        Optional<Long> found = Optional.ofNullable(unwritten.get(id))
                .or(() -> stored.heads().ids().find(id, all, written.size()));
        return found.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    private void store(Turn turn, List<Envelope> entries) {
        long index = stored.size();
        turns.enter(turn, entries);
        for (Envelope entry : entries) {
            unwritten.put(entry.id(), index++);
        }
        if (unwritten.size() > UNWRITTEN_ENTRIES_MAX) {
            writeTiles();
        }
        finality = sizes();
    }

    /** A disk that refuses tiles is tried again later: the journal holds the entries. */
    private boolean writeTiles() {
        try {
            stored.writer().writeTiles();
            written = unsigned();
            unwritten.clear();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private SignedCheckpoint unsigned() {
        Checkpoint tree =
                Checkpoint.of(settings.origin(), stored.size(), stored.writer().root());
        return new SignedCheckpoint(tree, new Note(tree.text(), List.of()));
    }

    private Finality sizes() {
        return new Finality(stored.size(), checkpoints.head().size(), checkpoints.finalSize());
    }

    /** The leader announced that this became final; {@link #settle} takes it in, unless another one comes before. */
    public synchronized void agree(Turn turn, byte[] note) {
        if (!turns.isOld(turn)) {
            turns.pass(turn);
            told.put(note);
        }
    }

    /**
     * Takes in the final checkpoint that was announced last, when it is one by this node's policy; to be called after turns.
     *
     * @throws LogDamaged when it is of another history than this node's
     */
    public void settle() {
        Policy judging;
        synchronized (this) {
            judging = policy;
        }
        told.take(judging, settings.origin(), checkpoints.finalHead()).ifPresent(this::settle);
    }

    private synchronized void settle(SignedCheckpoint last) {
        if (last.size() <= stored.size() && writeTiles()) {
            putFinal(last);
        }
        finality = sizes();
    }

    private void putFinal(SignedCheckpoint last) {
        if (!all.rootAt(last.size()).equals(last.root())) {
            throw new LogDamaged("checkpoint", "the council made another history final at " + last.size());
        }
        if (last.size() > checkpoints.finalSize()) {
            try {
                checkpoints.putFinal(last);
            } catch (IOException e) {
                // The next one will do as well.
                return;
            }
        }
        noteFinal(last);
        stored.tidy(true, all);
    }

    private void noteFinal(SignedCheckpoint now) {
        turns.reached(now.size()).ifPresent(turn -> {
            Snapshot reached = new Snapshot(turn, now.size(), now.root());
            snapshot = Optional.of(reached);
            start = Optional.of(new Start(reached, now.note()));
        });
    }

    /** This node leads from now on; nothing is signed before enough cosigners were heard. {@code wake} as in Cosigning. */
    public synchronized void lead(Runnable waking) {
        wake = waking;
        cosigning = Optional.of(new Cosigning(policy, settings.cosigners(), settings.nanos(), waking));
        leadsSinceNanos = settings.nanos().getAsLong();
    }

    /** Judges by another policy from here on; what was final stays so. A node that leads hears its cosigners first. */
    public synchronized void policy(Policy next) {
        policy = next;
        checkpoints.policy(next);
        if (cosigning.isPresent()) {
            lead(wake);
        }
    }

    /**
     * Whether all entries of a checkpoint are durable here and lead to its root: what a mirror's cosigner asks on a node that
     * may not lead.
     */
    public synchronized boolean holds(Checkpoint checkpoint) {
        if (checkpoint.size() == stored.size()) {
            return checkpoint.root().equals(stored.writer().root());
        }
        boolean readable = checkpoint.size() < stored.size() && (checkpoint.size() <= written.size() || writeTiles());
        return readable && all.rootAt(checkpoint.size()).equals(checkpoint.root());
    }

    /** This node does not lead any more: it signs nothing. */
    public synchronized void follow() {
        cosigning = Optional.empty();
    }

    /**
     * Signs what is taken, when something is and it may be signed, and asks cosigners.
     *
     * @return a checkpoint that became final, to be announced
     * @throws IOException when the disk fails; try again
     */
    public synchronized Optional<SignedCheckpoint> publish() throws IOException {
        if (cosigning.isEmpty()) {
            return Optional.empty();
        }
        Cosigning now = cosigning.get();
        long finalBefore = checkpoints.finalSize();
        checkpoints.signEmpty();
        if (stored.size() > checkpoints.head().size() && now.obstacle().isEmpty()) {
            if (!writeTiles()) {
                throw new IOException("the tiles of " + stored.size() + " entries could not be written");
            }
            checkpoints.sign();
            stored.tidy(true, all);
        }
        Optional<SignedCheckpoint> won = ask(now);
        if (won.isPresent()) {
            // Another may have led meanwhile and come further.
            if (won.get().size() >= checkpoints.finalSize()) {
                checkpoints.putFinal(won.get());
            }
            now.written(won.get());
            ask(now);
        }
        finality = sizes();
        Optional<SignedCheckpoint> last = checkpoints.finalHead().filter(one -> one.size() > finalBefore);
        last.ifPresent(this::noteFinal);
        return last;
    }

    private Optional<SignedCheckpoint> ask(Cosigning now) {
        return now.step(checkpoints.head(), stored.size(), reader);
    }

    /** What this node would sign next as the log's time; empty when it is not time yet. */
    public synchronized Optional<Envelope> timeEntry() {
        return Taking.timeEntry(stored.heads(), settings);
    }

    /** Why this node, leading, takes no entries now. */
    public synchronized Optional<Refusal> obstacle() {
        try {
            if (disk.usableBytes(settings.directory()) < OpenLog.DISK_RESERVE_BYTES) {
                return Optional.of(Refusal.of(
                        "disk-full", "", "The disk is nearly full; nothing is lost, reading goes on. Make room."));
            }
        } catch (IOException e) {
            return Optional.of(Refusal.of(
                    "log-unavailable", "", "The disk does not answer; try again.", String.valueOf(e.getMessage())));
        }
        if (stored.size() - checkpoints.finalSize() > OpenLog.UNFINAL_ENTRIES_MAX) {
            return Optional.of(Refusal.of(
                    "log-waiting", "", "More than " + OpenLog.UNFINAL_ENTRIES_MAX + " entries wait for cosigners."));
        }
        boolean patient = settings.nanos().getAsLong() - leadsSinceNanos < COSIGNERS_NANOS_MAX;
        return patient ? Optional.empty() : cosigning.flatMap(Cosigning::obstacle);
    }

    public Finality finality() {
        return finality;
    }

    /** How the newest checkpoint fares; of a node that does not lead only the sizes. */
    public synchronized CosigningStatus cosigning() {
        return cosigning.map(now -> now.status(sizes())).orElseGet(() -> CosigningStatus.unwitnessed(sizes()));
    }

    public LanePosition next(KeyId key) {
        return stored.heads().next(key);
    }

    public Optional<Instant> logTime() {
        return stored.heads().logTime();
    }

    /** Reads what is published. */
    public LogReader reader() {
        return reader;
    }

    /** As {@link Sequencer#everything}; its checkpoint is signed by nobody. */
    public synchronized LogReader everything() {
        writeTiles();
        return all;
    }

    /** Remembers the newest snapshot for the next start. What it covers is durable already. */
    public synchronized Optional<Snapshot> keepSnapshot() throws IOException {
        if (snapshot.isPresent() && !snapshot.equals(kept)) {
            disk.replace(state.resolve(Snapshot.FILE), snapshot.get().toBytes());
            disk.syncDirectory(state);
            kept = snapshot;
        }
        return snapshot;
    }

    @Override
    public synchronized void close() {
        try {
            boolean whole = writeTiles();
            stored.settle(whole, all);
        } catch (IOException e) {
            throw new DiskFault("settling the log in " + settings.directory(), e);
        } finally {
            stored.abandon();
            closeTurns();
        }
    }

    private void closeTurns() {
        try {
            turns.close();
        } catch (IOException e) {
            throw new DiskFault("closing the turns of the log in " + settings.directory(), e);
        }
    }
}
