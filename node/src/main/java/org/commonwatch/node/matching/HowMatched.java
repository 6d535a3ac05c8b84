package org.commonwatch.node.matching;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How one object is looked for, in words.
 *
 * @param how {@code index}, {@code window} or {@code none}
 * @param sentence says it to a person
 * @param values each with whether it is looked for now
 * @param more values beyond those listed
 */
record HowMatched(String how, String sentence, List<Value> values, int more) {
    HowMatched {
        values = List.copyOf(values);
    }

    /**
     * @param kind {@code pattern} where there is no value
     * @param active whether it is looked for now
     * @param reason code and sentence where it is not
     * @param until when that ends by itself
     */
    record Value(
            String kind,
            String value,
            boolean active,
            Optional<String> code,
            Optional<String> reason,
            Optional<Instant> until) {}

    public boolean isActive() {
        return values.stream().anyMatch(Value::active);
    }
}
