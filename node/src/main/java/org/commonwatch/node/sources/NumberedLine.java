package org.commonwatch.node.sources;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * A line of a stream that numbers its lines, such as a partition of a topic of Kafka.
 *
 * @param stream its name
 * @param number of the line, from 0; always the same for the same line
 * @param line with its end
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
record NumberedLine(String stream, long number, byte[] line) {
    /** Of one push: each is matched and stored by itself. */
    static final int LINES_MAX = 10_000;

    /** A topic's name and a partition's number. */
    private static final int STREAM_CHARS_MAX = 260;

    /** A stream, a tab and a number of 18 digits. */
    private static final int HEAD_BYTES_MAX = STREAM_CHARS_MAX + 1 + 18;

    private static final Pattern HEAD = Pattern.compile("([\\x21-\\x7e]{1," + STREAM_CHARS_MAX + "})\t([0-9]{1,18})");

    /** @throws Refused {@code numbered-line} or {@code numbered-lines-max}; nothing of the body is taken in then */
    static List<NumberedLine> read(byte[] body) throws Refused {
        List<NumberedLine> lines = new ArrayList<>();
        int at = 0;
        while (at < body.length) {
            int end = at;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            if (lines.size() >= LINES_MAX) {
                throw Refusal.of("numbered-lines-max", "", "One push has at most " + LINES_MAX + " numbered lines.")
                        .toException();
            }
            lines.add(read(body, at, end, lines.size() + 1));
            at = end + 1;
        }
        return lines;
    }

    private static NumberedLine read(byte[] body, int from, int to, int place) throws Refused {
        int stream = tab(body, from, to);
        int number = tab(body, stream + 1, to);
        String head = new String(body, from, Math.min(number - from, HEAD_BYTES_MAX + 1), StandardCharsets.ISO_8859_1);
        Matcher read = HEAD.matcher(head);
        if (number >= to || !read.matches()) {
            throw Refusal.of(
                            "numbered-line",
                            "line " + place,
                            "The name of a stream, a tab, a number, a tab and the line are needed.",
                            head)
                    .toException();
        }
        if (to - number > TailedFile.BLOCK_BYTES_MAX) {
            throw Refusal.of(
                            "numbered-line",
                            "line " + place,
                            "A numbered line has at most " + TailedFile.BLOCK_BYTES_MAX + " bytes.")
                    .toException();
        }
        byte[] line = Arrays.copyOfRange(body, number + 1, to + 1);
        line[line.length - 1] = '\n';
        return new NumberedLine(read.group(1), Long.parseLong(read.group(2)), line);
    }

    /** Where the next tab stands; {@code to} where there is none. */
    private static int tab(byte[] body, int from, int to) {
        int at = Math.min(from, to);
        while (at < to && body[at] != '\t') {
            at++;
        }
        return at;
    }
}
