package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.tile.EntryBundle;
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
 * @param tail leaves since the last full bundle
 * @param head a published checkpoint over all entries
 */
record LogOpening(
        Path stateDirectory, LogWriter writer, Heads heads, List<byte[]> tail, Journal journal, SignedCheckpoint head) {
    static final String STATE = "state";
    static final String HEADS_FILE = "heads";

    static LogOpening of(LogSettings settings) throws IOException {
        Disk disk = settings.disk();
        Path state = settings.directory().resolve(STATE);
        makeFolders(disk, settings.directory(), state);
        Optional<SignedCheckpoint> before = readCheckpoint(settings);
        Optional<Journal.Recovered> recovered = Journal.recover(disk, state);
        if (recovered.isEmpty() && before.isPresent() && Journal.exists(disk, state)) {
            throw new LogDamaged(STATE, "no journal is whole, though the log was open before");
        }
        long start = recovered
                .map(Journal.Recovered::start)
                .orElseGet(() -> before.map(head -> head.size() - head.size() % TilePath.WIDTH)
                        .orElse(0L));
        List<byte[]> leaves = recovered.isPresent()
                ? recovered.get().leaves()
                : before.isPresent() ? partialBundle(disk, settings.directory(), before.get()) : List.of();
        LogWriter writer = LogWriter.at(disk, settings.directory(), start);
        leaves.forEach(writer::append);
        SignedCheckpoint head = publish(settings, writer, before);
        writer.deleteStray(start);
        LogReader reader = new LogReader(disk, settings.directory(), () -> head);
        Heads heads = heads(settings, state, reader);
        int tailLength = (int) (writer.size() % TilePath.WIDTH);
        List<byte[]> tail = leaves.subList(leaves.size() - tailLength, leaves.size());
        Journal journal = recovered.isPresent() ? recovered.get().journal() : firstJournal(disk, state, writer, tail);
        return new LogOpening(state, writer, heads, tail, journal, head);
    }

    private static Journal firstJournal(Disk disk, Path state, LogWriter writer, List<byte[]> tail) throws IOException {
        // Without a journal nothing would write these files again, so they must be durable before it exists.
        writer.settle();
        return Journal.create(disk, state, 1, writer.size() - tail.size(), tail);
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

    private static Optional<SignedCheckpoint> readCheckpoint(LogSettings settings) throws IOException {
        Path file = settings.directory().resolve("checkpoint");
        if (!settings.disk().exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SignedCheckpoint.open(
                    settings.disk().readAll(file, Note.BYTES_MAX),
                    settings.origin(),
                    List.of(settings.checkpointSigner().noteKey())));
        } catch (Refused e) {
            throw new LogDamaged("checkpoint", e.refusal().toString());
        }
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

    private static SignedCheckpoint publish(LogSettings settings, LogWriter writer, Optional<SignedCheckpoint> before)
            throws IOException {
        if (before.isPresent() && before.get().size() > writer.size()) {
            throw new LogDamaged(
                    STATE,
                    "entries are missing: the checkpoint covers " + before.get().size() + ", the journal leads to "
                            + writer.size());
        }
        writer.writeTiles();
        SignedCheckpoint head = SignedCheckpoint.sign(
                Checkpoint.of(settings.origin(), writer.size(), writer.root()), settings.checkpointSigner());
        if (before.isPresent()) {
            LogReader reader = new LogReader(settings.disk(), settings.directory(), () -> head);
            Digest root = reader.rootAt(before.get().size());
            if (!root.equals(before.get().root())) {
                throw new LogDamaged("checkpoint", "its root is not that of the entries on disk, " + root.base64());
            }
        }
        if (before.isEmpty() || before.get().size() < writer.size()) {
            writer.writeCheckpoint(head);
        }
        return head;
    }

    private static Heads heads(LogSettings settings, Path state, LogReader reader) throws IOException {
        Heads heads = savedHeads(settings, state, reader)
                .orElseGet(() -> new Heads(settings.timeKey().id()));
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
    private static Optional<Heads> savedHeads(LogSettings settings, Path state, LogReader reader) throws IOException {
        Path file = state.resolve(HEADS_FILE);
        if (!settings.disk().exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = settings.disk().readAll(file, Heads.BYTES_MAX);
            Heads.Saved saved = Heads.parse(bytes, settings.timeKey().id());
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
