package org.commonwatch.cli.console;

/**
 * Makes foreign text harmless on a terminal. Titles, values and refusals come from strangers; an escape sequence in one
 * could repaint the screen or retitle the window, and bidirectional controls could show one domain and mean another.
 *
 * <p>Everything that a terminal acts on or that hides itself is written as a visible escape: control characters (C0, C1,
 * DEL), format characters except the two joiners that several scripts need, line and paragraph separators, halves of
 * surrogate pairs. The rest passes unchanged.
 */
public final class SafeText {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private SafeText() {}

    /** One line of printable text; line breaks and tabs become one space each. */
    public static String line(String foreign) {
        if (isPlain(foreign)) {
            return foreign;
        }
        StringBuilder out = new StringBuilder(foreign.length() + 16);
        foreign.codePoints().forEach(c -> {
            if (c == '\n' || c == '\r' || c == '\t') {
                out.append(' ');
            } else if (isHarmless(c)) {
                out.appendCodePoint(c);
            } else {
                escape(c, out);
            }
        });
        return out.toString();
    }

    /** JSON text made harmless in JSON's own words: such characters stand only inside strings, where \\uXXXX means the same. */
    public static String json(String json) {
        if (isPlain(json)) {
            return json;
        }
        StringBuilder out = new StringBuilder(json.length() + 16);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            int whole = Character.isHighSurrogate(c) ? json.codePointAt(i) : c;
            if (c == '\n' || isHarmless(whole)) {
                out.appendCodePoint(whole);
                i += Character.charCount(whole) - 1;
            } else {
                out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.FORMAT -> codePoint == ZERO_WIDTH_NON_JOINER || codePoint == ZERO_WIDTH_JOINER;
            default -> true;
        };
    }

    private static void escape(int codePoint, StringBuilder out) {
        if (codePoint < 0x100) {
            out.append(String.format(java.util.Locale.ROOT, "\\x%02x", codePoint));
        } else if (codePoint < 0x10000) {
            out.append(String.format(java.util.Locale.ROOT, "\\u%04x", codePoint));
        } else {
            out.append(String.format(java.util.Locale.ROOT, "\\U%08x", codePoint));
        }
    }
}
