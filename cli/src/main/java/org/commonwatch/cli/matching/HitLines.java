package org.commonwatch.cli.matching;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.scan.MatchRule;

/**
 * Writes hits, one a line: TSV, or JSON. What a terminal or a reader of columns would act on (controls, tabs, line ends) and
 * bytes that are not UTF-8 stand as {@code \xNN}; everything else, backslashes included, stands as it is. Used by one thread.
 */
final class HitLines {
    private static final byte[] HEADER =
            "file\tline\toffset\tkind\tindicator\ttoken\n".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final boolean json;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private byte[] file = {};
    private long hits;
    private long lastOffset = -1;
    private Indicator last = new Indicator(org.commonwatch.matching.MatchKind.LITERAL, "", 0);

    HitLines(OutputStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void header() {
        put(HEADER);
    }

    /** What follows was found in this file. */
    void file(String name) {
        file = name.getBytes(StandardCharsets.UTF_8);
        lastOffset = -1;
    }

    long hits() {
        return hits;
    }

    /** One hit; the token is {@code bytes[from, to)}. In columns, indicators that differ in nothing but id are one line. */
    void hit(long line, long offset, Indicator indicator, MatchRule rule, byte[] bytes, int from, int to) {
        boolean same = offset == lastOffset
                && indicator.kind() == last.kind()
                && indicator.value().equals(last.value());
        lastOffset = offset;
        last = indicator;
        if (same && !json) {
            return;
        }
        hits++;
        if (json) {
            json(line, offset, indicator, rule, bytes, from, to);
        } else {
            text(file, 0, file.length);
            put('\t');
            number(line);
            put('\t');
            number(offset);
            put('\t');
            put(indicator.kind().word());
            put('\t');
            byte[] value = indicator.value().getBytes(StandardCharsets.UTF_8);
            text(value, 0, value.length);
            put('\t');
            text(bytes, from, to);
        }
        put('\n');
    }

    private void json(long line, long offset, Indicator indicator, MatchRule rule, byte[] bytes, int from, int to) {
        put("{\"file\":\"");
        text(file, 0, file.length);
        put("\",\"line\":");
        number(line);
        put(",\"offset\":");
        number(offset);
        put(",\"kind\":\"");
        put(indicator.kind().word());
        put("\",\"indicator\":\"");
        byte[] value = indicator.value().getBytes(StandardCharsets.UTF_8);
        text(value, 0, value.length);
        put("\",\"token\":\"");
        text(bytes, from, to);
        put("\",\"rule\":\"");
        put(rule.name().toLowerCase(java.util.Locale.ROOT));
        put("\",\"id\":");
        number(indicator.id());
        put('}');
    }

    /** Hands on what is buffered. */
    void flush() {
        try {
            out.write(buffer, 0, filled);
            filled = 0;
            out.flush();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("writing hits to standard output", e);
        }
    }

    private void text(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int c = bytes[at] & 255;
            int length = c < 0x80 ? 1 : character(bytes, at, to);
            if (c < 0x20 || c == 0x7f || length == 0) {
                escape(c);
                at++;
            } else if (json && (c == '"' || c == '\\')) {
                put('\\');
                put(c);
                at++;
            } else {
                for (int i = 0; i < length; i++) {
                    put(bytes[at + i]);
                }
                at += length;
            }
        }
    }

    /** In JSON the backslash of {@code \xNN} is written as JSON writes one. */
    private void escape(int c) {
        put(json ? "\\\\x" : "\\x");
        put(HEX[c >> 4]);
        put(HEX[c & 15]);
    }

    /** How many bytes the character of UTF-8 that starts here has; 0 when it is none, or a control of C1. */
    private static int character(byte[] bytes, int at, int end) {
        int c = bytes[at] & 255;
        int length = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
        if (c < 0xc2 || c > 0xf4 || at + length > end) {
            return 0;
        }
        int point = c & (0x7f >> length);
        for (int i = 1; i < length; i++) {
            int next = bytes[at + i] & 255;
            if ((next & 0xc0) != 0x80) {
                return 0;
            }
            point = point << 6 | (next & 0x3f);
        }
        int least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
        boolean scalar = point >= least && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
        return scalar && point >= 0xa0 ? length : 0;
    }

    private void number(long value) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        room(digits);
        long rest = value;
        for (int i = digits - 1; i >= 0; i--) {
            buffer[filled + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        filled += digits;
    }

    private void put(String ascii) {
        put(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private void put(byte[] bytes) {
        for (byte b : bytes) {
            put(b);
        }
    }

    private void put(int b) {
        room(1);
        buffer[filled++] = (byte) b;
    }

    private void room(int bytes) {
        if (filled + bytes > buffer.length) {
            try {
                out.write(buffer, 0, filled);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("writing hits to standard output", e);
            }
            filled = 0;
        }
    }
}
