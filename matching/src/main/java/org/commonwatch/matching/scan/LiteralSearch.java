package org.commonwatch.matching.scan;

import java.util.Arrays;
import java.util.List;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.FileNameBytes;
import org.commonwatch.matching.index.Literals;

/**
 * Everything that is looked for by its bytes alone, at once. As long as no pattern has begun, which is nearly always, a bit set
 * over three bytes says where one may.
 */
final class LiteralSearch {
    /** More dots than this after a file name are not followed. */
    static final int TRAILING_DOTS_MAX = 1024;

    private static final int START_BYTES = 3;
    private static final int MULTIPLIER = 0x9e3779b1;

    private final Scene scene;
    private final List<Literals.Pattern> patterns;
    private final byte[][] bytes;
    private final LiteralTrie trie;
    private final long[] starts = new long[1024];
    private final boolean skips;
    private int state;

    LiteralSearch(Scene scene, Literals literals) {
        this.scene = scene;
        this.patterns = literals.patterns();
        this.bytes = patterns.stream().map(Literals.Pattern::bytes).toArray(byte[][]::new);
        this.trie = new LiteralTrie(Arrays.asList(bytes));
        this.skips = Arrays.stream(bytes).allMatch(text -> text.length >= START_BYTES);
        for (byte[] text : skips ? bytes : new byte[0][]) {
            int bit = start(text, 0);
            starts[bit >>> 6] |= 1L << bit;
        }
    }

    private static int start(byte[] b, int at) {
        int three = LiteralTrie.lower(b[at]) | LiteralTrie.lower(b[at + 1]) << 8 | LiteralTrie.lower(b[at + 2]) << 16;
        return three * MULTIPLIER >>> 16;
    }

    /** How many of the bytes read last may still be the start of something. */
    int pending() {
        return trie.depth(state);
    }

    void reset() {
        state = 0;
    }

    /** Reads on: {@code from} is where the last call ended. */
    void read(int from, int to) {
        byte[] b = scene.bytes;
        int now = state;
        for (int i = from; i < to; i++) {
            if (now == 0 && skips) {
                while (i + START_BYTES <= to && !mayStart(b, i)) {
                    i++;
                }
            }
            now = trie.after(now, LiteralTrie.lower(b[i]));
            for (int end = trie.ending(now); end != 0; end = trie.shorter(end)) {
                for (int pattern = trie.pattern(end); pattern >= 0; pattern = trie.sibling(pattern)) {
                    found(pattern, i + 1);
                }
            }
        }
        state = now;
    }

    private boolean mayStart(byte[] b, int at) {
        int bit = start(b, at);
        return (starts[bit >>> 6] >>> bit & 1) != 0;
    }

    private void found(int pattern, int end) {
        byte[] b = scene.bytes;
        byte[] text = bytes[pattern];
        int from = end - text.length;
        boolean exact = Arrays.equals(b, from, end, text, 0, text.length);
        if (patterns.get(pattern).kind() == MatchKind.LITERAL) {
            if (exact) {
                scene.hits(scene.find(MatchKind.LITERAL, text, 0, text.length), from, end, MatchRule.EXACT);
            }
        } else if (isToken(text)) {
            if (!FileNameBytes.isFileName(b[from - 1]) && !goesOn(end)) {
                byte[] key = lower(text);
                scene.hits(scene.find(MatchKind.FILENAME, key, 0, key.length), from, end, MatchRule.EXACT);
            }
        } else if (exact && !FileNameBytes.isAlphanumeric(b[from - 1]) && !FileNameBytes.isAlphanumeric(b[end])) {
            spelled(pattern, from, end);
        }
    }

    /** A name that is no one token is compared in the case it has. */
    private void spelled(int pattern, int from, int end) {
        byte[] key = lower(bytes[pattern]);
        for (Indicator indicator : scene.find(MatchKind.FILENAME, key, 0, key.length)) {
            if (indicator.value().equals(patterns.get(pattern).text())) {
                scene.hits.add(from, end, indicator, MatchRule.EXACT);
            }
        }
    }

    private static byte[] lower(byte[] text) {
        byte[] lower = new byte[text.length];
        for (int i = 0; i < text.length; i++) {
            lower[i] = (byte) LiteralTrie.lower(text[i]);
        }
        return lower;
    }

    private static boolean isToken(byte[] name) {
        for (byte c : name) {
            if (!FileNameBytes.isFileName(c)) {
                return false;
            }
        }
        return true;
    }

    private boolean goesOn(int end) {
        int next = end;
        while (scene.bytes[next] == '.' && next - end <= TRAILING_DOTS_MAX) {
            next++;
        }
        return FileNameBytes.isFileName(scene.bytes[next]);
    }
}
