package org.commonwatch.stix.pattern;

import org.commonwatch.kernel.Refusal;

/**
 * Says where a text stops being a STIX pattern and why, in a sentence for a person. Checked and without a stack trace,
 * because it describes the input.
 */
public final class PatternError extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int position;
    private final int line;
    private final int column;

    PatternError(String code, int position, int line, int column, String message) {
        super(message, null, false, false);
        this.code = code;
        this.position = position;
        this.line = line;
        this.column = column;
    }

    /** Stable kebab-case word: {@code pattern-syntax}, {@code pattern-too-deep}, {@code pattern-and-types} ... */
    public String code() {
        return code;
    }

    /** Where, in Unicode code points from 0; the length of the text when something is missing at its end. */
    public int position() {
        return position;
    }

    /** Line from 1. */
    public int line() {
        return line;
    }

    /** Column from 1, in Unicode code points. */
    public int column() {
        return column;
    }

    /** What is wrong; one sentence. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The same as a refusal whose path is {@code line L column C}. */
    public Refusal refusal() {
        return Refusal.of(code, "line " + line + " column " + column, getMessage());
    }
}
