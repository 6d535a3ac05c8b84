package org.commonwatch.kernel;

/**
 * Strict UTF-8 (RFC 3629). The JSON parser underneath decodes overlong forms and encoded surrogates without complaint, so
 * two readers could see different text in the same signed bytes; we check before we parse.
 */
public final class Utf8 {
    private Utf8() {}

    /**
     * The index of the first byte in {@code [from, to)} that starts no well-formed sequence, or -1 when all is well. One
     * pass, one comparison for each ASCII byte.
     */
    public static int firstInvalid(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            byte lead = bytes[i];
            if (lead >= 0) {
                i++;
                continue;
            }
            int length = sequenceLength(bytes, i, to);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /** RFC 3629 section 4: the second byte is narrowed for E0, ED, F0 and F4; the others are plain continuations. */
    private static int sequenceLength(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xff;
        if (lead < 0xc2 || lead > 0xf4) {
            return 0;
        }
        int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (at + length > to) {
            return 0;
        }
        int second = bytes[at + 1] & 0xff;
        int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
