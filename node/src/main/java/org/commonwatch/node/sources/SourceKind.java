package org.commonwatch.node.sources;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How lines come in. */
enum SourceKind {
    /** Files that grow, and rotate. */
    FILE,
    /** RFC 5424 and RFC 3164 over UDP, TCP or TLS. */
    SYSLOG,
    /** Lines or JSON posted to this node. */
    PUSH,
    /** Messages that a broker keeps for this node; MQTT 5. */
    MQTT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a description of this kind may say beside what all say. */
    Set<String> properties() {
        return switch (this) {
            case FILE -> Set.of("path", "depth", "from");
            case SYSLOG -> Set.of("transport", "bind", "port", "tls_cert", "tls_key", "tls_clients");
            case PUSH -> Set.of();
            case MQTT -> Set.of("broker", "topic", "client", "user", "password", "keep_hours");
        };
    }

    static Optional<SourceKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
