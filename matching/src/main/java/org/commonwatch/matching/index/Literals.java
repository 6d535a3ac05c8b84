package org.commonwatch.matching.index;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;

/**
 * What only a search for its bytes finds: literals, and file names that are not one token with an ending. Their indicators are
 * looked up when the bytes were seen.
 *
 * @param patterns distinct
 */
public record Literals(List<Pattern> patterns) {
    public static final Literals NONE = new Literals(List.of());

    /**
     * Bytes to look for.
     *
     * @param kind LITERAL or FILENAME, whose rules differ
     */
    public record Pattern(MatchKind kind, String text) {
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    public Literals {
        patterns = List.copyOf(patterns);
    }

    /** Whether a name may ever stand in a stream as one: it has a dot inside, or bytes that no token has. */
    private static boolean canMatch(Pattern pattern) {
        byte[] name = pattern.bytes();
        boolean token = true;
        for (byte c : name) {
            token &= FileNameBytes.isFileName(c);
        }
        boolean dotted = pattern.text.indexOf('.') >= 0 && !pattern.text.endsWith(".");
        return dotted || !token || pattern.kind == MatchKind.LITERAL;
    }

    static Literals of(BaseIndex base) {
        long[] references = base.longs(IndexFormat.Section.LITERALS);
        if (references.length == 0) {
            return NONE;
        }
        List<Pattern> patterns = new ArrayList<>();
        for (long reference : references) {
            patterns.add(pattern(base.indicator((int) reference)));
        }
        return new Literals(
                patterns.stream().distinct().filter(Literals::canMatch).toList());
    }

    Literals with(Indicator indicator) {
        Pattern more = pattern(indicator);
        if (patterns.contains(more) || !canMatch(more)) {
            return this;
        }
        List<Pattern> all = new ArrayList<>(patterns);
        all.add(more);
        return new Literals(all);
    }

    private static Pattern pattern(Indicator indicator) {
        return new Pattern(indicator.kind(), indicator.value());
    }

    public boolean isEmpty() {
        return patterns.isEmpty();
    }
}
