package org.commonwatch.matching.index;

/** Dotted decimal: four octets without leading zeros. */
public final class Quad {
    private static final int BYTES_MAX = 15;

    private Quad() {}

    /** The address that fills {@code text[from, to)}, 0 to 2^32 - 1, or -1. */
    public static long parse(byte[] text, int from, int to) {
        if (to - from > BYTES_MAX) {
            return -1;
        }
        long address = 0;
        int at = from;
        for (int octet = 0; octet < 4; octet++) {
            int start = at;
            int value = 0;
            while (at < to && text[at] >= '0' && text[at] <= '9') {
                value = value * 10 + text[at++] - '0';
            }
            boolean zeroLed = at - start > 1 && text[start] == '0';
            boolean followed = octet == 3 ? at == to : at < to && text[at] == '.';
            if (at == start || at - start > 3 || value > 255 || zeroLed || !followed) {
                return -1;
            }
            address = address << 8 | value;
            at++;
        }
        return address;
    }
}
