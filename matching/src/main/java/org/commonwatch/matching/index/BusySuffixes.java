package org.commonwatch.matching.index;

import java.util.Arrays;

/**
 * Two-label suffixes such as {@code co.uk} or a provider's {@code duckdns.org} that are not listed themselves but have many listed
 * names under them. Every harmless name under one would pass a filter of two labels, so those are filtered by three. A table
 * of {@link #SLOTS} hashes, each in the slot of its low bits, 0 for none.
 */
public final class BusySuffixes {
    static final int SLOTS = 512;

    /** Fewer names under a suffix are not worth a slot. */
    private static final int NAMES_MIN = 4;

    private BusySuffixes() {}

    /** Where in the table a hash stands if it does. */
    public static int slot(long hash) {
        return (int) hash & SLOTS - 1;
    }

    /**
     * The table for an index.
     *
     * @param own suffixes that are listed names, sorted
     * @param deep the suffix of every longer name, any order
     */
    static long[] of(long[] own, long[] deep) {
        long[] sorted = deep.clone();
        Arrays.parallelSort(sorted);
        long[] table = new long[SLOTS];
        int[] names = new int[SLOTS];
        for (int from = 0; from < sorted.length; ) {
            int to = from + 1;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            int slot = slot(sorted[from]);
            if (to - from >= NAMES_MIN && to - from > names[slot] && Arrays.binarySearch(own, sorted[from]) < 0) {
                table[slot] = sorted[from];
                names[slot] = to - from;
            }
            from = to;
        }
        return table;
    }
}
