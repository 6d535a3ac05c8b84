package org.commonwatch.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarriedTest {
    @Test
    void takesNothingTooLongOrBlank() {
        for (ValueKind kind : ValueKind.values()) {
            assertEquals(Optional.empty(), Carried.value(kind, " "));
            assertEquals(Optional.empty(), Carried.value(kind, "a".repeat(Values.VALUE_CHARS_MAX + 1)));
        }
    }

    /** The way of every object taken in: what is canonical is the text of the value, and mostly its key. */
    @ParameterizedTest
    @CsvSource({
        "ipv4, 198.51.100.7",
        "domain, www.lure.example",
        "email, shift@lure.example",
        "md5, 098f6bcd4621d373cade4e832627b4f6",
        "filename, evil.dll",
        "mutex, Heron",
    })
    void copiesNothingThatIsCanonical(String word, String text) {
        IndicatorValue value =
                Carried.value(ValueKind.ofWord(word).orElseThrow(), text).orElseThrow();
        assertSame(text, value.text());
        assertSame(text, value.key());
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7, ipv4",
        "2001:db8::1, ipv6",
        "198.51.100.0/24, cidr",
        "00:00:5e:00:53:01, mac",
        "lure.example, domain",
    })
    void tellsHostsByTheirForm(String text, String word) {
        assertEquals(word, Carried.host(text).orElseThrow().kind().word());
    }

    @Test
    void flagsWhatItLeftOut() {
        IndicatorValue value =
                Carried.value(ValueKind.FILENAME, "C:\\Windows\\Evil.dll").orElseThrow();
        assertTrue(value.isFlagged("path-left-out"));
        assertEquals("Evil.dll", value.text());
    }

    @Test
    void readsWhatAnObjectMayCarryATextAs() {
        assertEquals(List.of("domain:intranet"), words("intranet", 1));
        assertEquals(List.of("filename:setup.py", "domain:setup.py"), words("setup.py", 9));
        assertEquals(
                List.of("heron://lure.example/a"),
                List.of(Readings.of("Heron://Lure.example/a")
                        .values()
                        .getFirst()
                        .key()));
        assertEquals(List.of(), words(" ", 9));
    }

    private static List<String> words(String text, int count) {
        return Readings.of(text).values().stream()
                .limit(count)
                .map(IndicatorValue::toString)
                .toList();
    }

    /** Random texts of the signs that matter to URLs: a key is its own key, and nothing but a value or nothing comes out. */
    @Test
    void keysOfRandomUrlsAreTheirOwn() {
        long seed = 20;
        Random random = new Random(seed);
        String signs = "ab%4123fF#?/:@[]\\. é";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "http://evil.example" : "x://");
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            Carried.asWritten(ValueKind.URL, text.toString()).ifPresent(value -> {
                String key = value.key();
                assertEquals(key, IndicatorValue.of(ValueKind.URL, key).key(), "seed " + seed + ": " + text);
                assertEquals(
                        key,
                        Carried.asWritten(ValueKind.URL, key)
                                .map(IndicatorValue::key)
                                .orElse("none"),
                        "seed " + seed + ": " + text);
            });
        }
    }
}
