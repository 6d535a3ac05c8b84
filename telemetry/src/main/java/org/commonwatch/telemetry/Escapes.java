package org.commonwatch.telemetry;

import java.util.Arrays;

/** {@code \x00} to {@code \xff}, as Zeek and web servers write bytes they do not print. */
final class Escapes {
    private Escapes() {}

    static boolean has(byte[] line, int from, int to) {
        for (int i = from; i + 3 < to; i++) {
            if (line[i] == '\\' && line[i + 1] == 'x') {
                return true;
            }
        }
        return false;
    }

    /** What is no whole escape stays as it is. */
    static byte[] resolve(byte[] line, int from, int to) {
        byte[] plain = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            boolean escape = line[i] == '\\' && i + 3 < to && line[i + 1] == 'x';
            int high = escape ? Character.digit(line[i + 2], 16) : -1;
            int low = escape ? Character.digit(line[i + 3], 16) : -1;
            boolean whole = high >= 0 && low >= 0;
            plain[length++] = whole ? (byte) (high << 4 | low) : line[i];
            i += whole ? 3 : 0;
        }
        return Arrays.copyOf(plain, length);
    }
}
