package org.commonwatch.intake.warninglist;

import java.util.Arrays;

/**
 * Open addressing from 64-bit keys to small numbers: 12 bytes a slot, at most two thirds full, expected constant time. Keys
 * are digests of what they stand for; with a few million of them, a wrong hit comes once in some 10^12 look-ups and only
 * raises a flag.
 */
final class KeyTable {
    static final int ABSENT = -1;

    private long[] keys = new long[1024];
    private int[] values = new int[1024];
    private int size;

    KeyTable() {
        Arrays.fill(values, ABSENT);
    }

    int get(long key) {
        int slot = slot(keys, key);
        while (values[slot] != ABSENT) {
            if (keys[slot] == key) {
                return values[slot];
            }
            slot = (slot + 1) & (keys.length - 1);
        }
        return ABSENT;
    }

    void put(long key, int value) {
        if (size * 3 > keys.length * 2) {
            grow();
        }
        if (place(keys, values, key, value)) {
            size++;
        }
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] moreKeys = new long[keys.length * 2];
        int[] moreValues = new int[keys.length * 2];
        Arrays.fill(moreValues, ABSENT);
        for (int i = 0; i < keys.length; i++) {
            if (values[i] != ABSENT) {
                place(moreKeys, moreValues, keys[i], values[i]);
            }
        }
        keys = moreKeys;
        values = moreValues;
    }

    /** Whether the key is new. */
    private static boolean place(long[] keys, int[] values, long key, int value) {
        int slot = slot(keys, key);
        while (values[slot] != ABSENT && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        boolean fresh = values[slot] == ABSENT;
        keys[slot] = key;
        values[slot] = value;
        return fresh;
    }

    private static int slot(long[] keys, long key) {
        return (int) mix(key) & (keys.length - 1);
    }

    /** The finaliser of MurmurHash3 (A. Appleby, public domain): every input bit reaches every output bit. */
    static long mix(long key) {
        long h = key;
        h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
        h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
        return h ^ h >>> 33;
    }
}
