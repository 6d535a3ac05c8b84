package org.commonwatch.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.commonwatch.kernel.Limits;

/**
 * Zeek's own log format: columns named by header lines that hold until the next header. Separators of one byte; values that
 * are unset or empty are left out, sets and vectors taken apart, {@code \\x} escapes resolved.
 */
final class ZeekTsv implements LineParser {
    private byte separator = '\t';
    private byte setSeparator = ',';
    private byte[] empty = {'(', 'e', 'm', 'p', 't', 'y', ')'};
    private byte[] unset = {'-'};
    private String path = "";
    private String[] names = {};
    private Slot[] columns = {};
    private boolean[] plural = {};

    @Override
    public Optional<Misfit> read(byte[] line, int from, int to, Draft draft) {
        if (from < to && line[from] == '#') {
            draft.header();
            return header(line, from, to);
        }
        if (columns.length == 0) {
            return Optional.of(Misfit.HEADER_MISSING);
        }
        int column = 0;
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || line[i] == separator) {
                if (column == columns.length) {
                    return Optional.of(Misfit.WRONG_COLUMNS);
                }
                if (columns[column] != Slot.Part.NONE) {
                    value(column, line, start, i, draft);
                }
                column++;
                start = i + 1;
            }
        }
        return column == columns.length ? Optional.empty() : Optional.of(Misfit.WRONG_COLUMNS);
    }

    private void value(int column, byte[] line, int from, int to, Draft draft) {
        if (same(unset, line, from, to) || same(empty, line, from, to)) {
            return;
        }
        if (!plural[column]) {
            put(columns[column], line, from, to, draft);
            return;
        }
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || line[i] == setSeparator) {
                put(columns[column], line, start, i, draft);
                start = i + 1;
            }
        }
    }

    private static void put(Slot slot, byte[] line, int from, int to, Draft draft) {
        if (Escapes.has(line, from, to)) {
            byte[] plain = Escapes.resolve(line, from, to);
            draft.escaped(true);
            draft.put(slot, plain, 0, plain.length);
            draft.escaped(false);
        } else {
            draft.put(slot, line, from, to);
        }
    }

    private Optional<Misfit> header(byte[] line, int from, int to) {
        String text = Draft.text(line, from + 1, Math.min(to, from + Limits.LOG_VALUE_BYTES_MAX));
        if (text.startsWith("separator ")) {
            byte[] value = Escapes.resolve(line, from + 11, to);
            if (value.length != 1) {
                return Optional.of(Misfit.HEADER_REFUSED);
            }
            // A new file: nothing of the one before holds.
            columns = new Slot[0];
            separator = value[0];
            return Optional.empty();
        }
        int end = text.indexOf((char) separator);
        String name = end < 0 ? text : text.substring(0, end);
        String value = end < 0 ? "" : text.substring(end + 1);
        switch (name) {
            case "set_separator" -> setSeparator = value.isEmpty() ? setSeparator : (byte) value.charAt(0);
            case "empty_field" -> empty = value.getBytes(UTF_8);
            case "unset_field" -> unset = value.getBytes(UTF_8);
            case "path" -> path = value;
            case "fields" -> {
                return fields(value);
            }
            case "types" -> types(value);
            default -> {}
        }
        return Optional.empty();
    }

    private Optional<Misfit> fields(String value) {
        columns = new Slot[0];
        String[] found = split(value);
        if (value.isEmpty() || found.length > Limits.LOG_FIELDS_MAX) {
            return Optional.of(Misfit.HEADER_REFUSED);
        }
        names = found;
        plural = new boolean[names.length];
        columns = new Slot[names.length];
        for (int i = 0; i < names.length; i++) {
            columns[i] = ZeekNames.of(path, names[i]);
        }
        return Optional.empty();
    }

    private void types(String value) {
        String[] types = split(value);
        for (int i = 0; i < Math.min(types.length, plural.length); i++) {
            plural[i] = types[i].startsWith("set[") || types[i].startsWith("vector[");
        }
    }

    private String[] split(String value) {
        return value.split(Pattern.quote(String.valueOf((char) separator)), -1);
    }

    private static boolean same(byte[] expected, byte[] line, int from, int to) {
        return Arrays.equals(expected, 0, expected.length, line, from, to);
    }
}
