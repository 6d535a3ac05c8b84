package org.commonwatch.values;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * URLs with an authority, RFC 3986: scheme and host in canonical form, a default port removed, characters that a URI may
 * not hold percent-encoded as UTF-8. Path, query, fragment and user part are kept as written, because servers tell them
 * apart; in particular no slash is added after a bare host.
 */
final class UrlText {
    /** Longer is seldom a URL and never a useful indicator. */
    static final int URL_CHARS_MAX = 8192;

    private static final Set<String> SCHEMES = Set.of(
            "http", "https", "ftp", "ftps", "sftp", "ssh", "tftp", "smb", "ldap", "ldaps", "ws", "wss", "rtsp", "tcp",
            "udp", "git", "telnet", "rdp", "imap", "smtp", "mqtt", "mqtts", "stratum", "socks4", "socks5", "irc", "nfs",
            "webdav");

    private UrlText() {}

    static boolean isKnownScheme(String scheme) {
        return SCHEMES.contains(scheme.toLowerCase(Locale.ROOT));
    }

    /** With a flag when the host is under no public suffix. */
    static Optional<IndicatorValue> parse(String text) {
        return plain(text).map(url -> {
            String host = host(url.text());
            boolean named = !host.startsWith("[") && !IpAddress.isFour(host);
            return named && !DomainName.hasKnownSuffix(host)
                    ? url.with(Flag.of("unknown-suffix", "The host " + host + " is under no public suffix."))
                    : url;
        });
    }

    /** Without asking the list of suffixes. */
    static Optional<IndicatorValue> plain(String text) {
        int colon = text.indexOf("://");
        if (colon < 1 || text.length() > URL_CHARS_MAX || !isKnownScheme(text.substring(0, colon))) {
            return Optional.empty();
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        int end = authorityEnd(text, colon + 3);
        Optional<String> authority = authority(scheme, text.substring(colon + 3, end));
        Optional<String> rest = escape(text.substring(end));
        return authority.isEmpty() || rest.isEmpty()
                ? Optional.empty()
                : Optional.of(value(scheme + "://" + authority.get() + rest.get()));
    }

    /** As {@link #plain}, but any scheme, any host and any sign: what is in no canonical form of its own stays as written. */
    static Optional<IndicatorValue> carried(String text) {
        int fragment = text.indexOf('#');
        Optional<IndicatorValue> whole = plain(text);
        if (whole.isPresent() || fragment < 0) {
            return whole.or(() -> anyScheme(text));
        }
        return plain(text.substring(0, fragment).stripTrailing())
                .map(url -> value(url.text() + text.substring(fragment)))
                .or(() -> anyScheme(text));
    }

    /** Scheme and host in lower case, no default port. */
    private static Optional<IndicatorValue> anyScheme(String text) {
        int colon = text.indexOf("://");
        if (colon < 1) {
            return Optional.empty();
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        int end = authorityEnd(text, colon + 3);
        int from = Math.max(colon + 3, text.lastIndexOf('@', end - 1) + 1);
        String host = text.substring(from, end).toLowerCase(Locale.ROOT);
        int own = ownPort(scheme);
        String port = own < 0 ? "" : ":" + own;
        String bare = host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
        return bare.isBlank()
                ? Optional.empty()
                : Optional.of(value(scheme + "://" + text.substring(colon + 3, from) + bare + text.substring(end)));
    }

    private static IndicatorValue value(String text) {
        return IndicatorValue.of(ValueKind.URL, text);
    }

    private static int authorityEnd(String text, int from) {
        int end = from;
        while (end < text.length() && "/?#\\".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** The host of a canonical URL, an IPv6 address in its brackets. */
    private static String host(String url) {
        int from = url.indexOf("://") + 3;
        int end = authorityEnd(url, from);
        int start = Math.max(from, url.lastIndexOf('@', end - 1) + 1);
        int colon = url.lastIndexOf(':', end - 1);
        return url.substring(start, colon > start && colon > url.lastIndexOf(']', end - 1) ? colon : end);
    }

    private static Optional<String> authority(String scheme, String text) {
        int at = text.lastIndexOf('@');
        String hostPort = text.substring(at + 1);
        int colon = hostPort.lastIndexOf(':');
        boolean hasPort = colon > hostPort.lastIndexOf(']');
        Optional<String> host = canonicalHost(hasPort ? hostPort.substring(0, colon) : hostPort);
        if (at < 0 && !hasPort) {
            return host;
        }
        Optional<String> user = escape(text.substring(0, at + 1));
        Optional<String> port = hasPort ? port(scheme, hostPort.substring(colon + 1)) : Optional.of("");
        return host.flatMap(h -> user.flatMap(u -> port.map(p -> u + h + p)));
    }

    private static Optional<String> canonicalHost(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            String inner = host.substring(1, host.length() - 1);
            int zone = inner.indexOf('%');
            return IpAddress.parse(zone < 0 ? inner : inner.substring(0, zone))
                    .filter(IpAddress::six)
                    .map(address -> "[" + address.text() + "]");
        }
        // The root's dot is no more of an address than of a name: clients go to 192.0.2.1 for both (WHATWG URL, 3.5).
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return IpAddress.isFour(bare) ? Optional.of(bare) : DomainName.parseHost(host);
    }

    /** {@code ":8080"}, or the empty string for the scheme's own port. */
    private static Optional<String> port(String scheme, String digits) {
        if (digits.isEmpty()) {
            return Optional.of("");
        }
        if (digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            return Optional.empty();
        }
        return Optional.of(port == ownPort(scheme) ? "" : ":" + port);
    }

    private static int ownPort(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            case "ftp" -> 21;
            case "ssh", "sftp" -> 22;
            default -> -1;
        };
    }

    /** Percent-encodes what RFC 3986 does not allow anywhere; refuses control characters and blanks. */
    private static Optional<String> escape(String text) {
        if (isAllowed(text)) {
            return Optional.of(text);
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 255;
            if (c <= 0x20 || c == 0x7f) {
                return Optional.empty();
            }
            if (c == '\\') {
                out.append('/');
            } else if (c > 0x7f || "<>\"{}|^`".indexOf(c) >= 0) {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            } else {
                out.append((char) c);
            }
        }
        return Optional.of(out.toString());
    }

    private static boolean isAllowed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= 0x20 || c >= 0x7f || "<>\"{}|\\^`".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }
}
