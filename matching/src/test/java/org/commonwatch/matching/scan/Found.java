package org.commonwatch.matching.scan;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.commonwatch.matching.Indicator;

/**
 * One hit, for comparing.
 *
 * @param token its bytes, one a character
 */
record Found(long line, long offset, Indicator indicator, MatchRule rule, String token) {
    /** The order of the format page: offset, kind, the longer domain or prefix, id. */
    static final Comparator<Found> ORDER = Comparator.comparingLong(Found::offset)
            .thenComparingInt(hit -> hit.indicator().kind().code())
            .thenComparingInt(hit -> -hit.width())
            .thenComparingLong(hit -> hit.indicator().id());

    private int width() {
        String value = indicator.value();
        return switch (indicator.kind()) {
            case DOMAIN -> value.length();
            case CIDR -> Integer.parseInt(value.substring(value.indexOf('/') + 1));
            case IPV4, IPV6, URL, EMAIL, MD5, SHA1, SHA256, SHA512, FILENAME, LITERAL -> 0;
        };
    }

    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
