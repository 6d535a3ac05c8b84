package org.commonwatch.intake.misp;

import java.util.List;
import java.util.Optional;
import org.commonwatch.intake.claims.Draft;
import org.commonwatch.values.IndicatorValue;

/**
 * What one attribute's value means in STIX.
 *
 * @param observables cyber-observables that the value stands for
 * @param pattern what would find it; with its language ({@code stix}, {@code yara} ...)
 * @param domainType the domain object that the value names, for example {@code vulnerability}
 * @param values recognised values, for warning lists
 */
record Observed(
        List<Draft> observables, Optional<Pattern> pattern, Optional<String> domainType, List<IndicatorValue> values) {
    /** @param always whether the value is a rule and so an indicator even without the flag to_ids */
    record Pattern(String language, String text, boolean always) {}

    static final Observed NOTHING = new Observed(List.of(), Optional.empty(), Optional.empty(), List.of());

    static Observed of(List<Draft> observables, String pattern, List<IndicatorValue> values) {
        return new Observed(observables, Optional.of(new Pattern("stix", pattern, false)), Optional.empty(), values);
    }

    static Observed pattern(String language, String text) {
        return new Observed(List.of(), Optional.of(new Pattern(language, text, true)), Optional.empty(), List.of());
    }

    static Observed patternOnly(String text) {
        return of(List.of(), text, List.of());
    }

    static Observed domainObject(String type, List<IndicatorValue> values) {
        return new Observed(List.of(), Optional.empty(), Optional.of(type), values);
    }

    boolean isNothing() {
        return observables.isEmpty() && pattern.isEmpty() && domainType.isEmpty();
    }
}
