package org.commonwatch.intake.csv;

import java.util.Optional;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;

/** One line of a list: a bare value, a value and something counted or said about it, a hosts file, a filter rule. */
final class ListLine {
    private ListLine() {}

    /** The line without its comment; {@code #} and {@code ;} count as one only at the start or after a blank, as in URLs. */
    static String withoutComment(String line) {
        for (int i = 0; i < line.length(); i++) {
            boolean mark = line.charAt(i) == '#' || line.charAt(i) == ';' || line.startsWith("//", i);
            if (mark && (i == 0 || line.charAt(i - 1) == ' ' || line.charAt(i - 1) == '\t')) {
                return line.substring(0, i).strip();
            }
        }
        return line.strip();
    }

    static Optional<IndicatorValue> value(String line) {
        Optional<IndicatorValue> whole = Values.classifyListed(line);
        if (whole.isPresent()) {
            return whole;
        }
        if (line.startsWith("||") && line.indexOf('^') > 2) {
            return Values.classifyListed(line.substring(2, line.indexOf('^')));
        }
        int blank = blank(line, 0);
        if (blank < 0) {
            return Optional.empty();
        }
        Optional<IndicatorValue> first = Values.classifyListed(line.substring(0, blank));
        int from = blank + 1;
        int end = blank(line, from);
        String second = line.substring(from, end < 0 ? line.length() : end).strip();
        return first.filter(ListLine::isNowhere).isPresent() ? Values.classifyListed(second) : first;
    }

    /** Whether the line looks written for a list: a value and at most two words, where a sentence would go on. */
    static boolean isEntry(String line) {
        return line.split("[ \\t]+", 5).length <= 3 && value(line).isPresent();
    }

    /** The addresses that hosts files send unwanted names to. */
    private static boolean isNowhere(IndicatorValue value) {
        boolean address = value.kind() == ValueKind.IPV4 || value.kind() == ValueKind.IPV6;
        return address
                && (value.text().equals("0.0.0.0")
                        || value.text().startsWith("127.")
                        || value.text().equals("::1")
                        || value.text().equals("::"));
    }

    /** The next run of blanks: its last blank, or -1. */
    private static int blank(String line, int from) {
        for (int i = from; i < line.length(); i++) {
            if (line.charAt(i) == ' ' || line.charAt(i) == '\t') {
                int last = i;
                while (last + 1 < line.length() && (line.charAt(last + 1) == ' ' || line.charAt(last + 1) == '\t')) {
                    last++;
                }
                return last;
            }
        }
        return -1;
    }
}
