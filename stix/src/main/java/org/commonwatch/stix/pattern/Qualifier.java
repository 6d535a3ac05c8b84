package org.commonwatch.stix.pattern;

import java.math.BigDecimal;
import java.time.Instant;

/** A restriction on the observations that an observation expression may bind, STIX 2.1 section 9.4. */
public sealed interface Qualifier {
    /** All bound observations lie within that many seconds of each other; more than 0. */
    record Within(BigDecimal seconds) implements Qualifier {
        public Within {
            if (seconds.signum() <= 0) {
                throw new IllegalArgumentException("WITHIN needs a positive time: " + seconds);
            }
            seconds = seconds.stripTrailingZeros();
        }
    }

    /** The expression is matched that many times by different observations; at least 1. */
    record Repeats(long times) implements Qualifier {
        public Repeats {
            if (times < 1) {
                throw new IllegalArgumentException("REPEATS needs at least 1: " + times);
            }
        }
    }

    /** All bound observations lie at or after {@code start} and before {@code stop}. */
    record StartStop(Instant start, Instant stop) implements Qualifier {
        public StartStop {
            if (!start.isBefore(stop)) {
                throw new IllegalArgumentException("START is not before STOP: " + start + ", " + stop);
            }
        }
    }
}
