package org.commonwatch.matching.index;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.commonwatch.values.IpAddress;

/**
 * The key under which URLs are equal: scheme and host in canonical form, no default port, {@code /} for an empty path, no
 * fragment, percent-encoding as RFC 3986 section 6.2.2 has it (unreserved characters decoded, hexadecimal in upper case), and
 * whatever a URI may not hold percent-encoded. One object serves one thread; nothing is allocated for plain hosts.
 */
public final class UrlKey {
    /** The longest URL looked at, in bytes. Longer is seldom a URL and never a useful indicator. */
    public static final int URL_BYTES_MAX = 8192;

    private static final int KEY_BYTES_MAX = 3 * URL_BYTES_MAX + 1;
    private static final int PORT_MAX = 65_535;
    private static final String UNRESERVED = "-._~";
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final byte[] key = new byte[KEY_BYTES_MAX + 64];
    private int length;
    private int hostFrom;
    private int hostTo;

    /** The key's bytes; valid up to {@link #length()} until the next call. */
    public byte[] bytes() {
        return key;
    }

    public int length() {
        return length;
    }

    /** Where the host starts in {@link #bytes()}. */
    public int hostFrom() {
        return hostFrom;
    }

    public int hostTo() {
        return hostTo;
    }

    /** Makes the key of {@code url[from, to)}. False when it is no URL with an authority. */
    public boolean of(byte[] url, int from, int to) {
        length = 0;
        if (to - from > URL_BYTES_MAX) {
            return false;
        }
        int colon = from;
        while (colon < to && url[colon] != ':') {
            put(lower(url[colon++]));
        }
        if (colon == from || colon + 2 >= to || url[colon + 1] != '/' || url[colon + 2] != '/') {
            return false;
        }
        int scheme = length;
        put(':');
        put('/');
        put('/');
        int authority = colon + 3;
        int end = authority;
        while (end < to && url[end] != '/' && url[end] != '?' && url[end] != '#' && url[end] != '\\') {
            end++;
        }
        return authority(url, authority, end, scheme) && rest(url, end, to);
    }

    private boolean authority(byte[] url, int from, int to, int scheme) {
        int at = to - 1;
        while (at >= from && url[at] != '@') {
            at--;
        }
        normal(url, from, at + 1);
        int colon = to;
        for (int i = to - 1; i > at && url[i] != ']'; i--) {
            if (url[i] == ':') {
                colon = i;
                break;
            }
        }
        hostFrom = length;
        if (!host(url, at + 1, colon)) {
            return false;
        }
        hostTo = length;
        return port(url, colon + 1, to, scheme);
    }

    private boolean host(byte[] url, int from, int to) {
        if (to > from && url[from] == '[') {
            return bracketed(url, from, to);
        }
        int end = to > from + 1 && url[to - 1] == '.' ? to - 1 : to;
        boolean ascii = end > from;
        for (int i = from; ascii && i < end; i++) {
            ascii = url[i] > 0x20;
            put(lower(url[i]));
        }
        if (ascii) {
            return true;
        }
        length = hostFrom;
        Optional<String> name = CanonicalForm.host(new String(url, from, to - from, StandardCharsets.UTF_8));
        name.ifPresent(this::putAll);
        return name.isPresent();
    }

    private boolean bracketed(byte[] url, int from, int to) {
        if (url[to - 1] != ']') {
            return false;
        }
        int end = from + 1;
        while (end < to - 1 && url[end] != '%') {
            end++;
        }
        Optional<IpAddress> six = IpAddress.parse(
                        new String(url, from + 1, end - from - 1, StandardCharsets.ISO_8859_1))
                .filter(IpAddress::six);
        six.ifPresent(address -> putAll("[" + address.text() + "]"));
        return six.isPresent();
    }

    private boolean port(byte[] url, int from, int to, int scheme) {
        int port = 0;
        for (int i = from; i < to; i++) {
            if (url[i] < '0' || url[i] > '9' || to - from > 5) {
                return false;
            }
            port = port * 10 + url[i] - '0';
        }
        if (port > PORT_MAX || (from < to && port == 0)) {
            return false;
        }
        if (from < to && port != defaultPort(scheme)) {
            put(':');
            putAll(Integer.toString(port));
        }
        return true;
    }

    private int defaultPort(int schemeBytes) {
        boolean secure = key[schemeBytes - 1] == 's';
        return switch (key[0]) {
            case 'f' -> 21;
            case 's' -> 22;
            default -> secure ? 443 : 80;
        };
    }

    private boolean rest(byte[] url, int from, int to) {
        if (from == to || (url[from] != '/' && url[from] != '\\')) {
            put('/');
        }
        int end = from;
        while (end < to && url[end] != '#') {
            end++;
        }
        normal(url, from, end);
        return true;
    }

    private void normal(byte[] url, int from, int to) {
        for (int i = from; i < to; i++) {
            int c = url[i] & 255;
            int escaped = c == '%' && i + 2 < to ? hex(url[i + 1]) << 4 | hex(url[i + 2]) : -1;
            if (escaped >= 0) {
                i += 2;
                if (isUnreserved(escaped)) {
                    put(escaped);
                } else {
                    escape(escaped);
                }
            } else if (c == '\\') {
                put('/');
            } else if (c <= 0x20 || c >= 0x7f || "<>\"{}|^`".indexOf(c) >= 0) {
                escape(c);
            } else {
                put(c);
            }
        }
    }

    private static boolean isUnreserved(int c) {
        return (c >= '0' && c <= '9')
                || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 128)
                || UNRESERVED.indexOf(c) >= 0;
    }

    private static int hex(byte c) {
        return c < 0 ? -1 : Character.digit(c, 16);
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    }

    private void escape(int c) {
        put('%');
        put(HEX[c >> 4]);
        put(HEX[c & 15]);
    }

    private void put(int c) {
        key[length++] = (byte) c;
    }

    private void putAll(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            put(ascii.charAt(i));
        }
    }

    /** The key as bytes of its own. */
    byte[] copy() {
        return Arrays.copyOf(key, length);
    }
}
