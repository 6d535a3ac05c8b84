package org.commonwatch.cli.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A path of the node's API with its query, every part percent-encoded (RFC 3986).
 *
 * @param text starts with a slash
 */
public record ApiPath(String text) {
    /** {@code /api/v1} and the given segments. */
    public static ApiPath of(String... segments) {
        StringBuilder path = new StringBuilder("/api/v1");
        for (String segment : segments) {
            path.append('/').append(encode(segment));
        }
        return new ApiPath(path.toString());
    }

    public ApiPath with(String name, String value) {
        return new ApiPath(text + (text.indexOf('?') < 0 ? '?' : '&') + encode(name) + '=' + encode(value));
    }

    public ApiPath with(String name, Optional<String> value) {
        return value.map(it -> with(name, it)).orElse(this);
    }

    private static String encode(String part) {
        String encoded = URLEncoder.encode(part, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%7E", "~");
        // A dot segment would be folded away on the road; encoded dots are not.
        return encoded.equals(".") || encoded.equals("..") ? encoded.replace(".", "%2E") : encoded;
    }
}
