package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CaretakerTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void worksAtOnceAndWheneverItIsTold() throws InterruptedException {
        Semaphore turns = new Semaphore(0);
        try (Caretaker caretaker = new Caretaker("test", "testing", Duration.ZERO, () -> {
            turns.release();
            return LONG;
        })) {
            caretaker.start();
            assertTrue(turns.tryAcquire(120, TimeUnit.SECONDS));
            for (int i = 0; i < 10; i++) {
                caretaker.tell();
                assertTrue(turns.tryAcquire(120, TimeUnit.SECONDS), "told " + i);
            }
        }
    }

    /** Any fault, also one that nobody thought of: shown, tried again, and over when it is over. */
    @Test
    void noFaultEndsIt() throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch good = new CountDownLatch(1);
        try (Caretaker caretaker = new Caretaker("test", "testing", Duration.ZERO, () -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("out of order");
            }
            good.countDown();
            return LONG;
        })) {
            caretaker.start();
            await(() -> caretaker.fault().equals(Optional.of("out of order")));
            assertTrue(good.await(120, TimeUnit.SECONDS));
            await(() -> caretaker.fault().isEmpty());
        }
    }

    @Test
    void closingLetsATurnEndAndNothingBeginAfterwards() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        AtomicInteger turns = new AtomicInteger();
        AtomicInteger ends = new AtomicInteger();
        Caretaker caretaker = new Caretaker("test", "testing", Duration.ZERO, new Caretaker.Work() {
            @Override
            public Duration turn() throws InterruptedException {
                inside.countDown();
                Thread.sleep(100);
                turns.incrementAndGet();
                return Duration.ZERO;
            }

            @Override
            public void end() {
                ends.incrementAndGet();
            }
        });
        caretaker.start();
        assertTrue(inside.await(120, TimeUnit.SECONDS));
        caretaker.close();
        assertEquals(1, turns.get());
        assertEquals(1, ends.get());
    }

    private static void await(java.util.function.BooleanSupplier what) throws InterruptedException {
        for (int i = 0; i < 6_000 && !what.getAsBoolean(); i++) {
            Thread.sleep(20);
        }
        assertTrue(what.getAsBoolean());
    }
}
