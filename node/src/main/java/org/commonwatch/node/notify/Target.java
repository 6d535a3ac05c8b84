package org.commonwatch.node.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Secret;
import org.commonwatch.node.outbound.SecretHeader;

/** Where a channel leads. Written to {@code local.db} as JSON; what was accepted once always reads again. */
sealed interface Target {
    ChannelKind kind();

    /** As people name it; without secrets. */
    String where();

    /** As the API shows it: without secrets. */
    ObjectNode shown();

    /** As the table keeps it: with secrets. */
    ObjectNode kept();

    /**
     * @param secret signs what is posted
     * @param header the server knows this node by it
     */
    record Webhook(URI url, Secret secret, Optional<SecretHeader> header) implements Target {
        @Override
        public ChannelKind kind() {
            return ChannelKind.WEBHOOK;
        }

        @Override
        public String where() {
            return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
        }

        @Override
        public ObjectNode shown() {
            ObjectNode json = object().put("url", url.toString());
            header.ifPresent(line -> json.put("header_name", line.name()));
            return json;
        }

        @Override
        public ObjectNode kept() {
            ObjectNode json = shown().put("secret", secret.reveal());
            header.ifPresent(line -> json.put("header_value", line.reveal()));
            return json;
        }
    }

    /** @param facility 0 to 23, RFC 5424 section 6.2.1 */
    record Syslog(Transport transport, String host, int port, int facility) implements Target {
        /** How messages travel. */
        enum Transport {
            UDP,
            TCP,
            TLS;

            String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        @Override
        public ChannelKind kind() {
            return ChannelKind.SYSLOG;
        }

        @Override
        public String where() {
            return transport.word() + "://" + bracketed(host) + ":" + port;
        }

        @Override
        public ObjectNode shown() {
            return object().put("transport", transport.word())
                    .put("host", host)
                    .put("port", port)
                    .put("facility", facility);
        }

        @Override
        public ObjectNode kept() {
            return shown();
        }
    }

    /** @param login only where the connection is encrypted */
    record Mail(String host, int port, Security security, Optional<Login> login, String from, List<String> to)
            implements Target {
        public Mail {
            to = List.copyOf(to);
        }

        /** How the connection is protected. */
        enum Security {
            /** In the clear at first, then TLS or nothing at all (RFC 3207). */
            STARTTLS,
            /** TLS from the first byte (RFC 8314). */
            IMPLICIT,
            NONE;

            String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        /** Nothing that prints this shows the password. */
        record Login(String user, Secret password) {}

        @Override
        public ChannelKind kind() {
            return ChannelKind.MAIL;
        }

        @Override
        public String where() {
            return String.join(", ", to) + " by " + bracketed(host) + ":" + port;
        }

        @Override
        public ObjectNode shown() {
            ObjectNode json = object().put("host", host)
                    .put("port", port)
                    .put("security", security.word())
                    .put("from", from);
            login.ifPresent(known -> json.put("user", known.user()));
            to.forEach(json.putArray("to")::add);
            return json;
        }

        @Override
        public ObjectNode kept() {
            ObjectNode json = shown();
            login.ifPresent(known -> json.put("password", known.password().reveal()));
            return json;
        }
    }

    static Target read(ChannelKind kind, JsonNode json) {
        return switch (kind) {
            case WEBHOOK ->
                new Webhook(
                        URI.create(json.path("url").asText()),
                        Secret.of(json.path("secret").asText()),
                        header(json));
            case SYSLOG ->
                new Syslog(
                        Syslog.Transport.valueOf(json.path("transport").asText().toUpperCase(Locale.ROOT)),
                        json.path("host").asText(),
                        json.path("port").asInt(),
                        json.path("facility").asInt());
            case MAIL ->
                new Mail(
                        json.path("host").asText(),
                        json.path("port").asInt(),
                        Mail.Security.valueOf(json.path("security").asText().toUpperCase(Locale.ROOT)),
                        Optional.ofNullable(json.path("user").textValue())
                                .map(user -> new Mail.Login(
                                        user, Secret.of(json.path("password").asText()))),
                        json.path("from").asText(),
                        StreamSupport.stream(json.path("to").spliterator(), false)
                                .map(JsonNode::asText)
                                .toList());
        };
    }

    private static Optional<SecretHeader> header(JsonNode json) {
        if (!json.has("header_name")) {
            return Optional.empty();
        }
        try {
            return Optional.of(SecretHeader.of(
                    json.path("header_name").asText(), json.path("header_value").asText()));
        } catch (Refused e) {
            throw new IllegalStateException("a header that was accepted no longer reads", e);
        }
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
