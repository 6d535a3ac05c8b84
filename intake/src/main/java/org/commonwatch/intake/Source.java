package org.commonwatch.intake;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Where an input came from and under which terms the caller takes it in.
 *
 * @param name the file, feed or person, as the caller names it; part of every deterministic id, so that the same value from
 *     the same source is the same indicator
 * @param now the time of intake, cut to milliseconds; comes from the caller's clock
 * @param marking id of the marking definition of everything made here that the input itself does not mark; empty leaves it
 *     unmarked. STIX objects that come in are never changed
 * @param createdBy id of the identity that stands as author of objects made here
 * @param labels put on every indicator made here
 */
public record Source(
        String name, Instant now, Optional<String> marking, Optional<String> createdBy, List<String> labels) {
    public Source {
        now = now.truncatedTo(ChronoUnit.MILLIS);
        labels = List.copyOf(labels);
    }

    public static Source named(String name, Instant now) {
        return new Source(name, now, Optional.empty(), Optional.empty(), List.of());
    }

    /** The same source under a marking. */
    public Source marked(String markingId) {
        return new Source(name, now, Optional.of(markingId), createdBy, labels);
    }
}
