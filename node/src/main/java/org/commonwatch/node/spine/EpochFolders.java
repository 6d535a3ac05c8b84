package org.commonwatch.node.spine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;

/**
 * The tree of a log at the turn of an epoch. The new one is laid in {@code epochs/N.new}; the file beside the log's folder then
 * says which epoch it is in, which is the turn; {@link #settle} brings the new tree into the log's folder, so that a log lies
 * in the same place whatever its epoch. A crash leaves a state from which the same steps lead to the end. Of the tree before,
 * its last final checkpoint is kept.
 */
final class EpochFolders {
    /** What a tree is made of; payloads, outbox, evidence and {@code epochs} itself stay where they are. */
    private static final List<String> PARTS = List.of("tile", "state", "checkpoint");

    private final Disk disk;
    private final Path log;
    private final Path epochs;

    /** @param log the log's folder */
    EpochFolders(Disk disk, Path log) {
        this.disk = disk;
        this.log = log;
        this.epochs = log.resolve("epochs");
    }

    /** An empty folder for the tree of an epoch that has not turned yet. */
    Path fresh(long number) {
        try {
            Path fresh = epochs.resolve(number + ".new");
            delete(fresh);
            disk.createDirectories(fresh);
            disk.syncDirectory(epochs);
            disk.syncDirectory(log);
            return fresh;
        } catch (IOException e) {
            throw new DiskFault("making a folder for epoch " + number + " in " + log, e);
        }
    }

    /** Whether the tree of this epoch is laid aside and not in its place yet. */
    boolean isTurning(long number) {
        return disk.exists(epochs.resolve(number + ".new"));
    }

    /** After the turn: puts the tree of this epoch in its place. Nothing happens when it is there. */
    void settle(long number) {
        Path fresh = epochs.resolve(number + ".new");
        Path before = epochs.resolve(number - 1 + ".old");
        try {
            if (disk.exists(fresh)) {
                putAside(before);
                moveAll(fresh, log);
                delete(fresh);
            }
            if (disk.exists(before.resolve("checkpoint"))) {
                disk.move(before.resolve("checkpoint"), epochs.resolve(number - 1 + ".final"));
            }
            if (disk.exists(before)) {
                disk.syncDirectory(epochs);
                delete(before);
            }
        } catch (IOException e) {
            throw new DiskFault("turning to epoch " + number + " in " + log, e);
        }
    }

    /** A mark says that all of it is moved: what lies in the log's folder after it is the new tree. */
    private void putAside(Path before) throws IOException {
        Path whole = before.resolve("whole");
        if (disk.exists(whole)) {
            return;
        }
        disk.createDirectories(before);
        disk.syncDirectory(epochs);
        moveAll(log, before);
        disk.replace(whole, new byte[] {'\n'});
        disk.syncDirectory(before);
    }

    private void moveAll(Path from, Path to) throws IOException {
        for (String part : PARTS) {
            if (disk.exists(from.resolve(part))) {
                disk.move(from.resolve(part), to.resolve(part));
            }
        }
        disk.syncDirectory(to);
        disk.syncDirectory(from);
    }

    private void delete(Path folder) throws IOException {
        if (!disk.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file :
                    new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList())) {
                disk.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw new IOException("deleting " + folder, e);
        }
        disk.syncDirectory(epochs);
    }
}
