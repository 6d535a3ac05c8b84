package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {
    /** Work takes one part in four, and no rest is longer than a minute; all in seconds. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0  | 0  | true
            2  | 0  | false
            2  | 5  | false
            2  | 6  | true
            19 | 56 | false
            19 | 57 | true
            30 | 59 | false
            30 | 60 | true
            """)
    void restsInProportionToTheWork(int took, int later, boolean over) {
        AtomicLong nanos = new AtomicLong(-7);
        Proportion work = new Proportion(3, Duration.ofMinutes(1), Duration.ZERO, nanos::get);
        work.take(() -> nanos.addAndGet(Duration.ofSeconds(took).toNanos()));
        nanos.addAndGet(Duration.ofSeconds(later).toNanos());
        assertEquals(over, work.isOver());
    }

    @Test
    void restsAfterWorkThatFailedToo() {
        AtomicLong nanos = new AtomicLong();
        Proportion work = new Proportion(3, Duration.ofMinutes(1), Duration.ZERO, nanos::get);
        assertEquals(true, work.isOver());
        assertThrows(
                IllegalStateException.class,
                () -> work.take(() -> {
                    nanos.addAndGet(1_000);
                    throw new IllegalStateException("half-way");
                }));
        assertEquals(false, work.isOver());
        nanos.addAndGet(3_000);
        assertEquals(true, work.isOver());
    }

    /** With ten seconds of rest allowed and work of a second each time, it works four times at once, then in proportion. */
    @Test
    void anAllowanceIsUsedUp() {
        AtomicLong nanos = new AtomicLong();
        Proportion work = new Proportion(3, Duration.ofMinutes(1), Duration.ofSeconds(10), nanos::get);
        int atOnce = 0;
        while (work.isOver()) {
            work.take(() -> nanos.addAndGet(Duration.ofSeconds(1).toNanos()));
            atOnce++;
        }
        assertEquals(4, atOnce);
        int within = 0;
        for (int second = 0; second < 400; second++) {
            if (work.isOver()) {
                work.take(() -> nanos.addAndGet(Duration.ofSeconds(1).toNanos()));
                within++;
            } else {
                nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            }
        }
        assertEquals(100, within, 1);
    }
}
