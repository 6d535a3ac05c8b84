package org.commonwatch.matching.scan;

import org.commonwatch.matching.index.FileNameBytes;

/**
 * The ways in which dots, at-signs, schemes and separators are written, plain and defanged, recognised in bytes from the left
 * or from the right. Every method looks at no more than {@link #FORM_BYTES_MAX} bytes, and callers have so many on either side.
 */
final class Written {
    /** The longest form: {@code hxxps} or {@code (dot)}. */
    static final int FORM_BYTES_MAX = 8;

    private static final String[] SCHEMES = {"http", "https", "ftp", "ws", "wss"};
    private static final String[] DEFANGED_SCHEMES = {"hxxp", "hxxps", "h**p", "h**ps", "meow", "meows", "fxp"};
    private static final String[] DEFANGED_MEANINGS = {"http", "https", "http", "https", "http", "https", "ftp"};
    private static final String[] SEPARATORS = {"://", "[:]//", "[://]", "(:)//", ":\\\\", ":\\/\\/"};

    private Written() {}

    /** The bytes of the defanged dot that starts here, or 0. */
    static int defangedDotAt(byte[] b, int at) {
        return switch (b[at]) {
            case '\\' -> b[at + 1] == '.' ? 2 : 0;
            case '[' -> bracketedDot(b, at, ']', true);
            case '(' -> bracketedDot(b, at, ')', false);
            case '{' -> bracketedDot(b, at, '}', false);
            default -> 0;
        };
    }

    private static int bracketedDot(byte[] b, int at, char close, boolean zero) {
        if (b[at + 1] == '.') {
            return b[at + 2] == close ? 3 : 0;
        }
        boolean dot = (b[at + 1] | 0x20) == 'd'
                && ((b[at + 2] | 0x20) == 'o' || (zero && b[at + 2] == '0'))
                && (b[at + 3] | 0x20) == 't'
                && b[at + 4] == close;
        return dot ? 5 : 0;
    }

    /** The bytes of the defanged dot that ends here, or 0. */
    static int defangedDotBefore(byte[] b, int end) {
        byte last = b[end - 1];
        if (last == '.') {
            return b[end - 2] == '\\' ? 2 : 0;
        }
        if (last != ']' && last != ')' && last != '}') {
            return 0;
        }
        if (defangedDotAt(b, end - 3) == 3) {
            return 3;
        }
        return defangedDotAt(b, end - 5) == 5 ? 5 : 0;
    }

    /** The bytes of the dot, plain or defanged, that starts here, or 0. */
    static int dotAt(byte[] b, int at, boolean plainOnly) {
        return b[at] == '.' ? 1 : plainOnly ? 0 : defangedDotAt(b, at);
    }

    /** The bytes of the dot, plain or defanged, that ends here, or 0; what stands before it must be a label. */
    static int dotBefore(byte[] b, int end, boolean plainOnly) {
        if (b[end - 1] == '.' && FileNameBytes.isLabel(b[end - 2])) {
            return 1;
        }
        int defanged = plainOnly ? 0 : defangedDotBefore(b, end);
        return defanged > 0 && FileNameBytes.isLabel(b[end - defanged - 1]) ? defanged : 0;
    }

    /** Whether an at-sign, plain or defanged, may end with this byte. */
    static boolean mayEndAt(byte c) {
        return c == '@' || c == ']' || c == ')' || c == '}';
    }

    /** The bytes of the at-sign that ends here, or 0. */
    static int atBefore(byte[] b, int end, boolean plainOnly) {
        if (b[end - 1] == '@') {
            return 1;
        }
        if (plainOnly) {
            return 0;
        }
        if (b[end - 1] == ']' && b[end - 2] == '@' && b[end - 3] == '[') {
            return 3;
        }
        boolean word = (b[end - 2] | 0x20) == 't' && (b[end - 3] | 0x20) == 'a';
        boolean pair = (b[end - 1] == ']' && b[end - 4] == '[')
                || (b[end - 1] == ')' && b[end - 4] == '(')
                || (b[end - 1] == '}' && b[end - 4] == '{');
        return word && pair ? 4 : 0;
    }

    /** The bytes of the scheme's separator that ends here, or 0. */
    static int separatorBefore(byte[] b, int end, boolean plainOnly) {
        int forms = plainOnly ? 1 : SEPARATORS.length;
        for (int i = 0; i < forms; i++) {
            if (endsWith(b, end, SEPARATORS[i])) {
                return SEPARATORS[i].length();
            }
        }
        return 0;
    }

    /** The bytes of the scheme's separator that holds the colon here, after that colon, or 0. */
    static int separatorAfter(byte[] b, int colon, boolean plainOnly) {
        int forms = plainOnly ? 1 : SEPARATORS.length;
        for (int i = 0; i < forms; i++) {
            int skip = SEPARATORS[i].indexOf(':');
            int end = colon - skip + SEPARATORS[i].length();
            if (endsWith(b, end, SEPARATORS[i])) {
                return end - colon;
            }
        }
        return 0;
    }

    /** The bytes of the scheme that ends here, nothing alphanumeric before it, or 0. */
    static int schemeBefore(byte[] b, int end, boolean plainOnly) {
        int plain = scheme(b, end, SCHEMES);
        if (plain >= 0) {
            return SCHEMES[plain].length();
        }
        int defanged = plainOnly ? -1 : scheme(b, end, DEFANGED_SCHEMES);
        return defanged >= 0 ? DEFANGED_SCHEMES[defanged].length() : 0;
    }

    /** What the scheme {@code b[from, end)} means. */
    static String schemeMeaning(byte[] b, int end) {
        int plain = scheme(b, end, SCHEMES);
        return plain >= 0 ? SCHEMES[plain] : DEFANGED_MEANINGS[scheme(b, end, DEFANGED_SCHEMES)];
    }

    static boolean isPlainScheme(byte[] b, int end) {
        return scheme(b, end, SCHEMES) >= 0;
    }

    private static int scheme(byte[] b, int end, String[] schemes) {
        for (int i = 0; i < schemes.length; i++) {
            int from = end - schemes[i].length();
            if (endsWith(b, end, schemes[i]) && !FileNameBytes.isAlphanumeric(b[from - 1])) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the bytes before {@code end} are {@code form}, letters in any case. */
    private static boolean endsWith(byte[] b, int end, String form) {
        int from = end - form.length();
        for (int i = form.length() - 1; i >= 0; i--) {
            char c = form.charAt(i);
            byte at = b[from + i];
            boolean letter = c >= 'a' && c <= 'z';
            if (letter ? (at | 0x20) != c || at < 0 : at != c) {
                return false;
            }
        }
        return true;
    }

    /** What ends a URL wherever it stands. */
    static boolean endsUrl(byte c) {
        return switch (c) {
            case '"', '<', '>', '`', '\'', '\\', '^', '{', '|', '}', 0x7f -> true;
            default -> c >= 0 && c <= ' ';
        };
    }

    /** What the user part of a URL may hold. */
    static boolean isUser(byte c) {
        return !endsUrl(c) && c != '/' && c != '?' && c != '#';
    }

    /** What the local part of an e-mail address may hold. */
    static boolean isLocal(byte c) {
        return switch (c) {
            case '!', '#', '$', '%', '&', '\'', '*', '+', '/', '=', '?', '^', '_', '{', '|', '}', '~', '.', '-' -> true;
            default -> FileNameBytes.isAlphanumeric(c);
        };
    }

    static boolean isHex(byte c) {
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f' && c > 0);
    }
}
