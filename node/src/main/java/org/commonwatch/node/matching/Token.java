package org.commonwatch.node.matching;

/**
 * A token of a block that an indicator matched.
 *
 * @param key of the claim that stands for the indicator
 * @param kind {@code MatchKind.code}
 * @param value of the indicator
 * @param rule why it counts, as a word
 * @param at where its first byte stands in the block's buffer; -1 when the line does not hold it as it is
 * @param text as it stood
 */
record Token(long key, int kind, String value, String rule, int at, ForeignBytes text) {
    static final int NOWHERE = -1;
}
