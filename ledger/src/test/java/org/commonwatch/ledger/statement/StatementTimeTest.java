package org.commonwatch.ledger.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTimeTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-22T05:53:19Z,      true",
        "2026-11-22T05:53:00Z,      true",
        "2026-11-22T05:53:19.250Z,  true",
        "1970-01-01T00:00:00Z,      true",
        "9999-12-31T23:59:59.999Z,  true",
        "2024-02-29T00:00:00Z,      true",
        "2026-02-29T00:00:00Z,      false",
        "2026-11-22T05:53:19.000Z,  false",
        "2026-11-22T05:53:19.25Z,   false",
        "2026-11-22T05:53Z,         false",
        "2026-11-22T24:00:00Z,      false",
        "2026-11-22T05:53:60Z,      false",
        "2026-11-22t05:53:19z,      false",
        "2026-11-22T05:53:19+00:00, false",
        "+2026-11-2T05:53:19Z,      false",
        "1969-12-31T23:59:59Z,      false",
        "'',                        false",
    })
    void hasOneSpelling(String text, boolean good) {
        assertEquals(good, StatementTime.parse(text).isPresent());
    }

    @Test
    void readsWhatThePlatformReadsAndWouldWriteTheSame() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            String text = text(random);
            assertEquals(naive(text), StatementTime.parse(text), "seed " + seed + ": " + text);
        }
    }

    /** A time that can be written, most often with a character changed, left out or doubled. */
    private static String text(Random random) {
        Instant time = Instant.ofEpochSecond(random.nextLong(0, 253_402_300_800L));
        StringBuilder text = new StringBuilder(time.plusMillis(random.nextBoolean() ? random.nextInt(1_000) : 0)
                .toString());
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.setCharAt(at, "0123456789-:TZ. +\u0660".charAt(random.nextInt(18)));
            case 1 -> text.deleteCharAt(at);
            case 2 -> text.insert(at, text.charAt(at));
            default -> {}
        }
        return text.toString();
    }

    private static Optional<Instant> naive(String text) {
        try {
            Instant time = Instant.parse(text);
            return StatementTime.isTime(time) && time.toString().equals(text) ? Optional.of(time) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
