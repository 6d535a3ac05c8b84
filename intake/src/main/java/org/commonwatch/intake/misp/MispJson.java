package org.commonwatch.intake.misp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.commonwatch.intake.claims.Draft;

/** MISP's habits in JSON: numbers and flags that are strings in one version and numbers in the next, empty for absent. */
final class MispJson {
    private static final long SECONDS_MAX = 253_402_300_799L;

    private MispJson() {}

    /** A scalar as text; nothing when absent, null, empty or no scalar. */
    static Optional<String> text(JsonNode object, String property) {
        JsonNode value = object.path(property);
        return value.isValueNode() && !value.isNull()
                ? Optional.of(value.asText()).filter(text -> !text.isBlank())
                : Optional.empty();
    }

    static boolean flag(JsonNode object, String property) {
        JsonNode value = object.path(property);
        return value.asBoolean() || value.asText().equals("1");
    }

    /** Seconds since 1970 as number or text; 0 stands for never. */
    static Optional<Instant> seconds(JsonNode object, String property) {
        return text(object, property)
                .filter(text -> text.matches("[0-9]{1,12}"))
                .map(Long::valueOf)
                .filter(seconds -> seconds > 0 && seconds <= SECONDS_MAX)
                .map(Instant::ofEpochSecond);
    }

    /** RFC 3339 with any offset, as {@code first_seen} has it; or seconds. */
    static Optional<Instant> time(JsonNode object, String property) {
        Optional<Instant> seconds = seconds(object, property);
        if (seconds.isPresent()) {
            return seconds;
        }
        return text(object, property).flatMap(text -> {
            try {
                return Optional.of(OffsetDateTime.parse(text).toInstant())
                        .filter(at -> at.getEpochSecond() >= 0 && at.getEpochSecond() <= SECONDS_MAX);
            } catch (DateTimeParseException e) {
                // Kept in the MISP JSON; STIX then has the attribute's timestamp.
                return Optional.empty();
            }
        });
    }

    /** The element's UUID, fit for an id of STIX. */
    static Optional<String> uuid(JsonNode object) {
        return text(object, "uuid").flatMap(MispJson::uuid);
    }

    /**
     * A UUID in lower case. MISP takes any 32 hexadecimal digits; STIX wants a version and variant of RFC 4122, so that what
     * has none becomes a UUIDv5 made from it, the same at every import.
     */
    static Optional<String> uuid(String text) {
        return Optional.of(text)
                .filter(MispJson::isUuid)
                .map(given -> given.toLowerCase(Locale.ROOT))
                .map(lower -> isOfRfc(UUID.fromString(lower))
                        ? lower
                        : Draft.id("uuid", "misp", lower).substring("uuid--".length()));
    }

    private static boolean isOfRfc(UUID uuid) {
        return uuid.variant() == 2 && uuid.version() >= 1 && uuid.version() <= 8;
    }

    static boolean isUuid(String text) {
        try {
            return text.length() == 36 && UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> {
            if (item.isValueNode() && !item.asText().isBlank()) {
                texts.add(item.asText());
            }
        });
        return texts;
    }

    /** The names of an element's tags. */
    static List<String> tags(JsonNode element) {
        List<String> names = new ArrayList<>();
        element.path("Tag").forEach(tag -> text(tag, "name").ifPresent(names::add));
        return names;
    }
}
