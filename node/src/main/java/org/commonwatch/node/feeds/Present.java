package org.commonwatch.node.feeds;

import java.util.Arrays;

/**
 * The objects that one complete reading holds, as sorted 8-byte names: 8 MB for a million, where a set of ids would take a
 * hundred. Fill first, then ask; the first question sorts, after which a question costs a binary search.
 */
final class Present {
    private long[] names = new long[1_024];
    private int size;
    private boolean sorted = true;

    void add(long name) {
        if (size == names.length) {
            names = Arrays.copyOf(names, 2 * size);
        }
        names[size++] = name;
        sorted = false;
    }

    boolean contains(long name) {
        if (!sorted) {
            Arrays.sort(names, 0, size);
            sorted = true;
        }
        return Arrays.binarySearch(names, 0, size, name) >= 0;
    }

    /** Additions, repeated ones included. */
    int size() {
        return size;
    }
}
