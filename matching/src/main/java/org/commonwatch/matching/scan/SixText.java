package org.commonwatch.matching.scan;

import org.commonwatch.matching.index.Quad;

/** IPv6 in text, RFC 4291 section 2.2, read into two numbers. */
final class SixText {
    private static final int BYTES_MAX = 45;

    private final int[] groups = new int[8];
    long high;
    long low;

    /** Reads the address that fills {@code b[from, to)}; false when there is none. */
    boolean parse(byte[] b, int from, int to) {
        if (to - from > BYTES_MAX || to - from < 2) {
            return false;
        }
        int count = 0;
        int gap = -1;
        int at = from;
        if (b[at] == ':' && b[at + 1] == ':') {
            gap = 0;
            at += 2;
        }
        while (at < to) {
            int start = at;
            int value = 0;
            while (at < to && at - start < 5 && Written.isHex(b[at])) {
                value = value << 4 | Character.digit(b[at++], 16);
            }
            if (at < to && b[at] == '.') {
                long tail = count <= 6 ? Quad.parse(b, start, to) : -1;
                if (tail < 0) {
                    return false;
                }
                groups[count++] = (int) (tail >>> 16);
                groups[count++] = (int) tail & 0xffff;
                break;
            }
            if (count == 8 || at == start || at - start > 4) {
                return false;
            }
            groups[count++] = value;
            if (at == to) {
                break;
            }
            if (b[at] != ':' || ++at == to) {
                return false;
            }
            if (b[at] == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = count;
                at++;
            }
        }
        return assemble(count, gap);
    }

    private boolean assemble(int count, int gap) {
        if (gap < 0 ? count != 8 : count > 7) {
            return false;
        }
        high = 0;
        low = 0;
        for (int i = 0; i < 8; i++) {
            int from = gap < 0 || i < gap ? i : i - 8 + count;
            int group = gap >= 0 && i >= gap && i < 8 - count + gap ? 0 : groups[from];
            high = high << 16 | low >>> 48;
            low = low << 16 | group;
        }
        return true;
    }

    boolean isMappedFour() {
        return high == 0 && low >>> 32 == 0xffff;
    }
}
