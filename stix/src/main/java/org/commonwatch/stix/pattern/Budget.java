package org.commonwatch.stix.pattern;

import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * What one evaluation may spend, so that no pattern and no observation can hold a thread for more than a few seconds. One
 * per evaluation, one thread.
 */
final class Budget {
    /** Choices tried in the search for bindings. Each costs about a microsecond per bound expression. */
    static final int BINDINGS_MAX = 200_000;

    /** Elementary steps: values looked at, characters compared, edges followed. A few seconds of one core at most. */
    static final long STEPS_MAX = 100_000_000;

    private long bindings;
    private long steps;

    void binding(long count) throws Refused {
        requireBindings(count);
        bindings += count;
    }

    /** Refuses at once when {@code count} more are known to be needed and not left. */
    void requireBindings(long count) throws Refused {
        if (count > BINDINGS_MAX - bindings) {
            throw Refusal.of(
                            "pattern-too-many-bindings",
                            "",
                            "The pattern needs more than " + BINDINGS_MAX + " bindings to be decided.")
                    .toException();
        }
    }

    void steps(long count) throws Refused {
        steps += count;
        if (steps > STEPS_MAX || steps < 0) {
            throw Refusal.of(
                            "pattern-too-much-work",
                            "",
                            "The pattern needs more than " + STEPS_MAX + " steps to be decided on these observations.")
                    .toException();
        }
    }
}
