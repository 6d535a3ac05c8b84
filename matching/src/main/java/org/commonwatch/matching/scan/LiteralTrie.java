package org.commonwatch.matching.scan;

import java.util.Arrays;
import java.util.List;

/**
 * The automaton of Aho and Corasick (1975) over bytes in lower case: a state for each prefix of a pattern, edges in one hash
 * table, and for each state the longest proper suffix that is a state as well. Reading a byte costs amortised constant time
 * whatever the patterns are. Some 40 bytes of memory for each byte of the patterns.
 */
final class LiteralTrie {
    private static final int MULTIPLIER = 0x9e3779b1;

    private final long[] edges;
    private final int[] targets;
    private final int mask;
    private final int[] parent;
    private final int[] label;
    private final int[] depth;
    private final int[] suffix;

    /** The nearest state along suffixes, itself included, where a pattern ends; 0 for none. */
    private final int[] ending;

    /** The first pattern that ends at a state, and for each pattern the next; less than 0 for none. */
    private final int[] first;

    private final int[] next;
    private int states = 1;

    LiteralTrie(List<byte[]> patterns) {
        int most = patterns.stream().mapToInt(b -> b.length).sum() + 1;
        edges = new long[Integer.highestOneBit(most) << 2];
        targets = new int[edges.length];
        mask = edges.length - 1;
        parent = new int[most];
        label = new int[most];
        depth = new int[most];
        suffix = new int[most];
        ending = new int[most];
        first = new int[most];
        next = new int[patterns.size()];
        Arrays.fill(first, -1);
        for (int i = 0; i < patterns.size(); i++) {
            add(i, patterns.get(i));
        }
        for (int state : byDepth()) {
            link(state);
        }
    }

    static int lower(byte c) {
        return c >= 'A' && c <= 'Z' ? c | 0x20 : c & 255;
    }

    private void add(int pattern, byte[] text) {
        int state = 0;
        for (byte c : text) {
            int slot = slot(state, lower(c));
            if (edges[slot] == 0) {
                edges[slot] = edge(state, lower(c));
                targets[slot] = states;
                parent[states] = state;
                label[states] = lower(c);
                depth[states] = depth[state] + 1;
                states++;
            }
            state = targets[slot];
        }
        next[pattern] = first[state];
        first[state] = pattern;
    }

    private static long edge(int state, int c) {
        return ((long) state << 8 | c) + 1;
    }

    private int slot(int state, int c) {
        long edge = edge(state, c);
        int slot = (int) (edge * MULTIPLIER >>> 7) & mask;
        while (edges[slot] != 0 && edges[slot] != edge) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int[] byDepth() {
        int deepest = Arrays.stream(depth).max().orElse(0);
        int[] start = new int[deepest + 2];
        for (int state = 1; state < states; state++) {
            start[depth[state] + 1]++;
        }
        for (int i = 1; i < start.length; i++) {
            start[i] += start[i - 1];
        }
        int[] sorted = new int[states - 1];
        for (int state = 1; state < states; state++) {
            sorted[start[depth[state]]++] = state;
        }
        return sorted;
    }

    private void link(int state) {
        suffix[state] = parent[state] == 0 ? 0 : after(suffix[parent[state]], label[state]);
        ending[state] = first[state] >= 0 ? state : ending[suffix[state]];
    }

    /** The state after one more byte, in lower case. */
    int after(int state, int c) {
        int from = state;
        while (true) {
            int slot = slot(from, c);
            if (edges[slot] != 0) {
                return targets[slot];
            }
            if (from == 0) {
                return 0;
            }
            from = suffix[from];
        }
    }

    /** How many of the last bytes this state stands for. */
    int depth(int state) {
        return depth[state];
    }

    /** The state itself or its longest suffix where a pattern ends; 0 for none. */
    int ending(int state) {
        return ending[state];
    }

    /** The next shorter ending after this one; 0 for none. */
    int shorter(int endingState) {
        return ending[suffix[endingState]];
    }

    /** The first pattern that ends at this state, or less than 0. */
    int pattern(int endingState) {
        return first[endingState];
    }

    /** The next pattern that ends where this one does, or less than 0. */
    int sibling(int pattern) {
        return next[pattern];
    }
}
