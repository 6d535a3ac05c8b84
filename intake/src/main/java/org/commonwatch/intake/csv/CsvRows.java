package org.commonwatch.intake.csv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;

/**
 * The records of a CSV text, RFC 4180, with what feeds do beside it: blanks before a quote, comment lines, empty lines.
 *
 * <p>A quoted cell may run over lines. If its quote is not closed within {@link #QUOTED_LINES_MAX} lines or by the end, only
 * the first line is refused and the rest is read again, so one stray quote costs one row. After {@link #STRAY_QUOTES_MAX} of
 * those, quotes no longer run over lines, which keeps the work linear.
 */
final class CsvRows {
    private static final int QUOTED_LINES_MAX = 500;
    private static final int STRAY_QUOTES_MAX = 64;

    private final Lines lines;
    private final char delimiter;
    private final String commentStarts;
    private int strayQuotes;

    /** @param commentStarts characters that make a line a comment */
    CsvRows(Lines lines, char delimiter, String commentStarts) {
        this.lines = lines;
        this.delimiter = delimiter;
        this.commentStarts = commentStarts;
    }

    Optional<CsvRow> next() throws IOException {
        while (true) {
            Optional<Line> line = lines.next();
            if (line.isEmpty()) {
                return Optional.empty();
            }
            String text = line.get().text();
            boolean comment = !text.isEmpty() && commentStarts.indexOf(text.charAt(0)) >= 0;
            if (!text.isBlank() && !comment) {
                return Optional.of(record(line.get()));
            }
        }
    }

    /** One line as a row of its own, whatever its quotes say. */
    CsvRow only(String line) {
        return cells(new Line(1, line, true), line);
    }

    private CsvRow record(Line first) throws IOException {
        if (!first.whole()) {
            return bad(first, "line-too-long", "A line has at most " + Limits.LINE_CHARS_MAX + " characters.", "");
        }
        if (!endsInQuotes(first.text(), false)) {
            return cells(first, first.text());
        }
        List<Line> more = new ArrayList<>();
        StringBuilder text = new StringBuilder(first.text());
        int most = strayQuotes < STRAY_QUOTES_MAX ? QUOTED_LINES_MAX : 0;
        while (more.size() < most && text.length() < Limits.LINE_CHARS_MAX) {
            Optional<Line> next = lines.next();
            if (next.isEmpty()) {
                break;
            }
            more.add(next.get());
            text.append('\n').append(next.get().text());
            if (!endsInQuotes(next.get().text(), true)) {
                return cells(first, text.toString());
            }
        }
        for (Line line : more.reversed()) {
            lines.putBack(line);
        }
        strayQuotes++;
        return bad(first, "csv-open-quote", "A quoted cell does not end.", first.text());
    }

    /** Whether a quoted cell is still open at the end of the line. */
    private boolean endsInQuotes(String text, boolean open) {
        boolean quoted = open;
        boolean cellStart = !open;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"' && cellStart) {
                quoted = true;
                cellStart = false;
            } else {
                cellStart = c == delimiter || (cellStart && c == ' ');
            }
        }
        return quoted;
    }

    private CsvRow cells(Line first, String text) {
        List<String> cells = new ArrayList<>();
        int at = 0;
        while (at <= text.length()) {
            if (cells.size() == Limits.CSV_COLUMNS_MAX) {
                return bad(
                        first, "csv-too-many-columns", "A row has at most " + Limits.CSV_COLUMNS_MAX + " columns.", "");
            }
            int start = at;
            while (start < text.length() && text.charAt(start) == ' ' && delimiter != ' ') {
                start++;
            }
            if (start < text.length() && text.charAt(start) == '"') {
                StringBuilder cell = new StringBuilder();
                at = quoted(text, start + 1, cell);
                while (at < text.length() && text.charAt(at) == ' ') {
                    at++;
                }
                if (at < text.length() && text.charAt(at) != delimiter) {
                    return bad(first, "csv-after-quote", "Something follows a closing quote.", text.substring(at));
                }
                cells.add(cell.toString());
            } else {
                int end = text.indexOf(delimiter, at);
                int stop = end < 0 ? text.length() : end;
                cells.add(text.substring(at, stop));
                at = stop;
            }
            at++;
        }
        return new CsvRow.Cells(first.number(), cells);
    }

    /** Copies up to the closing quote; returns the place after it. */
    private static int quoted(String text, int from, StringBuilder cell) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '"') {
                cell.append(c);
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                cell.append('"');
                at++;
            } else {
                return at + 1;
            }
            at++;
        }
        return at;
    }

    private static CsvRow bad(Line line, String code, String message, String value) {
        return new CsvRow.Bad(line.number(), Refusal.of(code, "line " + line.number(), message, value));
    }
}
