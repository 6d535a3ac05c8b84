package org.commonwatch.telemetry;

/** Steps through the words of a line; blanks between them in any number. Reused; one thread. */
final class Words {
    private byte[] line = new byte[0];
    private int to;
    private int start;
    private int end;
    private int contentEnd;

    void begin(byte[] bytes, int from, int limit) {
        line = bytes;
        to = limit;
        start = from;
        end = from;
    }

    /** To the next word; whether there is one. */
    boolean next() {
        start = end;
        while (start < to && line[start] == ' ') {
            start++;
        }
        end = start;
        while (end < to && line[end] != ' ') {
            end++;
        }
        return start < end;
    }

    /** Over {@code count} words, to the last of them; whether there were as many. */
    boolean next(int count) {
        for (int i = 0; i < count; i++) {
            if (!next()) {
                return false;
            }
        }
        return true;
    }

    /** To what stands between the quotes that begin here; a backslash takes the character after it along. */
    boolean nextQuoted() {
        start = end;
        while (start < to && line[start] == ' ') {
            start++;
        }
        if (start == to || line[start] != '"') {
            end = start;
            return false;
        }
        start++;
        int at = start;
        while (at < to && line[at] != '"') {
            at += line[at] == '\\' ? 2 : 1;
        }
        contentEnd = Math.min(at, to);
        end = Math.min(at + 1, to);
        return at < to;
    }

    int start() {
        return start;
    }

    /** Of a word. */
    int end() {
        return end;
    }

    /** Of what stood in quotes. */
    int contentEnd() {
        return contentEnd;
    }

    /** The next word begins after {@code position}. */
    void skipTo(int position) {
        end = position;
    }

    boolean is(String word) {
        return isAt(line, start, end, word);
    }

    static boolean isAt(byte[] line, int from, int to, String word) {
        return to - from == word.length() && startsAt(line, from, to, word);
    }

    static boolean startsAt(byte[] line, int from, int to, String word) {
        if (to - from < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (line[from + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Where {@code word} first stands, or -1. */
    static int find(byte[] line, int from, int to, String word) {
        byte first = (byte) word.charAt(0);
        for (int i = from; i + word.length() <= to; i++) {
            if (line[i] == first && startsAt(line, i, to, word)) {
                return i;
            }
        }
        return -1;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean isNumber(byte[] line, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(line[i])) {
                return false;
            }
        }
        return from < to;
    }

    /** The shape of an address, good enough to tell it from a name: digits and dots, or hexadecimal with colons. */
    static boolean isAddress(byte[] line, int from, int to) {
        int colons = 0;
        int dots = 0;
        for (int i = from; i < to; i++) {
            byte b = line[i];
            boolean hex = (b | 0x20) >= 'a' && (b | 0x20) <= 'f';
            if (b == '%' && colons > 1) {
                break;
            }
            if (!isDigit(b) && !hex && b != '.' && b != ':') {
                return false;
            }
            colons += b == ':' ? 1 : 0;
            dots += b == '.' ? 1 : 0;
            if (hex && colons == 0 && dots > 0) {
                return false;
            }
        }
        return colons > 1 || (dots == 3 && colons == 0);
    }
}
