package org.commonwatch.matching.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.commonwatch.matching.Indicator;
import org.jspecify.annotations.Nullable;

/**
 * Changes in front of a base: an open-addressed table of immutable cells, one for each key, and the set of hashes a scanner may
 * ask for. One thread writes (the holder of the live index's lock); readers need no lock, because a cell's fields are final and
 * a slot goes from empty to a cell, and from a cell to its successor with the same key.
 */
final class Delta {
    static final Delta NONE = new Delta(1, 1);

    /** Hashes that one host name brings at most: one a label. */
    private static final int HASHES_PER_KEY_MAX = 130;

    /** What happened to one indicator last. */
    record Change(Indicator indicator, boolean removed, long sequence) {}

    /** The last change of every id with one key, by id. */
    private record Cell(int code, long hash, byte[] key, List<Change> changes) {
        boolean is(int otherCode, long otherHash, byte[] bytes, int from, int to) {
            return hash == otherHash && code == otherCode && Arrays.equals(key, 0, key.length, bytes, from, to);
        }
    }

    private final @Nullable Cell[] cells;
    private final long[] hashes;
    private int cellsUsed;
    private int hashesUsed;

    /** Room for so many keys and hashes. */
    Delta(int keys, int hashes) {
        this.cells = new Cell[Integer.highestOneBit(Math.max(8, keys)) << 2];
        this.hashes = new long[Integer.highestOneBit(Math.max(2 * HASHES_PER_KEY_MAX, hashes)) << 2];
    }

    int keys() {
        return cellsUsed;
    }

    /** Whether one more indicator might crowd the tables; then its owner goes on with a {@link #larger} one. */
    boolean isFull() {
        return (cellsUsed + 2) * 2 > cells.length || (hashesUsed + HASHES_PER_KEY_MAX) * 2 > hashes.length;
    }

    Delta larger() {
        Delta larger = new Delta(cells.length / 2, hashes.length / 2);
        for (Cell cell : cells) {
            if (cell != null) {
                larger.put(cell);
            }
        }
        for (long hash : hashes) {
            if (hash != 0) {
                larger.mark(hash);
            }
        }
        return larger;
    }

    /** Makes {@link #mayHold} say yes to a hash. */
    void mark(long hash) {
        int slot = (int) (hash >>> 20) & (hashes.length - 1);
        while (hashes[slot] != 0 && hashes[slot] != hash) {
            slot = slot + 1 & hashes.length - 1;
        }
        if (hashes[slot] == 0) {
            hashes[slot] = hash;
            hashesUsed++;
        }
    }

    boolean mayHold(long hash) {
        if (hashesUsed == 0) {
            return false;
        }
        int slot = (int) (hash >>> 20) & (hashes.length - 1);
        while (hashes[slot] != 0) {
            if (hashes[slot] == hash) {
                return true;
            }
            slot = slot + 1 & hashes.length - 1;
        }
        return false;
    }

    /** Notes a change under a key, in place of an earlier one of the same indicator. */
    void note(int code, long hash, byte[] key, Change change) {
        Cell old = cells[slot(code, hash, key, 0, key.length)];
        List<Change> changes = new ArrayList<>(old == null ? List.of() : old.changes);
        changes.removeIf(c -> c.indicator.id() == change.indicator.id());
        changes.add(change);
        changes.sort(Comparator.comparingLong(c -> c.indicator.id()));
        put(new Cell(code, hash, key, List.copyOf(changes)));
        mark(hash);
    }

    private void put(Cell cell) {
        int slot = slot(cell.code, cell.hash, cell.key, 0, cell.key.length);
        cellsUsed += cells[slot] == null ? 1 : 0;
        cells[slot] = cell;
    }

    /** Where the key stands, or the empty slot where it would. */
    private int slot(int code, long hash, byte[] key, int from, int to) {
        int slot = (int) (hash >>> 20) & (cells.length - 1);
        for (Cell cell = cells[slot]; cell != null && !cell.is(code, hash, key, from, to); cell = cells[slot]) {
            slot = slot + 1 & cells.length - 1;
        }
        return slot;
    }

    /** The last change of this indicator under this key. */
    Optional<Change> last(int code, long hash, byte[] key, long id) {
        Cell cell = cells[slot(code, hash, key, 0, key.length)];
        return cell == null
                ? Optional.empty()
                : cell.changes.stream().filter(c -> c.indicator.id() == id).findFirst();
    }

    /** Takes out of {@code into}, from {@code before} on, what was removed, and puts in what was added, by id. */
    void amend(int code, long hash, byte[] key, int from, int to, List<Indicator> into, int before) {
        if (cellsUsed == 0) {
            return;
        }
        Cell cell = cells[slot(code, hash, key, from, to)];
        if (cell == null) {
            return;
        }
        List<Indicator> found = into.subList(before, into.size());
        for (Change change : cell.changes) {
            found.removeIf(indicator -> indicator.id() == change.indicator.id());
            if (!change.removed) {
                found.add(change.indicator);
            }
        }
        found.sort(Comparator.comparingLong(Indicator::id));
    }

    /** Every last change once; keys that are second ways to a record are left out. */
    void forEach(Consumer<Change> to) {
        for (Cell cell : cells) {
            if (cell != null && cell.code != KeyForm.URL_BARE) {
                cell.changes.forEach(to);
            }
        }
    }
}
