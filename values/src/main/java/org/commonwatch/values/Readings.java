package org.commonwatch.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a text that somebody wrote was understood as.
 *
 * @param known as {@link Values#classify} reads it; empty when it is none of the kinds that have a form of their own
 * @param values the values that objects may carry it as, the likeliest first; none for a blank text
 */
public record Readings(Optional<IndicatorValue> known, List<IndicatorValue> values) {
    /** Kinds that almost any text could be; tried when it is nothing else. */
    private static final List<ValueKind> LAST = List.of(
            ValueKind.URL,
            ValueKind.EMAIL,
            ValueKind.FILENAME,
            ValueKind.MUTEX,
            ValueKind.REGISTRY_KEY,
            ValueKind.USER_AGENT,
            ValueKind.SSDEEP,
            ValueKind.TLSH);

    public Readings {
        values = List.copyOf(values);
    }

    public static Readings of(String text) {
        Optional<IndicatorValue> known = Values.classify(text);
        List<IndicatorValue> values = new ArrayList<>();
        known.ifPresent(values::add);
        if (known.isEmpty() || known.get().isFlagged("maybe-domain")) {
            Carried.host(text).ifPresent(values::add);
        }
        if (known.isEmpty()) {
            for (ValueKind kind : LAST) {
                Carried.asWritten(kind, text).ifPresent(values::add);
            }
        }
        return new Readings(known, values);
    }
}
