package org.commonwatch.node.sources;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How lines come in. */
enum SourceKind {
    /** Files that grow, and rotate. */
    FILE(Set.of("path", "depth", "from")),
    /** RFC 5424 and RFC 3164 over UDP, TCP or TLS. */
    SYSLOG(Set.of("transport", "bind", "port", "tls_cert", "tls_key", "tls_clients")),
    /** Lines or JSON posted to this node. */
    PUSH(Set.of()),
    /** Messages of an MQTT 5 broker. */
    MQTT(Set.of("url", "topic", "user", "password", "tls_ca"));

    private final Set<String> properties;

    SourceKind(Set<String> properties) {
        this.properties = properties;
    }

    /** What a description of this kind may say beside what all say. */
    Set<String> properties() {
        return properties;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<SourceKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
