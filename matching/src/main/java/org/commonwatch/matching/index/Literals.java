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
 * @param patterns distinct; file names in lower case
 */
public record Literals(List<Pattern> patterns) {
    public static final Literals NONE = new Literals(List.of());

    /**
     * Bytes to look for.
     *
     * @param kind LITERAL, compared exactly, or FILENAME, compared in lower case and between non-alphanumerics
     */
    public record Pattern(MatchKind kind, String text) {
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    public Literals {
        patterns = List.copyOf(patterns);
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
        return new Literals(patterns.stream().distinct().toList());
    }

    Literals with(Indicator indicator) {
        Pattern more = pattern(indicator);
        if (patterns.contains(more)) {
            return this;
        }
        List<Pattern> all = new ArrayList<>(patterns);
        all.add(more);
        return new Literals(all);
    }

    private static Pattern pattern(Indicator indicator) {
        byte[] text = indicator.value().getBytes(StandardCharsets.UTF_8);
        boolean file = indicator.kind() == MatchKind.FILENAME;
        return new Pattern(
                indicator.kind(), file ? new String(KeyForm.lower(text), StandardCharsets.UTF_8) : indicator.value());
    }

    public boolean isEmpty() {
        return patterns.isEmpty();
    }
}
