package org.commonwatch.telemetry;

/** Why a line was not understood, or not whole; counted by {@link LineReader#misfits()}. */
public enum Misfit {
    OTHER_SHAPE("The line does not have the shape of the format that was named for its source."),
    HEADER_MISSING("The line came before a header that names its columns."),
    HEADER_REFUSED("The header names more columns than are read, or none."),
    WRONG_COLUMNS("The line has not as many columns as its header."),
    NOT_JSON("The line begins as JSON and does not go on so, or is not UTF-8."),
    TOO_DEEP("The JSON is nested too deeply."),
    LINE_TOO_LONG("Only the first part of the line was looked at."),
    TOO_MANY_FIELDS("Only the first values of the line were kept."),
    VALUE_TOO_LONG("Only the first part of a value was kept.");

    private final String sentence;

    Misfit(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
