package org.commonwatch.values;

import java.util.ArrayList;
import java.util.List;

/**
 * A value in its canonical form: two values mean the same if and only if kind and text are equal.
 *
 * @param text canonical, see {@code docs/formats/values.md}
 * @param flags what was changed on the way or looks doubtful
 */
public record IndicatorValue(ValueKind kind, String text, List<Flag> flags) {
    public IndicatorValue {
        flags = List.copyOf(flags);
    }

    public static IndicatorValue of(ValueKind kind, String text, Flag... flags) {
        return new IndicatorValue(kind, text, List.of(flags));
    }

    /** The same value with one flag more. */
    public IndicatorValue with(Flag flag) {
        List<Flag> more = new ArrayList<>(flags);
        more.add(flag);
        return new IndicatorValue(kind, text, more);
    }

    public boolean isFlagged(String code) {
        return flags.stream().anyMatch(flag -> flag.code().equals(code));
    }
}
