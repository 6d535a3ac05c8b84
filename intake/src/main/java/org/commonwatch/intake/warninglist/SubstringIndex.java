package org.commonwatch.intake.warninglist;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Many substrings looked for in one pass: the automaton of Aho and Corasick, "Efficient string matching: an aid to
 * bibliographic search", CACM 18 (1975). States are the prefixes of all needles; each knows the longest proper suffix that
 * is also a state, and what ends there. Cost: building linear in the needles, searching linear in the text plus the hits.
 */
final class SubstringIndex {
    private static final int ROOT = 0;

    private final ListSets sets;
    private final KeyTable children = new KeyTable();
    private int[] parent = new int[256];
    private char[] letter = new char[256];
    private int[] ends = new int[256];
    private int[] fallback = new int[0];
    private int[] nextEnd = new int[0];
    private int states = 1;

    SubstringIndex(ListSets sets) {
        this.sets = sets;
        Arrays.fill(ends, KeyTable.ABSENT);
    }

    /** Must not be called after {@link #freeze}. */
    void add(String needle, int list) {
        if (needle.isEmpty()) {
            return;
        }
        int state = ROOT;
        for (int i = 0; i < needle.length(); i++) {
            int child = child(state, needle.charAt(i));
            state = child == KeyTable.ABSENT ? grow(state, needle.charAt(i)) : child;
        }
        ends[state] = sets.with(ends[state], list);
    }

    private int grow(int state, char c) {
        if (states == parent.length) {
            int from = parent.length;
            parent = Arrays.copyOf(parent, from * 2);
            letter = Arrays.copyOf(letter, from * 2);
            ends = Arrays.copyOf(ends, from * 2);
            Arrays.fill(ends, from, ends.length, KeyTable.ABSENT);
        }
        parent[states] = state;
        letter[states] = c;
        children.put(key(state, c), states);
        return states++;
    }

    /** Computes the suffix links, shorter states first; states were made parent before child. */
    void freeze() {
        fallback = new int[states];
        nextEnd = new int[states];
        for (int state : byDepth()) {
            int link = ROOT;
            if (parent[state] != ROOT) {
                link = step(fallback[parent[state]], letter[state]);
            }
            fallback[state] = link;
            nextEnd[state] = ends[link] == KeyTable.ABSENT ? nextEnd[link] : link;
        }
    }

    private int[] byDepth() {
        int[] depth = new int[states];
        int deepest = 0;
        for (int state = 1; state < states; state++) {
            depth[state] = depth[parent[state]] + 1;
            deepest = Math.max(deepest, depth[state]);
        }
        int[] starts = new int[deepest + 2];
        for (int state = 1; state < states; state++) {
            starts[depth[state] + 1]++;
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
        int[] order = new int[states - 1];
        for (int state = 1; state < states; state++) {
            order[starts[depth[state]]++] = state;
        }
        return order;
    }

    void find(String text, BitSet found) {
        int state = ROOT;
        for (int i = 0; i < text.length(); i++) {
            state = step(state, text.charAt(i));
            for (int end = ends[state] == KeyTable.ABSENT ? nextEnd[state] : state; end != ROOT; end = nextEnd[end]) {
                sets.addTo(found, ends[end]);
            }
        }
    }

    private int step(int from, char c) {
        int state = from;
        int child = child(state, c);
        while (child == KeyTable.ABSENT && state != ROOT) {
            state = fallback[state];
            child = child(state, c);
        }
        return child == KeyTable.ABSENT ? ROOT : child;
    }

    private int child(int state, char c) {
        return children.get(key(state, c));
    }

    private static long key(int state, char c) {
        return (long) state << 16 | c;
    }
}
