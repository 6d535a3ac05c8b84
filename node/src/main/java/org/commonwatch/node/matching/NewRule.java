package org.commonwatch.node.matching;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.values.IpRange;
import org.jspecify.annotations.Nullable;

/** A rule as a person describes it, by form or JSON; empty texts count as left out. */
public record NewRule(
        @Nullable String then,
        @Nullable String indicator,
        @Nullable String value,
        @Nullable String source,
        @Nullable String asset,
        @Nullable String network,
        @Nullable String list,
        @Nullable String until,
        @Nullable String why) {
    /** Of each text. */
    static final int TEXT_CHARS_MAX = 2_000;

    /**
     * The rule, still without a number.
     *
     * @throws Refused naming the property that is wrong
     */
    TriageRule read(String who, Clock clock) throws Refused {
        HitState state = HitState.ofWord(text("then", then).orElse(HitState.MUTED.word()))
                .filter(word -> word != HitState.NEW)
                .orElseThrow(() -> wrong("then", "A rule mutes, confirms or calls false positive.", then));
        Optional<String> named = text("network", network);
        Optional<IpRange> range = named.flatMap(IpRange::parse);
        if (named.isPresent() && range.isEmpty()) {
            throw wrong("network", "A network is written like 192.0.2.0/24 or 2001:db8::/32.", network);
        }
        TriageRule rule = new TriageRule(
                0,
                state,
                text("indicator", indicator),
                text("value", value),
                text("source", source),
                text("asset", asset),
                range,
                text("list", list),
                until(clock.instant()),
                who,
                text("why", why).orElseThrow(() -> wrong("why", "Say why, for those who come later.", why)),
                clock.instant());
        if (!rule.namesSomething()) {
            throw wrong("", "A rule that names nothing would decide on every hit.", null);
        }
        return rule;
    }

    /** The end of a day, or a moment. */
    private Optional<Instant> until(Instant now) throws Refused {
        Optional<String> named = text("until", until);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        try {
            String end = named.orElseThrow();
            Instant at = end.length() == "2026-01-31".length()
                    ? LocalDate.parse(end)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : Instant.parse(end);
            if (at.isAfter(now)) {
                return Optional.of(at);
            }
        } catch (DateTimeException notATime) {
            throw wrong("until", "Until is a day like 2026-01-31, or a moment like 2026-01-31T12:00:00Z.", until);
        }
        throw wrong("until", "Until lies in the past.", until);
    }

    private static Optional<String> text(String property, @Nullable String text) throws Refused {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        if (text.length() > TEXT_CHARS_MAX) {
            throw wrong(property, "At most " + TEXT_CHARS_MAX + " characters.", text);
        }
        return Optional.of(text.strip());
    }

    private static Refused wrong(String property, String message, @Nullable String value) {
        return Refusal.of("rule-invalid", "/" + property, message, value == null ? "" : value)
                .toException();
    }
}
