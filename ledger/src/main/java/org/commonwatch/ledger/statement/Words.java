package org.commonwatch.ledger.statement;

/** The bounds of names inside a statement. */
final class Words {
    /** UTF-16 units of an origin, author, audience id or pseudonym. */
    static final int WORD_CHARS_MAX = 256;

    /** Characters of a statement type. */
    static final int TYPE_CHARS_MAX = 64;

    private Words() {}

    static boolean isWord(String text) {
        return !text.isEmpty()
                && text.length() <= WORD_CHARS_MAX
                && text.chars().noneMatch(c -> c < 0x20);
    }

    /** Lower-case words joined by dots, for example {@code log.time}. */
    static boolean isType(String text) {
        if (text.isEmpty() || text.length() > TYPE_CHARS_MAX || text.endsWith(".")) {
            return false;
        }
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            boolean inner = (c >= '0' && c <= '9') || c == '-' || c == '.';
            if (!letter && (!inner || before == '.')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    static void check(String what, String text) {
        if (!isWord(text)) {
            throw new IllegalArgumentException(
                    what + " must have 1 to " + WORD_CHARS_MAX + " characters and no controls: " + text);
        }
    }
}
