package org.commonwatch.intake.csv;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.commonwatch.kernel.Limits;

/** Lines of bounded length, ended by LF, CRLF or CR; lines can be put back. Memory: one line and what was put back. */
final class Lines {
    private final Reader in;
    private final Deque<Line> putBack = new ArrayDeque<>();
    private final char[] buffer = new char[16 * 1024];
    private int at;
    private int filled;
    private long number;
    private boolean afterReturn;

    Lines(Reader in) {
        this.in = in;
    }

    Optional<Line> next() throws IOException {
        Line again = putBack.poll();
        return again == null ? read() : Optional.of(again);
    }

    /** Puts a line back in front of all others. */
    void putBack(Line line) {
        putBack.push(line);
    }

    private Optional<Line> read() throws IOException {
        StringBuilder text = new StringBuilder();
        boolean whole = true;
        boolean any = false;
        while (at < filled || fill()) {
            if (afterReturn && buffer[at] == '\n') {
                at++;
                afterReturn = false;
                continue;
            }
            afterReturn = false;
            any = true;
            int start = at;
            while (at < filled && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            int room = Limits.LINE_CHARS_MAX - text.length();
            text.append(buffer, start, Math.min(room, at - start));
            whole &= at - start <= room;
            if (at < filled) {
                afterReturn = buffer[at] == '\r';
                at++;
                return Optional.of(new Line(++number, text.toString(), whole));
            }
        }
        return any ? Optional.of(new Line(++number, text.toString(), whole)) : Optional.empty();
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }
}
