package org.commonwatch.ledger.follow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.tile.EntryBundle;
import org.commonwatch.ledger.tile.HeadFile;
import org.commonwatch.ledger.tile.LogDamaged;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.tile.TilePath;

/**
 * What a follower has on disk, and the writer that goes on from there. Three marks, each written only when what it covers
 * is durable: {@code state/follow}, whole bundles on the way to a checkpoint; {@code state/head}, a whole tree its log
 * signed; {@code checkpoint}, a final one. Short steps from {@code state/head} on are durable in {@link Steps}, and the two marks
 * follow later. One thread, but for the two heads.
 */
final class Held {
    private static final byte[] MAGIC = "CWFOLLW1".getBytes(StandardCharsets.US_ASCII);
    private static final String PROGRESS_FILE = "state/follow";
    private static final String CHECKPOINT_FILE = "checkpoint";
    private static final int PROGRESS_BYTES = MAGIC.length + Long.BYTES + Digest.BYTES;

    private final Disk disk;
    private final Path directory;
    private final List<NoteKey> logKeys;
    private final Checkpoint start;
    private final String origin;
    private final Steps steps;
    private LogWriter writer;

    /** What {@code state/head} says, or {@code checkpoint} where there is none: all its tiles are durable. */
    private SignedCheckpoint base;

    /** The checkpoint that lies in the file. */
    private Optional<SignedCheckpoint> stored = Optional.empty();

    /** Read by every thread. */
    private volatile SignedCheckpoint head;

    /** Read by every thread. */
    private volatile Optional<SignedCheckpoint> finalHead;

    private Held(FollowSettings settings) throws IOException {
        this.disk = settings.disk();
        this.directory = settings.directory();
        this.origin = settings.origin();
        this.start = settings.start().orElseGet(() -> Checkpoint.of(origin, 0, Rfc6962.EMPTY_ROOT));
        this.logKeys = Stream.concat(settings.policy().logKeys().stream(), settings.formerKeys().stream())
                .distinct()
                .filter(key -> key.name().equals(settings.origin()))
                .toList();
        disk.createDirectories(directory.resolve("state"));
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            disk.syncDirectory(parent);
        }
        this.steps = new Steps(disk, directory);
        this.finalHead = Optional.empty();
        this.head = unsigned();
        this.base = head;
        this.writer = reload();
    }

    /**
     * What is marked on disk, made durable before anything is built on it: an earlier run, or the operation that failed just
     * now, may have left a mark that a crash could still take back.
     */
    LogWriter reload() throws IOException {
        disk.syncDirectory(directory.resolve("state"));
        disk.syncDirectory(directory);
        Optional<SignedCheckpoint> last = readFinal();
        Optional<byte[]> note = HeadFile.read(disk, directory);
        Optional<SignedCheckpoint> newest =
                note.isEmpty() ? Optional.empty() : Optional.of(checkpoint(HeadFile.NAME, note.get()));
        mark(newest.or(() -> last).orElseGet(this::unsigned), last);
        if (last.isPresent() && last.get().size() > head.size()) {
            // The steps between are damaged; whether its tiles are whole, their root says.
            mark(last.get(), last);
        }
        stored = last;
        writer = open();
        return writer;
    }

    /** Takes a tree whose tiles are durable for the base, and what steps lead on from it; heads never go back on the way. */
    private void mark(SignedCheckpoint tree, Optional<SignedCheckpoint> last) throws IOException {
        SignedCheckpoint newest = tree;
        Optional<SignedCheckpoint> newestFinal = last;
        for (Steps.Step step : steps.read(tree.size())) {
            SignedCheckpoint signed = checkpoint("state/steps", step.note().toBytes());
            if (!step.isFinal()) {
                newest = signed;
            } else if (newestFinal.isEmpty() || newestFinal.get().size() <= signed.size()) {
                newestFinal = Optional.of(signed);
            }
        }
        base = tree;
        head = newest;
        finalHead = newestFinal;
    }

    private SignedCheckpoint checkpoint(String file, byte[] note) {
        try {
            return SignedCheckpoint.open(note, origin, logKeys);
        } catch (Refused e) {
            throw new LogDamaged(file, e.refusal().toString());
        }
    }

    /** @throws LogDamaged when a file is not what the checkpoint here signs */
    static Held open(FollowSettings settings) throws IOException {
        return new Held(settings);
    }

    private Optional<SignedCheckpoint> readFinal() throws IOException {
        Path file = directory.resolve(CHECKPOINT_FILE);
        return disk.exists(file)
                ? Optional.of(checkpoint(CHECKPOINT_FILE, disk.readAll(file, Note.BYTES_MAX)))
                : Optional.empty();
    }

    /** Where this log begins, the empty tree mostly, which nobody needs to sign. */
    private SignedCheckpoint unsigned() {
        return new SignedCheckpoint(start, new Note(start.text(), List.of()));
    }

    /** What was final before anything was heard. */
    long finalSize() {
        return Math.max(start.size(), finalHead.map(SignedCheckpoint::size).orElse(0L));
    }

    private LogWriter open() throws IOException {
        long start = base.size() - base.size() % TilePath.WIDTH;
        long further = readProgress();
        LogWriter opened;
        if (further > head.size()) {
            opened = LogWriter.at(disk, directory, further);
        } else {
            opened = LogWriter.at(disk, directory, start);
            lastBundle().forEach(opened::append);
            if (!opened.root().equals(base.root())) {
                throw new LogDamaged("tile/0", "the tiles do not lead to the root of the checkpoint here");
            }
            steps.read(base.size()).forEach(step -> step.leaves().forEach(opened::append));
            if (!opened.root().equals(head.root())) {
                throw new LogDamaged("state/steps", "the steps do not lead to the root of their checkpoint");
            }
        }
        opened.writeTiles();
        opened.keep(sizes());
        opened.restoreKept();
        opened.deleteStray(start);
        return opened;
    }

    private List<byte[]> lastBundle() throws IOException {
        Optional<TilePath> path = TilePath.inTree(TilePath.ENTRIES, base.size() / TilePath.WIDTH, base.size());
        if (path.isEmpty()) {
            return List.of();
        }
        try {
            byte[] bytes = disk.readAll(directory.resolve(path.get().text()), EntryBundle.BYTES_MAX);
            return EntryBundle.parse(bytes, path.get().width());
        } catch (Refused e) {
            throw new LogDamaged(path.get().text(), e.refusal().toString());
        }
    }

    SignedCheckpoint head() {
        return head;
    }

    Optional<SignedCheckpoint> finalHead() {
        return finalHead;
    }

    LogReader reader() {
        return new LogReader(disk, directory, this::head, this::finalHead);
    }

    /** Entries put through the tree: the head's, or more on the way to a larger checkpoint. */
    LogWriter writer() {
        return writer;
    }

    /** Makes the whole bundles so far durable and remembers it. */
    void saveProgress() throws IOException {
        writer.writeTiles();
        writer.settle();
        byte[] content = ByteBuffer.allocate(MAGIC.length + Long.BYTES)
                .put(MAGIC)
                .putLong(writer.size())
                .array();
        byte[] whole = Arrays.copyOf(content, PROGRESS_BYTES);
        System.arraycopy(Digest.of(content).toBytes(), 0, whole, content.length, Digest.BYTES);
        disk.replace(directory.resolve(PROGRESS_FILE), whole);
        disk.syncDirectory(directory.resolve("state"));
        writer.deleteSuperseded();
    }

    /** Zero when there is none or it is not whole; then bundles are fetched again, which is all it is about. */
    private long readProgress() throws IOException {
        Path file = directory.resolve(PROGRESS_FILE);
        if (!disk.exists(file)) {
            return 0;
        }
        byte[] bytes = disk.readAll(file, 4_096);
        byte[] content = Arrays.copyOf(bytes, Math.min(bytes.length, MAGIC.length + Long.BYTES));
        boolean whole = bytes.length == PROGRESS_BYTES
                && Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && Arrays.equals(Digest.of(content).toBytes(), Arrays.copyOfRange(bytes, content.length, bytes.length));
        long size = whole ? ByteBuffer.wrap(bytes).getLong(MAGIC.length) : 0;
        return size % TilePath.WIDTH == 0 ? size : 0;
    }

    /** Forgets what lies beyond the head: it belongs to a tree that is not followed. */
    void dropProgress() throws IOException {
        disk.delete(directory.resolve(PROGRESS_FILE));
        disk.syncDirectory(directory.resolve("state"));
        writer = open();
    }

    /**
     * Everything the writer has is a tree that the log signed, durable on return.
     *
     * @param step the entries since the head; empty after a longer way
     */
    void moveHead(SignedCheckpoint signed, Optional<List<byte[]>> step) throws IOException {
        writer.writeTiles();
        // A copy of the folder verifies at the marks it has, so there is one before steps are taken.
        if (isMarked() && step.filter(steps::takes).isPresent()) {
            steps.append(base.size(), new Steps.Step(head.size(), false, signed.note(), step.get()));
            head = signed;
            writer.keep(sizes());
        } else {
            settle(signed);
        }
    }

    private boolean isMarked() {
        return !base.note().signatures().isEmpty();
    }

    /** The tree of the head, or a smaller one of its history, has its quorum. Durable on return. */
    void moveFinal(SignedCheckpoint cosigned) throws IOException {
        if (steps.isEmpty() || !steps.takes(List.of())) {
            writeFinal(cosigned);
        } else {
            steps.append(base.size(), new Steps.Step(head.size(), true, cosigned.note(), List.of()));
        }
        finalHead = Optional.of(cosigned);
        writer.keep(sizes());
        if (steps.isEmpty()) {
            writer.tidySuperseded();
        }
    }

    /** Makes the tiles of all steps durable; for a moment in which nobody waits. */
    void settle() throws IOException {
        if (!steps.isEmpty()) {
            settle(head);
        }
    }

    private void settle(SignedCheckpoint signed) throws IOException {
        writer.settle();
        if (finalHead.isPresent() && isUnstored(finalHead.get())) {
            writeFinal(finalHead.get());
        }
        Set<Long> both = sizes();
        both.add(signed.size());
        writer.keep(both);
        writer.writeHead(signed);
        head = signed;
        base = signed;
        steps.restart();
        disk.delete(directory.resolve(PROGRESS_FILE));
        writer.keep(sizes());
        writer.tidySuperseded();
    }

    private void writeFinal(SignedCheckpoint cosigned) throws IOException {
        Set<Long> both = sizes();
        both.add(cosigned.size());
        writer.keep(both);
        writer.restoreKept();
        writer.writeCheckpoint(cosigned);
        disk.syncDirectory(directory);
        stored = Optional.of(cosigned);
    }

    /** A larger tree's, or the same with other cosignatures. */
    private boolean isUnstored(SignedCheckpoint last) {
        return stored.isEmpty()
                || last.size() > stored.get().size()
                || (last.size() == stored.get().size()
                        && !Arrays.equals(last.toBytes(), stored.get().toBytes()));
    }

    private Set<Long> sizes() {
        Set<Long> sizes = new HashSet<>();
        sizes.addAll(List.of(head.size(), base.size()));
        stored.ifPresent(last -> sizes.add(last.size()));
        finalHead.ifPresent(last -> sizes.add(last.size()));
        return sizes;
    }

    /** Lines of the known log keys only. */
    SignedCheckpoint known(SignedCheckpoint signed) {
        List<Note.Signature> lines = new ArrayList<>();
        for (Note.Signature line : signed.note().signatures()) {
            if (logKeys.stream().anyMatch(key -> key.name().equals(line.name()) && key.id() == line.keyId())) {
                lines.add(line);
            }
        }
        return new SignedCheckpoint(signed.checkpoint(), new Note(signed.note().text(), lines));
    }
}
