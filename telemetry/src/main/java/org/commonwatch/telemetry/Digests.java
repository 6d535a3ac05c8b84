package org.commonwatch.telemetry;

/** Digests of files by their length, which is how every format here can be told apart. */
final class Digests {
    private Digests() {}

    /** Every run of hexadecimal digits of the right length in {@code [from, to)}: {@code SHA1=AB…,MD5=CD…} or one alone. */
    static void put(Draft draft, byte[] line, int from, int to) {
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || !isHex(line[i])) {
                add(draft, line, start, i);
                start = i + 1;
            }
        }
    }

    private static void add(Draft draft, byte[] line, int from, int to) {
        switch (to - from) {
            case 32 -> draft.add(Field.MD5, line, from, to);
            case 40 -> draft.add(Field.SHA1, line, from, to);
            case 64 -> draft.add(Field.SHA256, line, from, to);
            case 128 -> draft.add(Field.SHA512, line, from, to);
            default -> {}
        }
    }

    private static boolean isHex(byte b) {
        return (b >= '0' && b <= '9') || ((b | 0x20) >= 'a' && (b | 0x20) <= 'f');
    }
}
