package org.commonwatch.matching.scan;

/** Finds the start of the URL whose host begins at a place, by looking back over a user part and a separator to a scheme. */
final class UrlStart {
    /** A longer user part is none. */
    static final int USER_BYTES_MAX = 255;

    private UrlStart() {}

    /** Where the user part begins (at {@code host} when there is none), or -1 when no scheme leads here. */
    static int before(byte[] b, int host, boolean plainOnly) {
        if (isAfterScheme(b, host, plainOnly)) {
            return host;
        }
        if (b[host - 1] != '@') {
            return -1;
        }
        int from = host - 1;
        while (Written.isUser(b[from - 1]) && host - from <= USER_BYTES_MAX) {
            from--;
        }
        if (isAfterScheme(b, from, plainOnly)) {
            return from;
        }
        // The separator [://] ends in a byte that a user part may hold.
        return b[from] == ']' && isAfterScheme(b, from + 1, plainOnly) ? from + 1 : -1;
    }

    /** Whether this byte may stand before the host of a URL. */
    static boolean mayEnd(byte c) {
        return c == '@' || c == '/' || c == ']' || c == '\\';
    }

    private static boolean isAfterScheme(byte[] b, int at, boolean plainOnly) {
        int separator = Written.separatorBefore(b, at, plainOnly);
        return separator > 0 && Written.schemeBefore(b, at - separator, plainOnly) > 0;
    }

    /** Whether another at-sign follows in the authority, so that the host begins later. */
    static boolean hasLaterUser(byte[] b, int user, int host) {
        for (int i = host; i - user <= USER_BYTES_MAX && (b[i] == '@' || Written.isUser(b[i])); i++) {
            if (b[i] == '@') {
                return true;
            }
        }
        return false;
    }
}
