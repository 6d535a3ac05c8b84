package org.commonwatch.node.sources;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How lines come in. */
enum SourceKind {
    /** Files that grow, and rotate. */
    FILE,
    /** RFC 5424 and RFC 3164 over UDP, TCP or TLS. */
    SYSLOG,
    /** Lines or JSON posted to this node. */
    PUSH,
    /** Messages of an MQTT 5 broker. */
    MQTT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<SourceKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
