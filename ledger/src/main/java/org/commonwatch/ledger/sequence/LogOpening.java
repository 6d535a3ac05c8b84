package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.tile.EntryBundle;
import org.commonwatch.ledger.tile.HeadFile;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogDamaged;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.tile.TilePath;

/**
 * Crash recovery. The newest whole journal segment gives all entries since a settled size; they are put through the tree
 * again, which rewrites whatever tiles a crash took or tore. Then the checkpoint on disk must be a prefix of the result:
 * smaller with the same root at its size, or equal. If not, something that was acknowledged is gone or changed, and
 * nothing is signed.
 *
 * <p>Under {@code quorum none} a checkpoint over all of it is signed and published at once. Under a cosigners' quorum
 * nothing is signed here: the newest checkpoint on disk stays the published one until the cosigners were heard, and entries
 * beyond it wait.
 *
 * @param tail leaves since the last full bundle
 * @param head the newest published checkpoint
 * @param finalHead the newest final one
 * @param unpublished entries beyond {@code head}, in order, where one node orders the log; else none
 */
record LogOpening(
        Path stateDirectory,
        LogWriter writer,
        Heads heads,
        List<byte[]> tail,
        Journal journal,
        SignedCheckpoint head,
        Optional<SignedCheckpoint> finalHead,
        List<byte[]> unpublished) {
    static final String STATE = "state";
    static final String HEADS_FILE = "heads";
    static final String CHECKPOINT = "checkpoint";

    /** For the one node that orders the log. */
    static LogOpening of(LogSettings settings) throws IOException {
        return of(settings, settings.timeKey().id()::equals, true);
    }

    /**
     * For one of several nodes that order the log: nothing is signed, and every lane may be that of a member's clock, because
     * nobody but a leader can put in what states a time.
     */
    static LogOpening ofReplica(LogSettings settings) throws IOException {
        return of(settings, any -> true, false);
    }

    private static LogOpening of(LogSettings settings, Predicate<KeyId> timeKeys, boolean signs) throws IOException {
        Disk disk = settings.disk();
        Path state = settings.directory().resolve(STATE);
        makeFolders(disk, settings.directory(), state);
        Published before = Published.read(settings);
        Optional<Journal.Recovered> recovered = Journal.recover(disk, state);
        if (recovered.isEmpty() && before.newest().isPresent() && Journal.exists(disk, state)) {
            throw new LogDamaged(STATE, "no journal is whole, though the log was open before");
        }
        long start = recovered
                .map(Journal.Recovered::start)
                .orElseGet(() -> before.newest()
                        .map(head -> head.size() - head.size() % TilePath.WIDTH)
                        .orElse(0L));
        List<byte[]> leaves = recovered.isPresent()
                ? recovered.get().leaves()
                : before.newest().isPresent()
                        ? partialBundle(
                                disk, settings.directory(), before.newest().get())
                        : List.of();
        LogWriter writer = LogWriter.at(disk, settings.directory(), start);
        leaves.forEach(writer::append);
        LogReader reader = writeAll(settings, writer, before);
        Published now = signs && settings.policy().isUnwitnessed()
                ? publish(settings, writer, before)
                : keep(settings, writer, before, signs);
        writer.deleteStray(start);
        Heads heads = heads(settings, state, reader, timeKeys);
        int tailLength = (int) (writer.size() % TilePath.WIDTH);
        List<byte[]> tail = leaves.subList(leaves.size() - tailLength, leaves.size());
        Journal journal = recovered.isPresent() ? recovered.get().journal() : firstJournal(disk, state, writer, tail);
        SignedCheckpoint head = now.newest().orElseThrow();
        // Where several order, nobody waits for what is beyond: it may be all that cosigners have not signed for hours.
        long end = signs ? writer.size() : head.size();
        try (Stream<Leaf> rest = reader.entries(head.size(), end)) {
            List<byte[]> unpublished = rest.map(Leaf::bytes).toList();
            return new LogOpening(state, writer, heads, tail, journal, head, now.last(), unpublished);
        }
    }

    /**
     * The checkpoints on disk.
     *
     * @param newest published; empty for a new log
     * @param last final
     */
    private record Published(Optional<SignedCheckpoint> newest, Optional<SignedCheckpoint> last) {
        /** What lies in {@code checkpoint} was final when it was put there, whatever the policy is today. */
        static Published read(LogSettings settings) throws IOException {
            Optional<SignedCheckpoint> last = readCheckpoint(settings, CHECKPOINT);
            Optional<byte[]> newest = HeadFile.read(settings.disk(), settings.directory());
            Optional<SignedCheckpoint> head =
                    newest.isEmpty() ? Optional.empty() : open(settings, HeadFile.NAME, newest.get());
            boolean headIsNewer = head.isPresent()
                    && last.map(checkpoint -> checkpoint.size() < head.get().size())
                            .orElse(true);
            return new Published(headIsNewer ? head : last, last);
        }
    }

    private static Journal firstJournal(Disk disk, Path state, LogWriter writer, List<byte[]> tail) throws IOException {
        // Without a journal nothing would write these files again, so they must be durable before it exists.
        writer.settle();
        return Journal.createFirst(disk, state, writer.size() - tail.size(), tail);
    }

    private static void makeFolders(Disk disk, Path directory, Path state) throws IOException {
        disk.createDirectories(state);
        // Always: an earlier run may have made the folders and died before they were durable.
        disk.syncDirectory(directory);
        Optional<Path> parent = Optional.ofNullable(directory.toAbsolutePath().getParent());
        if (parent.isPresent()) {
            disk.syncDirectory(parent.get());
        }
    }

    private static Optional<SignedCheckpoint> readCheckpoint(LogSettings settings, String name) throws IOException {
        Path file = settings.directory().resolve(name);
        if (!settings.disk().exists(file)) {
            return Optional.empty();
        }
        return open(settings, name, settings.disk().readAll(file, Note.BYTES_MAX));
    }

    private static Optional<SignedCheckpoint> open(LogSettings settings, String name, byte[] note) {
        try {
            return Optional.of(SignedCheckpoint.open(note, settings.origin(), logKeys(settings)));
        } catch (Refused e) {
            throw new LogDamaged(name, e.refusal().toString());
        }
    }

    /** Of every node that orders the log, now or before. */
    static List<NoteKey> logKeys(LogSettings settings) {
        List<NoteKey> keys = new ArrayList<>(settings.policy().logKeys());
        keys.addAll(settings.formerKeys());
        keys.add(settings.checkpointSigner().noteKey());
        return keys.stream()
                .filter(key -> key.name().equals(settings.origin()))
                .distinct()
                .toList();
    }

    /** For a log that came as published files, without our journal. */
    private static List<byte[]> partialBundle(Disk disk, Path directory, SignedCheckpoint head) throws IOException {
        Optional<TilePath> path = TilePath.inTree(TilePath.ENTRIES, head.size() / TilePath.WIDTH, head.size());
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

    /** All tiles and bundles of what was recovered, and a reader of it that nobody else sees. */
    private static LogReader writeAll(LogSettings settings, LogWriter writer, Published before) throws IOException {
        long size = before.newest().map(SignedCheckpoint::size).orElse(0L);
        if (size > writer.size()) {
            throw new LogDamaged(
                    STATE,
                    "entries are missing: the checkpoint covers " + size + ", the journal leads to " + writer.size());
        }
        writer.writeTiles();
        Checkpoint all = Checkpoint.of(settings.origin(), writer.size(), writer.root());
        SignedCheckpoint unsigned = new SignedCheckpoint(all, new Note(all.text(), List.of()));
        LogReader reader = new LogReader(settings.disk(), settings.directory(), () -> unsigned);
        check(reader, before.last(), CHECKPOINT);
        check(reader, before.newest(), before.newest().equals(before.last()) ? CHECKPOINT : HeadFile.NAME);
        return reader;
    }

    private static void check(LogReader reader, Optional<SignedCheckpoint> before, String file) {
        if (before.isPresent()) {
            Digest root = reader.rootAt(before.get().size());
            if (!root.equals(before.get().root())) {
                throw new LogDamaged(file, "its root is not that of the entries on disk, " + root.base64());
            }
        }
    }

    private static Published publish(LogSettings settings, LogWriter writer, Published before) throws IOException {
        SignedCheckpoint head = SignedCheckpoint.sign(
                Checkpoint.of(settings.origin(), writer.size(), writer.root()), settings.checkpointSigner());
        boolean grown = before.last().map(last -> last.size() < writer.size()).orElse(true);
        if (grown) {
            writer.writeCheckpoint(head);
        }
        return new Published(Optional.of(head), Optional.of(head));
    }

    /** A new log's first checkpoint is of the empty tree, which every history starts with. */
    private static Published keep(LogSettings settings, LogWriter writer, Published before, boolean signs)
            throws IOException {
        SignedCheckpoint head = before.newest().orElseGet(() -> {
            Checkpoint empty = Checkpoint.of(settings.origin(), 0, Rfc6962.EMPTY_ROOT);
            return signs
                    ? SignedCheckpoint.sign(empty, settings.checkpointSigner())
                    : new SignedCheckpoint(empty, new Note(empty.text(), List.of()));
        });
        writer.keep(sizes(head, before.last()));
        writer.restoreKept();
        return new Published(Optional.of(head), before.last());
    }

    /** Of the checkpoints that lie on disk. */
    static Set<Long> sizes(SignedCheckpoint head, Optional<SignedCheckpoint> last) {
        Set<Long> sizes = new HashSet<>();
        sizes.add(head.size());
        last.ifPresent(checkpoint -> sizes.add(checkpoint.size()));
        return sizes;
    }

    private static Heads heads(LogSettings settings, Path state, LogReader reader, Predicate<KeyId> timeKeys)
            throws IOException {
        Heads heads = savedHeads(settings, state, reader, timeKeys).orElseGet(() -> new Heads(timeKeys));
        try (var entries = reader.entries(heads.ids().to(), reader.size())) {
            entries.forEach(leaf -> apply(heads, leaf));
        }
        return heads;
    }

    private static void apply(Heads heads, Leaf leaf) {
        try {
            heads.apply(Envelope.parse(leaf.bytes()));
        } catch (Refused e) {
            heads.applyVoid();
        }
    }

    /** Saved heads are used only if they are of this log: whole, not longer, and with the same last leaf. */
    private static Optional<Heads> savedHeads(
            LogSettings settings, Path state, LogReader reader, Predicate<KeyId> timeKeys) throws IOException {
        Path file = state.resolve(HEADS_FILE);
        if (!settings.disk().exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = settings.disk().readAll(file, Heads.BYTES_MAX);
            Heads.Saved saved = Heads.parse(bytes, timeKeys);
            boolean ours = saved.size() <= reader.size() && saved.lastLeaf().equals(lastLeaf(reader, saved.size()));
            return ours ? Optional.of(saved.heads()) : Optional.empty();
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    static Digest lastLeaf(LogReader reader, long size) {
        return size == 0 ? Rfc6962.EMPTY_ROOT : reader.leafHash(size - 1);
    }
}
