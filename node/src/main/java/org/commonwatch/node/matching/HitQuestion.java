package org.commonwatch.node.matching;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Which hits are asked for, newest first.
 *
 * @param indicator id of the object found
 * @param source name of the source of lines
 * @param from first day, UTC
 * @param before only hits with a smaller number: where the page before ended
 */
record HitQuestion(
        Optional<HitState> state,
        Optional<String> indicator,
        Optional<String> value,
        Optional<String> source,
        Optional<String> asset,
        Optional<LocalDate> from,
        Optional<LocalDate> to,
        OptionalLong before) {
    private static final int TEXT_CHARS_MAX = 2_000;

    /**
     * What a query string asks; texts left out or empty do not narrow.
     *
     * @throws Refused {@code hits-question} naming the parameter that is wrong
     */
    static HitQuestion read(
            @Nullable String state,
            @Nullable String indicator,
            @Nullable String value,
            @Nullable String source,
            @Nullable String asset,
            @Nullable String from,
            @Nullable String to,
            @Nullable Long before)
            throws Refused {
        Optional<String> word = text("state", state);
        Optional<HitState> known = word.flatMap(HitState::ofWord);
        if (word.isPresent() && known.isEmpty()) {
            throw wrong("state", "A hit is new, muted, confirmed or false-positive.", state);
        }
        return new HitQuestion(
                known,
                text("indicator", indicator),
                text("value", value),
                text("source", source),
                text("asset", asset),
                day("from", from),
                day("to", to),
                before == null ? OptionalLong.empty() : OptionalLong.of(before));
    }

    private static Optional<LocalDate> day(String name, @Nullable String day) throws Refused {
        Optional<String> text = text(name, day);
        try {
            return text.map(LocalDate::parse);
        } catch (DateTimeParseException e) {
            throw wrong(name, "A day is written like 2026-01-31.", day);
        }
    }

    private static Optional<String> text(String name, @Nullable String text) throws Refused {
        if (text != null && text.length() > TEXT_CHARS_MAX) {
            throw wrong(name, "At most " + TEXT_CHARS_MAX + " characters.", text);
        }
        return Optional.ofNullable(text).filter(given -> !given.isBlank());
    }

    private static Refused wrong(String name, String message, @Nullable String value) {
        return Refusal.of("hits-question", name, message, value == null ? "" : value)
                .toException();
    }
}
