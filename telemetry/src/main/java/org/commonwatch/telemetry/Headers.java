package org.commonwatch.telemetry;

import java.io.ByteArrayOutputStream;

/** The header lines that hold in a stream. */
final class Headers {
    /** Kept at most: the headers of a whole Zeek log have some 2 KiB. */
    static final int BYTES_MAX = 64 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    /** A line that opens a header makes the one before void. */
    void add(byte[] line, int from, int to) {
        if (line[from] != '#' || Words.startsAt(line, from, to, "#separator ")) {
            kept.reset();
        }
        if (kept.size() + to - from + 1 <= BYTES_MAX) {
            kept.write(line, from, to - from);
            kept.write('\n');
        }
    }

    byte[] bytes() {
        return kept.toByteArray();
    }
}
