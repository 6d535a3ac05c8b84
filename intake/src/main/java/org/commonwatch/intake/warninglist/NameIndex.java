package org.commonwatch.intake.warninglist;

import java.util.BitSet;

/**
 * Exact strings and host names with everything below them.
 *
 * <p>Idea: a string's key is computed from its last character to its first, so the keys of all parents of a host name fall
 * out of one pass over it. Cost: linear in the text, one table look-up a label.
 */
final class NameIndex {
    private final ListSets sets;
    private final KeyTable exact = new KeyTable();
    private final KeyTable parents = new KeyTable();

    NameIndex(ListSets sets) {
        this.sets = sets;
    }

    void addExact(String text, int list) {
        add(exact, text, list);
    }

    /** The host itself and every name below it. */
    void addHost(String host, int list) {
        add(parents, host.startsWith(".") ? host.substring(1) : host, list);
    }

    private void add(KeyTable table, String text, int list) {
        long key = key(text);
        table.put(key, sets.with(table.get(key), list));
    }

    void findExact(String text, BitSet found) {
        sets.addTo(found, exact.get(key(text)));
    }

    void findHost(String host, BitSet found) {
        long key = 0;
        for (int i = host.length() - 1; i >= 0; i--) {
            if (host.charAt(i) == '.') {
                sets.addTo(found, parents.get(KeyTable.mix(key)));
            }
            key = next(key, host.charAt(i));
        }
        sets.addTo(found, parents.get(KeyTable.mix(key)));
    }

    private static long key(String text) {
        long key = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            key = next(key, text.charAt(i));
        }
        return KeyTable.mix(key);
    }

    private static long next(long key, char c) {
        return KeyTable.mix(key + c + 1);
    }
}
