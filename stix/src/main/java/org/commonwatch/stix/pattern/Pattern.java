package org.commonwatch.stix.pattern;

/**
 * One STIX pattern that keeps every rule of STIX 2.1 section 9: grammar, types of constants, positive bounds, and that what
 * AND joins inside brackets can be true of one object.
 */
public record Pattern(ObservationExpression expression) {
    /**
     * Reads a pattern of at most {@code Limits.PATTERN_CHARS_MAX} characters and {@code Limits.PATTERN_DEPTH_MAX} nested
     * parentheses in linear time.
     *
     * @throws PatternError with the place and the reason, for anything else
     */
    public static Pattern parse(String text) throws PatternError {
        return new Pattern(PatternReader.read(text));
    }

    /**
     * The one text of this pattern: single spaces, fewest parentheses, fewest quotes. {@code parse(canonical())} equals
     * this pattern, and two patterns are equal exactly when their canonical texts are.
     */
    public String canonical() {
        return CanonicalText.of(expression);
    }

    @Override
    public String toString() {
        return canonical();
    }
}
