package org.commonwatch.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTest {
    private static Version version(String modified, String rest) {
        return Version.of(Samples.object("{\"type\":\"tool\",\"id\":\"tool--11111111-5a1e-4c0d-9e57-00c0ffee0001\","
                + "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"" + modified + "\"" + rest + "}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        2026-01-01T00:00:00.000Z    |                    | 2026-01-01T00:00:00.001Z    |
        2026-01-01T00:00:00.123Z    |                    | 2026-01-01T00:00:00.123456Z |
        2026-01-01T00:00:00.9Z      |                    | 2026-01-01T00:00:01Z        |
        2026-01-01T00:00:00.000Z    |                    | 2026-01-01T00:00:00Z        | ,"revoked":true
        """)
    void ordersByTimeThenRevocation(String earlier, @Nullable String before, String later, @Nullable String after) {
        Version first = version(earlier, before == null ? "" : before);
        Version second = version(later, after == null ? "" : after);
        assertTrue(second.supersedes(first));
        assertFalse(first.supersedes(second));
    }

    @Test
    void noticesTwoContentsUnderOneTime() {
        Version one = version("2026-01-01T00:00:00.000Z", ",\"name\":\"a\"");
        Version other = version("2026-01-01T00:00:00.000Z", ",\"name\":\"b\"");
        assertTrue(one.contradicts(other));
        assertTrue(one.supersedes(other) != other.supersedes(one), "all agree which is current");
        Version same = version("2026-01-01T00:00:00.000Z", ", \"name\" : \"\\u0061\"");
        assertFalse(one.contradicts(same));
        assertEquals(one, same);
    }

    @Test
    void comparesMeaningAndNotSpelling() {
        StixObject one =
                Samples.object("{\"type\":\"url\",\"id\":\"url--11111111-5a1e-4c0d-9e57-00c0ffee0001\",\"n\":1.0}");
        StixObject two =
                Samples.object("{\"n\":1,\"id\":\"url--11111111-5a1e-4c0d-9e57-00c0ffee0001\",\"type\":\"\\u0075rl\"}");
        assertTrue(one.meansTheSameAs(two));
        assertEquals(one.meaning(), two.meaning());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T23:59:59Z, 2026-01-31T23:59:59Z",
        "2026-01-31T23:59:59.1Z, 2026-01-31T23:59:59.100Z",
        "2024-02-29T00:00:00.123456789012Z, 2024-02-29T00:00:00.123456789Z",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    })
    void readsTimestamps(String text, Instant instant) {
        assertEquals(Optional.of(instant), Timestamps.parse(text));
    }

    /** The platform's parser is the twin, for the one form STIX allows. */
    @Test
    void agreesWithThePlatformOnRandomTimestamps() {
        long seed = 20_260_102L;
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            String text = "%04d-%02d-%02dT%02d:%02d:%02d%sZ"
                    .formatted(
                            1900 + random.nextInt(200),
                            random.nextInt(14),
                            random.nextInt(33),
                            random.nextInt(25),
                            random.nextInt(61),
                            random.nextInt(60),
                            random.nextBoolean() ? "" : "." + random.nextInt(1_000_000));
            Optional<Instant> expected;
            try {
                // The platform reads hour 24 as the next day, RFC 3339 does not have it.
                expected = text.contains("T24") ? Optional.empty() : Optional.of(Instant.parse(text));
            } catch (DateTimeParseException e) {
                expected = Optional.empty();
            }
            assertEquals(expected, Timestamps.parse(text), text + " of seed " + seed);
        }
    }
}
