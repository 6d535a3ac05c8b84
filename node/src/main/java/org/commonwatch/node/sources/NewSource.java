package org.commonwatch.node.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.telemetry.LogFormat;

/** A source as the owner describes it; one that exists is valid. */
record NewSource(String name, Settings settings, Optional<LogFormat> format, ZoneId zone, boolean remember) {
    private static final int DESCRIPTION_VALUES_MAX = 100;
    private static final Set<String> COMMON = Set.of("name", "kind", "format", "zone", "remember");

    /** @throws Refused naming the property that is wrong; a secret is never repeated */
    static NewSource read(byte[] json) throws Refused {
        if (!(BoundedJson.parse(json, DESCRIPTION_VALUES_MAX) instanceof ObjectNode body)) {
            throw Refusal.of("source", "", "A source is described by a JSON object.")
                    .toException();
        }
        Properties properties = new Properties(body);
        SourceKind kind = SourceKind.of(properties.text("kind", ""))
                .orElseThrow(() -> properties.wrong("kind", "file, syslog, push or mqtt"));
        Set<String> known = new HashSet<>(COMMON);
        known.addAll(kind.properties());
        properties.refuseOthers(known);
        return new NewSource(
                name(properties),
                NewSettings.read(kind, properties),
                format(properties),
                zone(properties),
                remember(body));
    }

    private static String name(Properties properties) throws Refused {
        String name = properties.text("name", "");
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,62}")) {
            throw properties.wrong("name", "up to 63 small letters, digits, '.', '_' or '-'");
        }
        return name;
    }

    private static Optional<LogFormat> format(Properties properties) throws Refused {
        String word = properties.text("format", "auto");
        if (word.equals("auto")) {
            return Optional.empty();
        }
        return Optional.of(
                LogFormat.ofWord(word).orElseThrow(() -> properties.wrong("format", "auto or one of " + words())));
    }

    private static String words() {
        return String.join(
                ", ",
                java.util.Arrays.stream(LogFormat.values()).map(LogFormat::word).toList());
    }

    private static ZoneId zone(Properties properties) throws Refused {
        try {
            return ZoneId.of(properties.text("zone", ZoneOffset.UTC.getId()));
        } catch (DateTimeException unknown) {
            throw properties.wrong("zone", "a time zone such as Europe/Rotterdam, +01:00 or Z");
        }
    }

    private static boolean remember(ObjectNode body) throws Refused {
        JsonNode remember = body.path("remember");
        if (remember.isMissingNode() || remember.isNull()) {
            return true;
        }
        if (!remember.isBoolean()) {
            throw Refusal.of("remember", "/remember", "true or false is needed.")
                    .toException();
        }
        return remember.booleanValue();
    }
}
