package org.commonwatch.matching.index;

/** Which bytes belong to a host token, and which to a file name token. */
public final class FileNameBytes {
    private static final boolean[] OUTSIDE = new boolean[256];

    static {
        for (int c = 0; c <= 0x20; c++) {
            OUTSIDE[c] = true;
        }
        OUTSIDE[0x7f] = true;
        for (char c : "/\\\"'<>|:*?,;=()[]{}&@".toCharArray()) {
            OUTSIDE[c] = true;
        }
    }

    private FileNameBytes() {}

    /** Whether a file name token may hold this byte. */
    public static boolean isFileName(byte c) {
        return !OUTSIDE[c & 255];
    }

    /** Whether a label of a host token may hold this byte. */
    public static boolean isLabel(byte c) {
        return c < 0 || isAlphanumeric(c) || c == '-' || c == '_';
    }

    public static boolean isAlphanumeric(byte c) {
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c > 0);
    }

    /** Whether a name is one token and ends as a host token would, with a label, a dot and a label: then its ending leads to it. */
    static boolean endsLikeHost(byte[] name) {
        for (byte c : name) {
            if (!isFileName(c)) {
                return false;
            }
        }
        int at = name.length - 1;
        while (at >= 0 && isLabel(name[at])) {
            at--;
        }
        return at > 0 && at < name.length - 1 && name[at] == '.' && isLabel(name[at - 1]);
    }
}
