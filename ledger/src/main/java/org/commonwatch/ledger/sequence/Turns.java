package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.tile.LogDamaged;

/** Puts the entries of turns into a log, durably and each turn once, and knows which turn led to which size. One thread. */
final class Turns {
    /** Tries of a turn on a failing disk before the node gives up. */
    private static final int TRIES_MAX = 3;

    private final Stored stored;
    private final Marks marks;

    /** Sizes not known to be final, and the turn after which the log had each. */
    private final TreeMap<Long, Turn> bySize = new TreeMap<>();

    private Optional<Turn> last;

    private Turns(Stored stored, Marks marks, Optional<Turn> last) {
        this.stored = stored;
        this.marks = marks;
        this.last = last;
        last.ifPresent(turn -> bySize.put(stored.size(), turn));
    }

    /** @param snapshot what a log without marks begins with */
    static Turns open(Disk disk, Path stateDirectory, Stored stored, Optional<Snapshot> snapshot) throws IOException {
        Marks.Found found = Marks.open(disk, stateDirectory, stored.size());
        if (found.last().isPresent() || snapshot.isEmpty()) {
            return new Turns(stored, found.marks(), found.last());
        }
        if (snapshot.get().size() != stored.size()) {
            throw new LogDamaged(
                    LogOpening.STATE,
                    "nothing tells how the log came from " + snapshot.get().size() + " to " + stored.size());
        }
        return new Turns(stored, found.marks(), snapshot.map(Snapshot::turn));
    }

    Optional<Turn> last() {
        return last;
    }

    boolean isOld(Turn turn) {
        return last.isPresent() && last.get().index() >= turn.index();
    }

    /** A turn that changes nothing; nobody minds to take it again after a crash. */
    void pass(Turn turn) {
        last = Optional.of(turn);
    }

    /**
     * The log grows by these entries.
     *
     * @throws DiskFault when the disk fails for good; the log must be opened anew
     */
    void enter(Turn turn, List<Envelope> entries) {
        for (int tries = 1; ; tries++) {
            try {
                if (stored.tailUnknown()) {
                    stored.cutTail();
                }
                marks.write(turn, stored.size() + entries.size());
                if (!entries.isEmpty()) {
                    stored.append(entries);
                }
                break;
            } catch (IOException e) {
                clearTail(e);
                if (tries == TRIES_MAX) {
                    throw new DiskFault("taking a batch of " + entries.size() + " entries", e);
                }
            }
        }
        entries.forEach(stored::commit);
        last = Optional.of(turn);
        bySize.putIfAbsent(stored.size(), turn);
    }

    private void clearTail(IOException failure) {
        try {
            stored.cutTail();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** A final size: the turn that led to it, when this node knows; the ones before are forgotten. */
    Optional<Turn> reached(long size) {
        bySize.headMap(size, false).clear();
        return Optional.ofNullable(bySize.get(size));
    }

    void close() throws IOException {
        marks.close();
    }
}
