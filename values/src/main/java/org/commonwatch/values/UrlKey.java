package org.commonwatch.values;

/**
 * What equal URLs have in common: the canonical text without its fragment, which no server sees; with the path {@code /} where
 * none is written (RFC 3986 section 6.2.3); from there on percent-encoding with upper-case digits, and none of what needs none
 * (sections 6.2.2.1 and 6.2.2.2). Dot segments and the order of parameters stay: servers tell them apart.
 *
 * <p>The key of a key is itself, so that a stored key can be taken for a URL. Cost: linear; a text that is its own key is
 * returned without a copy.
 */
final class UrlKey {
    private UrlKey() {}

    static String of(String url) {
        int fragment = url.indexOf('#');
        String whole = fragment < 0 ? url : url.substring(0, fragment).stripTrailing();
        int path = whole.indexOf("://") + 3;
        while (path < whole.length() && "/?\\".indexOf(whole.charAt(path)) < 0) {
            path++;
        }
        boolean written = path < whole.length() && whole.charAt(path) == '/';
        String pathed = written ? whole : whole.substring(0, path) + "/" + whole.substring(path);
        return pathed.indexOf('%', path) < 0 ? pathed : normalised(pathed, path);
    }

    private static String normalised(String url, int from) {
        StringBuilder out = new StringBuilder(url.length()).append(url, 0, from);
        // Where the last sign stands that begins no triplet: decoding right behind it could make one of it.
        int stray = -3;
        for (int i = from; i < url.length(); i++) {
            char c = url.charAt(i);
            int octet = c == '%' ? octet(url, i + 1) : -1;
            if (octet < 0) {
                stray = c == '%' ? out.length() : stray;
                out.append(c);
                continue;
            }
            if (isUnreserved(octet) && out.length() - stray > 2) {
                out.append((char) octet);
            } else {
                out.append('%').append(digit(octet >> 4)).append(digit(octet & 15));
            }
            i += 2;
        }
        return out.toString();
    }

    /** The octet that two hexadecimal digits write, or -1. */
    private static int octet(String text, int from) {
        if (from + 1 >= text.length()) {
            return -1;
        }
        int high = Codes.hexDigit(text.charAt(from));
        int low = Codes.hexDigit(text.charAt(from + 1));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static char digit(int value) {
        return "0123456789ABCDEF".charAt(value);
    }
}
