package org.commonwatch.node.search;

/** A piece of a query; {@code at} counts UTF-16 units from 0. */
sealed interface Token {
    int at();

    record Open(int at) implements Token {}

    record Close(int at) implements Token {}

    /** {@code AND}, {@code OR} or {@code NOT}. */
    record Operator(int at, String word) implements Token {}

    /**
     * A word, phrase or field.
     *
     * @param field its name, or empty
     * @param textAt where the text begins, after field and quote
     * @param quoted whether it stood in quotes; then a star is a star
     */
    record Term(int at, String field, int textAt, String text, boolean quoted) implements Token {}

    record End(int at) implements Token {}
}
