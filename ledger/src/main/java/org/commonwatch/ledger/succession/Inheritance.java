package org.commonwatch.ledger.succession;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.tile.HeadFile;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogDamaged;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.tile.TilePath;

/** Lays down what the sequencer of a new epoch begins with: the entries up to its start, under its own signature. */
public final class Inheritance {
    /** Entries in memory at a time: a log may have more than fit there. */
    static final int STEP_ENTRIES = 16 * TilePath.WIDTH;

    private Inheritance() {}

    /**
     * Does nothing when it was done; after a failure or a crash it is done again.
     *
     * @param directory of the new epoch's log
     * @param signer whose key is among the epoch's log keys
     * @param from reads a history that continues the epoch's start
     * @throws DiskFault when the disk fails
     * @throws LogDamaged when {@code from} reads another history
     */
    public static void lay(Disk disk, Path directory, Epoch epoch, NoteSigner signer, LogReader from) {
        try {
            if (HeadFile.look(disk, directory).isPresent()) {
                return;
            }
            copy(disk, directory, epoch.start(), from).writeHead(SignedCheckpoint.sign(epoch.start(), signer));
        } catch (IOException e) {
            throw new DiskFault("laying the log in " + directory, e);
        }
    }

    /**
     * Lays what a follower of the new epoch begins with: entries that were final before, which every start continues.
     * Nothing marks it as done; after a failure or a crash it is done again.
     *
     * @param upTo a tree of the history that {@code from} reads
     * @throws DiskFault when the disk fails
     * @throws LogDamaged when {@code from} reads another history
     */
    public static void lay(Disk disk, Path directory, Checkpoint upTo, LogReader from) {
        try {
            copy(disk, directory, upTo, from);
        } catch (IOException e) {
            throw new DiskFault("laying the log in " + directory, e);
        }
    }

    private static LogWriter copy(Disk disk, Path directory, Checkpoint upTo, LogReader from) throws IOException {
        try (Stream<Leaf> leaves = from.entries(0, upTo.size())) {
            disk.createDirectories(directory.resolve("state"));
            disk.syncDirectory(directory);
            Optional<Path> parent =
                    Optional.ofNullable(directory.toAbsolutePath().getParent());
            if (parent.isPresent()) {
                disk.syncDirectory(parent.get());
            }
            LogWriter writer = LogWriter.at(disk, directory, 0);
            for (Iterator<Leaf> next = leaves.iterator(); next.hasNext(); ) {
                writer.append(next.next().bytes());
                if (writer.size() % STEP_ENTRIES == 0) {
                    writer.writeTiles();
                }
            }
            if (!writer.root().equals(upTo.root())) {
                throw new LogDamaged("tile/0", "the entries do not lead to the tree of " + upTo.size());
            }
            writer.writeTiles();
            writer.settle();
            return writer;
        }
    }
}
