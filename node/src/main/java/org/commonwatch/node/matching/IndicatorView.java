package org.commonwatch.node.matching;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an object is looked for and how it stands, as the API shows it. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record IndicatorView(
        String id,
        String how,
        boolean active,
        String sentence,
        List<Value> values,
        int more,
        int seenBy,
        long seen,
        @Nullable String lastSeen,
        int falsePositiveBy) {
    IndicatorView {
        values = List.copyOf(values);
    }

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Value(
            String kind,
            String value,
            boolean active,
            @Nullable String code,
            @Nullable String reason,
            @Nullable String until) {
        static Value of(HowMatched.Value value) {
            return new Value(
                    value.kind(),
                    value.value(),
                    value.active(),
                    value.code().orElse(null),
                    value.reason().orElse(null),
                    value.until().map(Instant::toString).orElse(null));
        }
    }

    static IndicatorView of(String id, HowMatched how, Reported reported) {
        return new IndicatorView(
                id,
                how.how(),
                how.isActive(),
                how.sentence(),
                how.values().stream().map(Value::of).toList(),
                how.more(),
                reported.seenBy(),
                reported.seen(),
                reported.lastSeen().map(Instant::toString).orElse(null),
                reported.falsePositiveBy());
    }
}
