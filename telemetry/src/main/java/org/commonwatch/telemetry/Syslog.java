package org.commonwatch.telemetry;

import java.util.Optional;

/**
 * The envelope of RFC 5424 and RFC 3164, with or without its priority, and of RFC 3164 with the time of RFC 3339 as relays of
 * today write it. Opens it and remembers what it said; the caller reads the message inside. Reused; one thread.
 */
final class Syslog {
    /** Where the date ends and the time begins in RFC 3339. */
    private static final int TIME_MARK = 10;

    private final Words words = new Words();
    private Optional<EventTime> time = Optional.empty();
    private String host = "";
    private int dataStart;
    private int dataEnd;
    private int messageStart;

    /** @return whether there is an envelope; then the message goes from {@link #messageStart()} to the end */
    boolean open(byte[] line, int from, int to, Draft draft) {
        time = Optional.empty();
        host = "";
        dataStart = from;
        dataEnd = from;
        int at = priority(line, from, to);
        boolean prioritised = at > from;
        if (prioritised && Words.startsAt(line, at, to, "1 ")) {
            return openNew(line, at + 2, to, draft);
        }
        return openOld(line, at, to, prioritised, draft);
    }

    /** After {@code <0>} to {@code <191>}, or where it began. */
    private static int priority(byte[] line, int from, int to) {
        if (from == to || line[from] != '<') {
            return from;
        }
        int at = from + 1;
        while (at < to && at < from + 4 && Words.isDigit(line[at])) {
            at++;
        }
        return at > from + 1 && at < to && line[at] == '>' ? at + 1 : from;
    }

    /** {@code time host app process message-id data message}, each {@code -} when there is none: RFC 5424 section 6. */
    private boolean openNew(byte[] line, int from, int to, Draft draft) {
        words.begin(line, from, to);
        if (!words.next()) {
            return false;
        }
        if (!words.is("-")) {
            draft.time(line, words.start(), words.end());
            time = draft.time();
        }
        if (!words.next()) {
            return false;
        }
        host = words.is("-") ? "" : Draft.text(line, words.start(), words.end());
        if (!words.next(4)) {
            return false;
        }
        dataStart = words.start();
        dataEnd = structuredData(line, words.start(), to);
        int at = dataEnd < to && line[dataEnd] == ' ' ? dataEnd + 1 : dataEnd;
        boolean mark =
                at + 3 <= to && line[at] == (byte) 0xef && line[at + 1] == (byte) 0xbb && line[at + 2] == (byte) 0xbf;
        messageStart = mark ? at + 3 : at;
        return true;
    }

    private static int structuredData(byte[] line, int from, int to) {
        int at = from;
        if (line[at] == '-') {
            return at + 1;
        }
        while (at < to && line[at] == '[') {
            boolean quoted = false;
            while (at < to && (quoted || line[at] != ']')) {
                if (line[at] == '\\' && quoted) {
                    at++;
                } else if (line[at] == '"') {
                    quoted = !quoted;
                }
                at++;
            }
            at = Math.min(at + 1, to);
        }
        return at;
    }

    private boolean openOld(byte[] line, int from, int to, boolean prioritised, Draft draft) {
        boolean old = isOldTime(line, from, to);
        if (!prioritised && !old && !(to - from > TIME_MARK && line[from + TIME_MARK] == 'T')) {
            return false;
        }
        if (!draft.leadingTime(line, from, to)) {
            messageStart = from;
            return prioritised;
        }
        time = draft.time();
        words.begin(line, draft.timeEnd(), to);
        if (!words.next()) {
            return false;
        }
        int start = words.start();
        int end = words.end();
        if (isTag(line, start, end)) {
            // No host: the tag follows the time at once, as local sockets write it.
            messageStart = skipBlank(line, end, to);
            return prioritised || old;
        }
        messageStart = start;
        if (!isName(line, start, end)) {
            return prioritised;
        }
        boolean tagged = words.next() && isTag(line, words.start(), words.end());
        host = Draft.text(line, start, end);
        messageStart = skipBlank(line, tagged ? words.end() : end, to);
        return tagged || prioritised || old;
    }

    /** {@code Nov 25 12:00:00}; a weekday before it is no syslog. */
    private static boolean isOldTime(byte[] line, int from, int to) {
        return to - from > 15
                && line[from] >= 'A'
                && line[from] <= 'S'
                && line[from + 3] == ' '
                && line[from + 6] == ' ';
    }

    private static int skipBlank(byte[] line, int from, int to) {
        return from < to && line[from] == ' ' ? from + 1 : from;
    }

    /** {@code name:} or {@code name[123]:}. */
    private static boolean isTag(byte[] line, int from, int to) {
        if (to - from < 2 || line[to - 1] != ':') {
            return false;
        }
        for (int i = from; i < to - 1; i++) {
            if (line[i] <= ' ' || line[i] == '"' || line[i] == '=' || line[i] == '{') {
                return false;
            }
        }
        return line[from] != '[' && line[from] != '%';
    }

    /** A host name or address: what else could follow a time does not look so. */
    private static boolean isName(byte[] line, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = line[i];
            boolean word = Words.isDigit(b) || ((b | 0x20) >= 'a' && (b | 0x20) <= 'z');
            if (!word && b != '.' && b != '-' && b != '_' && b != ':') {
                return false;
            }
        }
        return from < to && line[to - 1] != ':';
    }

    Optional<EventTime> time() {
        return time;
    }

    String host() {
        return host;
    }

    int messageStart() {
        return messageStart;
    }

    /** Structured data of RFC 5424; empty for RFC 3164. */
    int dataStart() {
        return dataStart;
    }

    int dataEnd() {
        return dataEnd;
    }
}
