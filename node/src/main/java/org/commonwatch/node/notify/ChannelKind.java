package org.commonwatch.node.notify;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How a channel reaches whom it tells. */
enum ChannelKind {
    /** A signed POST of JSON. */
    WEBHOOK,
    /** RFC 5424 over UDP, TCP or TLS. */
    SYSLOG,
    /** SMTP. */
    MAIL;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a description of this kind may say beside what all say. */
    Set<String> properties() {
        return switch (this) {
            case WEBHOOK -> Set.of("url", "header");
            case SYSLOG -> Set.of("transport", "host", "port", "facility");
            case MAIL -> Set.of("host", "port", "security", "user", "password", "from", "to");
        };
    }

    static Optional<ChannelKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
