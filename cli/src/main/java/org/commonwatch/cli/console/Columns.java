package org.commonwatch.cli.console;

/**
 * How many terminal columns text takes: two for East Asian wide characters and emoji, none for combining marks. An
 * approximation of UAX #11 by block, good enough to keep tables straight.
 */
final class Columns {
    private Columns() {}

    static int of(String text) {
        int columns = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            columns += of(c);
            i += Character.charCount(c);
        }
        return columns;
    }

    static int of(int c) {
        if (c < 0x300) {
            return 1;
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return isWide(c) ? 2 : 1;
    }

    /** The longest start of {@code text} that fits; ends in an ellipsis when something was left out. */
    static String fit(String text, int columnsMax) {
        if (of(text) <= columnsMax) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int columns = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (columns + of(c) > columnsMax - 1) {
                break;
            }
            columns += of(c);
            out.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return out.append('…').toString();
    }

    private static boolean isWide(int c) {
        return between(c, 0x1100, 0x115f) // Hangul Jamo initials
                || between(c, 0x2e80, 0x303e) // CJK radicals and punctuation
                || between(c, 0x3041, 0xa4cf) // kana, CJK, Yi
                || between(c, 0xac00, 0xd7a3) // Hangul syllables
                || between(c, 0xf900, 0xfaff) // CJK compatibility
                || between(c, 0xfe30, 0xfe6f) // CJK forms
                || between(c, 0xff00, 0xff60) // full width forms
                || between(c, 0xffe0, 0xffe6)
                || between(c, 0x1f300, 0x1f64f) // emoji
                || between(c, 0x1f900, 0x1f9ff)
                || between(c, 0x20000, 0x3fffd); // CJK extensions
    }

    private static boolean between(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
