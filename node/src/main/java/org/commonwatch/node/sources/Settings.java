package org.commonwatch.node.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** What is particular to a kind of source. Written to {@code local.db} as JSON; what was accepted once always reads again. */
sealed interface Settings {
    SourceKind kind();

    /** As the table keeps it. */
    ObjectNode json();

    /** As the API shows it: without secrets. */
    default ObjectNode shown() {
        return json();
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

    /**
     * A port to listen on.
     *
     * @param port 0 for any that is free
     * @param certificate chain in a PEM file, with TLS
     * @param key of the certificate, in a PEM file
     * @param clients authorities in a PEM file, one of which must have signed a client's certificate; empty to let all in
     */
    record Syslog(
            Transport transport,
            String bind,
            int port,
            Optional<String> certificate,
            Optional<String> key,
            Optional<String> clients)
            implements Settings {
        /** How messages travel. */
        enum Transport {
            UDP,
            TCP,
            TLS;

            String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        String where() {
            return transport.word() + "://" + bind + ":" + port;
        }

        @Override
        public SourceKind kind() {
            return SourceKind.SYSLOG;
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = object().put("transport", transport.word())
                    .put("bind", bind)
                    .put("port", port);
            certificate.ifPresent(file -> json.put("tls_cert", file));
            key.ifPresent(file -> json.put("tls_key", file));
            clients.ifPresent(file -> json.put("tls_clients", file));
            return json;
        }
    }

    /**
     * A broker to ask for messages.
     *
     * @param broker {@code mqtt://host:port} or, with TLS, {@code mqtts://host:port}
     * @param topic the filter of what is asked for
     * @param client the name by which the broker keeps what is to come
     * @param keepHours for how long it keeps that while this node is away
     */
    record Mqtt(
            URI broker, String topic, String client, Optional<String> user, Optional<String> password, int keepHours)
            implements Settings {
        static final int KEEP_HOURS_DEFAULT = 7 * 24;
        static final int KEEP_HOURS_MAX = 365 * 24;

        private static final int PORT = 1883;
        private static final int TLS_PORT = 8883;

        boolean tls() {
            return broker.getScheme().equals("mqtts");
        }

        int port() {
            int usual = tls() ? TLS_PORT : PORT;
            return broker.getPort() < 0 ? usual : broker.getPort();
        }

        String where() {
            return broker + " " + topic;
        }

        @Override
        public SourceKind kind() {
            return SourceKind.MQTT;
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = open();
            password.ifPresent(secret -> json.put("password", secret));
            return json;
        }

        @Override
        public ObjectNode shown() {
            return open().put("password_set", password.isPresent());
        }

        private ObjectNode open() {
            ObjectNode json = object().put("broker", broker.toString())
                    .put("topic", topic)
                    .put("client", client)
                    .put("keep_hours", keepHours);
            user.ifPresent(name -> json.put("user", name));
            return json;
        }

        /** Without the password: this may be logged. */
        @Override
        public String toString() {
            return where();
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

    static Settings read(SourceKind kind, JsonNode json) {
        return switch (kind) {
            case FILE ->
                new Files(
                        json.path("path").asText(),
                        json.path("depth").asInt(),
                        json.path("from").asText().equals("start"));
            case PUSH -> new Push();
            case MQTT ->
                new Mqtt(
                        URI.create(json.path("broker").asText()),
                        json.path("topic").asText(),
                        json.path("client").asText(),
                        Optional.ofNullable(json.path("user").textValue()),
                        Optional.ofNullable(json.path("password").textValue()),
                        json.path("keep_hours").asInt());
            case SYSLOG ->
                new Syslog(
                        Syslog.Transport.valueOf(json.path("transport").asText().toUpperCase(Locale.ROOT)),
                        json.path("bind").asText(),
                        json.path("port").asInt(),
                        Optional.ofNullable(json.path("tls_cert").textValue()),
                        Optional.ofNullable(json.path("tls_key").textValue()),
                        Optional.ofNullable(json.path("tls_clients").textValue()));
        };
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
