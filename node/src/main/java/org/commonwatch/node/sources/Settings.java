package org.commonwatch.node.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What is particular to a kind of source. Written to {@code local.db} as JSON; what was accepted once always reads again. */
sealed interface Settings {
    SourceKind kind();

    /** As the API shows it and the table keeps it; without secrets. */
    ObjectNode json();

    /** What must not be shown: kept in a column of its own. */
    default Optional<String> secret() {
        return Optional.empty();
    }

    /**
     * Files to follow.
     *
     * @param path absolute, may hold {@code *}, {@code ?} and {@code **}; see {@link PathPattern}
     * @param depthMax folders below the first one with a wildcard that are looked into
     * @param fromStart whether files that are there when the source is added are read from their start; later ones always are
     */
    record Files(String path, int depthMax, boolean fromStart) implements Settings {
        static final int DEPTH_DEFAULT = 4;

        @Override
        public SourceKind kind() {
            return SourceKind.FILE;
        }

        @Override
        public ObjectNode json() {
            return object().put("path", path).put("depth", depthMax).put("from", fromStart ? "start" : "end");
        }
    }

    /** Lines that programs post. */
    record Push() implements Settings {
        @Override
        public SourceKind kind() {
            return SourceKind.PUSH;
        }

        @Override
        public ObjectNode json() {
            return object();
        }
    }

    static Settings read(SourceKind kind, JsonNode json, Optional<String> secret) {
        return switch (kind) {
            case FILE ->
                new Files(
                        json.path("path").asText(),
                        json.path("depth").asInt(),
                        json.path("from").asText().equals("start"));
            case PUSH -> new Push();
            case SYSLOG, MQTT -> throw new IllegalStateException(kind + secret.toString());
        };
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
