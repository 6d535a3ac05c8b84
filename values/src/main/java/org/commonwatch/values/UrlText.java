package org.commonwatch.values;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

    static Optional<IndicatorValue> parse(String text) {
        int colon = text.indexOf("://");
        if (colon < 1 || text.length() > URL_CHARS_MAX || !isKnownScheme(text.substring(0, colon))) {
            return Optional.empty();
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        int from = colon + 3;
        int end = from;
        while (end < text.length() && "/?#\\".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        List<Flag> flags = new ArrayList<>();
        Optional<String> authority = authority(scheme, text.substring(from, end), flags);
        Optional<String> rest = escape(text.substring(end));
        if (authority.isEmpty() || rest.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new IndicatorValue(ValueKind.URL, scheme + "://" + authority.get() + rest.get(), flags));
    }

    private static Optional<String> authority(String scheme, String text, List<Flag> flags) {
        int at = text.lastIndexOf('@');
        Optional<String> user = escape(text.substring(0, at + 1));
        String hostPort = text.substring(at + 1);
        int colon = hostPort.lastIndexOf(':');
        boolean hasPort = colon > hostPort.lastIndexOf(']');
        String host = hasPort ? hostPort.substring(0, colon) : hostPort;
        Optional<String> port = hasPort ? port(scheme, hostPort.substring(colon + 1)) : Optional.of("");
        Optional<String> canonical = host(host, flags);
        return canonical.flatMap(h -> user.flatMap(u -> port.map(p -> u + h + p)));
    }

    private static Optional<String> host(String host, List<Flag> flags) {
        if (host.startsWith("[") && host.endsWith("]")) {
            String inner = host.substring(1, host.length() - 1);
            int zone = inner.indexOf('%');
            return IpAddress.parse(zone < 0 ? inner : inner.substring(0, zone))
                    .filter(IpAddress::six)
                    .map(address -> "[" + address.text() + "]");
        }
        Optional<IpAddress> four = IpAddress.parse(host).filter(address -> !address.six());
        if (four.isPresent()) {
            return four.map(IpAddress::text);
        }
        Optional<String> name = DomainName.parseHost(host);
        name.filter(n -> !DomainName.hasKnownSuffix(n))
                .ifPresent(n -> flags.add(Flag.of("unknown-suffix", "The host " + n + " is under no public suffix.")));
        return name;
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
        int own = switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            case "ftp" -> 21;
            case "ssh", "sftp" -> 22;
            default -> -1;
        };
        if (port < 1 || port > 65_535) {
            return Optional.empty();
        }
        return Optional.of(port == own ? "" : ":" + port);
    }

    /** Percent-encodes what RFC 3986 does not allow anywhere; refuses control characters and blanks. */
    private static Optional<String> escape(String text) {
        if (text.chars().allMatch(c -> c > 0x20 && c < 0x7f && "<>\"{}|\\^`".indexOf(c) < 0)) {
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
}
