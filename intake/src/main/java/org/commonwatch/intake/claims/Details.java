package org.commonwatch.intake.claims;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an input says about one value beside the value itself.
 *
 * @param marking id of a marking definition that overrules the source's
 * @param validFrom from when the claim holds; the time of intake when absent
 * @param confidence 0 to 100
 */
public record Details(
        Optional<String> description,
        List<String> labels,
        Optional<String> marking,
        Optional<Instant> validFrom,
        Optional<Instant> validUntil,
        Optional<Integer> confidence) {
    public static final Details NONE = new Details(
            Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Details {
        labels = List.copyOf(labels);
    }
}
