package org.commonwatch.stix;

import java.util.Optional;

/**
 * One searchable value.
 *
 * @param value the written form of {@link ValueKind#normalise}
 */
public record IndicatorValue(ValueKind kind, String value) {
    /** Normalises {@code text}; nothing if it is no value of {@code kind}. */
    public static Optional<IndicatorValue> of(ValueKind kind, String text) {
        return kind.normalise(text).map(value -> new IndicatorValue(kind, value));
    }

    @Override
    public String toString() {
        return kind.word() + ":" + value;
    }
}
