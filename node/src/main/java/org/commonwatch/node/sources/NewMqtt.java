package org.commonwatch.node.sources;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** Reads what is particular to an MQTT source from its description. */
final class NewMqtt {
    /** MQTT allows 65,535 bytes; a filter that people write has some 50. */
    private static final int TOPIC_BYTES_MAX = 1_024;

    private static final int LOGIN_CHARS_MAX = 1_024;
    private static final int PORT_MAX = 65_535;
    private static final Set<String> SCHEMES = Set.of("mqtt", "mqtts");

    private NewMqtt() {}

    static Settings read(Properties properties) throws Refused {
        Optional<String> user = login(properties, "user");
        Optional<String> password = login(properties, "password");
        if (password.isPresent() && user.isEmpty()) {
            throw properties.wrong("user", "given where a password is");
        }
        return new Settings.Mqtt(
                broker(properties),
                topic(properties),
                client(properties),
                user,
                password,
                properties.number("keep_hours", Settings.Mqtt.KEEP_HOURS_DEFAULT, 1, Settings.Mqtt.KEEP_HOURS_MAX));
    }

    /** Not echoed when it is refused: some write a password into it. */
    private static URI broker(Properties properties) throws Refused {
        Optional<URI> broker = address(properties.text("broker", ""));
        return broker.orElseThrow(() -> Refusal.of(
                        "broker",
                        "/broker",
                        "This must be mqtt://HOST:PORT, or mqtts://HOST:PORT with TLS; user and password go into"
                                + " properties of their own.")
                .toException());
    }

    private static Optional<URI> address(String text) {
        try {
            URI given = new URI(text);
            String scheme = String.valueOf(given.getScheme()).toLowerCase(Locale.ROOT);
            boolean bare = String.valueOf(given.getRawPath()).matches("/?")
                    && given.getRawUserInfo() == null
                    && given.getRawQuery() == null
                    && given.getRawFragment() == null;
            boolean port = given.getPort() == -1 || (given.getPort() > 0 && given.getPort() <= PORT_MAX);
            return given.getHost() != null && bare && port && SCHEMES.contains(scheme)
                    ? Optional.of(new URI(scheme, null, given.getHost(), given.getPort(), null, null, null))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** MQTT 5 section 4.7: '#' only as the last level, '+' only as a whole one. */
    private static String topic(Properties properties) throws Refused {
        String topic = properties.text("topic", "");
        boolean sound = !topic.isEmpty()
                && topic.getBytes(StandardCharsets.UTF_8).length <= TOPIC_BYTES_MAX
                && topic.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean last = i == levels.length - 1;
            sound &= levels[i].indexOf('+') < 0 || levels[i].equals("+");
            sound &= levels[i].indexOf('#') < 0 || (last && levels[i].equals("#"));
        }
        if (!sound || (levels[0].equals("$share") && levels.length < 3)) {
            throw properties.wrong("topic", "a topic filter such as logs/+/dns or logs/#");
        }
        return topic;
    }

    /** Where none is given, one that no other node has: two that use one name throw each other out. */
    private static String client(Properties properties) throws Refused {
        String client = properties.text("client", "");
        if (client.isEmpty()) {
            return "commonwatch-" + UUID.randomUUID().toString().substring(0, 8);
        }
        if (!client.matches("[\\x21-\\x7e]{1,128}")) {
            throw properties.wrong("client", "up to 128 visible ASCII characters");
        }
        return client;
    }

    /** Never echoed. */
    private static Optional<String> login(Properties properties, String property) throws Refused {
        String text = properties.text(property, "");
        if (text.length() > LOGIN_CHARS_MAX || text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.of(
                            property,
                            "/" + property,
                            "This must be one line of at most " + LOGIN_CHARS_MAX + " characters.")
                    .toException();
        }
        return Optional.of(text).filter(given -> !given.isEmpty());
    }
}
