package org.commonwatch.node.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.Test;

class CalmHomeLogTest {
    @Test
    void interruptsBetweenActsOnly() throws Exception {
        CountDownLatch acting = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        AtomicReference<Boolean> disturbed = new AtomicReference<>();
        CalmHomeLog log = new CalmHomeLog(new Slow(acting, finish, disturbed));
        Thread worker = new Thread(() -> {
            try {
                log.recall(List.of(), "first");
                log.recall(List.of(), "second");
            } catch (PollFault fault) {
                return; // stopped between the two acts
            }
        });
        worker.start();
        acting.await();
        Thread stopper = new Thread(() -> log.interrupt(worker));
        stopper.start();
        while (stopper.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertFalse(worker.isInterrupted());
        finish.countDown();
        worker.join();
        stopper.join();
        assertEquals(false, disturbed.get());
    }

    @Test
    void startsNoActInAThreadThatIsToStop() {
        CalmHomeLog log = new CalmHomeLog(new MemoryHomeLog());
        log.interrupt(Thread.currentThread());
        PollFault fault = assertThrows(PollFault.class, () -> log.reinstate(List.of()));
        assertTrue(Thread.interrupted());
        assertEquals("stopping", fault.code());
    }

    /** Stays in its first act until told, and notes whether it was interrupted meanwhile. */
    private record Slow(CountDownLatch acting, CountDownLatch finish, AtomicReference<Boolean> disturbed)
            implements HomeLog {
        @Override
        public List<Long> put(List<StixObject> objects, String batch, String source, String format) {
            return List.of();
        }

        @Override
        public Map<Long, StixObject> read(List<Long> items) {
            return Map.of();
        }

        @Override
        public void recall(List<Long> items, String reason) {
            if (disturbed.get() != null) {
                return;
            }
            acting.countDown();
            while (finish.getCount() > 0) {
                Thread.onSpinWait();
            }
            disturbed.set(Thread.currentThread().isInterrupted());
        }

        @Override
        public void reinstate(List<Long> items) {}
    }
}
