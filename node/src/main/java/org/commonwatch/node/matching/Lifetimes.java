package org.commonwatch.node.matching;

import java.time.Duration;
import java.util.Optional;
import org.commonwatch.matching.MatchKind;

/**
 * How long a value is looked for when its source does not say until when. The table and its reasons stand in {@code
 * docs/matching.md}. Changing it changes what the projection writes: raise its version.
 */
final class Lifetimes {
    private static final Duration ADDRESS = Duration.ofDays(30);
    private static final Duration URL = Duration.ofDays(60);
    private static final Duration DOMAIN = Duration.ofDays(90);
    private static final Duration EMAIL = Duration.ofDays(180);
    private static final Duration FILENAME = Duration.ofDays(365);

    private Lifetimes() {}

    /** Of a pattern over windows of observations, whose parts may be of any kind. */
    static Optional<Duration> ofWindow() {
        return Optional.of(DOMAIN);
    }

    /** Empty: for ever. */
    static Optional<Duration> of(MatchKind kind) {
        return switch (kind) {
            case IPV4, IPV6 -> Optional.of(ADDRESS);
            case URL -> Optional.of(URL);
            case DOMAIN, CIDR -> Optional.of(DOMAIN);
            case EMAIL -> Optional.of(EMAIL);
            case FILENAME, LITERAL -> Optional.of(FILENAME);
            case MD5, SHA1, SHA256, SHA512 -> Optional.empty();
        };
    }
}
