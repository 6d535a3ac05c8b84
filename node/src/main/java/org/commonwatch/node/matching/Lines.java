package org.commonwatch.node.matching;

/** Where lines begin and end in bytes. */
final class Lines {
    private Lines() {}

    /** The line feed at or after {@code at}, or {@code to}. */
    static int end(byte[] bytes, int at, int to) {
        int end = at;
        while (end < to && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    /** Where the line that holds {@code at} begins, not before {@code from}. */
    static int start(byte[] bytes, int at, int from) {
        int start = at;
        while (start > from && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    /** How many lines there are; the last one may lack its line feed. */
    static long count(byte[] bytes, int from, int to) {
        long lines = 0;
        for (int i = from; i < to; i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        return lines + (to > from && bytes[to - 1] != '\n' ? 1 : 0);
    }
}
