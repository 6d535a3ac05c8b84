package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.tile.LogDamaged;

/**
 * How a node comes to take part in a council without having taken all turns: it fetches the log up to a final size, verified
 * like any follower's, and goes on with the turns after it.
 *
 * <p>Crash order: a marker durable, then the log, then the old marks away, then the snapshot durable, then the marker away. A
 * folder with the marker is nobody's log.
 */
public final class Joining {
    /** There while a join is under way. */
    static final String MARKER = "joining";

    private static final List<String> OF_BEFORE = List.of(LogOpening.HEADS_FILE, Snapshot.FILE);

    private Joining() {}

    /** Fetches and verifies a log. */
    @FunctionalInterface
    public interface Fetch {
        /** Leaves the log's files up to the final size, durable; a failure may leave part of them. */
        void run() throws IOException, Refused;
    }

    /**
     * Makes a folder one that {@link Replica#open} goes on from with the turns after {@code snapshot}, whatever of the log is in it.
     * Not tried on a log that has taken that turn. When this fails it must be done again before anything else.
     *
     * @param fetch brings the log to exactly the snapshot's checkpoint
     */
    public static void join(Disk disk, Path directory, Snapshot snapshot, Fetch fetch) throws IOException, Refused {
        Path state = directory.resolve(LogOpening.STATE);
        Path marker = state.resolve(MARKER);
        disk.createDirectories(state);
        disk.replace(marker, snapshot.toBytes());
        disk.syncDirectory(state);
        fetch.run();
        for (String name : disk.list(state)) {
            if (Journal.isName(name) || Marks.isName(name) || OF_BEFORE.contains(name)) {
                disk.delete(state.resolve(name));
            }
        }
        disk.syncDirectory(state);
        disk.replace(state.resolve(Snapshot.FILE), snapshot.toBytes());
        disk.syncDirectory(state);
        disk.delete(marker);
        disk.syncDirectory(state);
    }

    /**
     * Makes a folder one of a node that has taken no turn: what it knows of turns is of another council's order, which is gone.
     * The log itself stays. Of a node that is part of a council this is never done.
     */
    public static void forgetTurns(Disk disk, Path directory) throws IOException {
        Path state = directory.resolve(LogOpening.STATE);
        if (!disk.exists(state)) {
            return;
        }
        for (String name : disk.list(state)) {
            if (Marks.isName(name) || name.equals(Snapshot.FILE)) {
                disk.delete(state.resolve(name));
            }
        }
        disk.syncDirectory(state);
    }

    /** Whether a join of this folder has begun and not come to its end. */
    public static boolean isUnderWay(Disk disk, Path directory) {
        return disk.exists(directory.resolve(LogOpening.STATE).resolve(MARKER));
    }

    /** The one that is remembered here. */
    static Optional<Snapshot> snapshot(Disk disk, Path state) throws IOException {
        Path file = state.resolve(Snapshot.FILE);
        if (!disk.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Snapshot.parse(disk.readAll(file, Snapshot.BYTES)));
        } catch (Refused e) {
            throw new LogDamaged(
                    LogOpening.STATE + "/" + Snapshot.FILE, e.refusal().toString());
        }
    }
}
