package org.commonwatch.telemetry;

import java.util.Optional;

/** Puts a URL together where a format writes host and path apart, so that a URL indicator can be found. */
final class Urls {
    /** No scheme of URLs in logs is longer, in characters. */
    private static final int SCHEME_CHARS_MAX = 8;

    private Urls() {}

    /** Adds {@code uri} as URL: as it is when absolute, after scheme, host and port of the draft if it has a host. */
    static void compose(Draft draft, String scheme, String uri) {
        int slashes = uri.indexOf("://");
        String host = draft.value(Field.DOMAIN);
        boolean absolute = slashes > 0 && slashes <= SCHEME_CHARS_MAX;
        if (absolute || host.isEmpty() || !(uri.startsWith("/") || uri.startsWith("?"))) {
            draft.addText(Field.URL, uri);
            return;
        }
        String port = draft.value(Field.DST_PORT);
        String used = !scheme.isEmpty() ? scheme : port.equals("443") ? "https" : "http";
        String usual = used.equals("https") ? "443" : "80";
        int colon = host.indexOf(':');
        boolean six = !host.startsWith("[") && colon >= 0 && host.indexOf(':', colon + 1) >= 0;
        boolean ported = host.startsWith("[") ? host.contains("]:") : colon >= 0 && !six;
        String suffix = ported || port.isEmpty() || port.equals(usual) ? "" : ":" + port;
        draft.addComposed(Field.URL, used + "://" + (six ? "[" + host + "]" : host) + suffix + uri);
    }

    /** {@code host:port} of a CONNECT. */
    static void authority(Draft draft, String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 || text.endsWith("]") ? text : text.substring(0, colon);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        draft.addText(Field.DOMAIN, bare);
        if (host.length() < text.length()) {
            draft.addText(Field.DST_PORT, text.substring(colon + 1));
        }
    }

    /** The host of an absolute URL, without user, port and brackets. */
    static Optional<String> host(String url) {
        int slashes = url.indexOf("://");
        if (slashes < 0) {
            return Optional.empty();
        }
        int end = slashes + 3;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        String authority = url.substring(slashes + 3, end);
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        String bare = colon > 0 && colon <= host.length() ? host.substring(0, colon) : host;
        String literal = bare.startsWith("[") && bare.endsWith("]") ? bare.substring(1, bare.length() - 1) : bare;
        return Optional.of(literal).filter(text -> !text.isEmpty());
    }
}
