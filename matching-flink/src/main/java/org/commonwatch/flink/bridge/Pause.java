package org.commonwatch.flink.bridge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting that ends when the bridge does. Any thread. */
final class Pause {
    private static final long FIRST_MILLIS = 500;

    /** Between two tries of something that does not work. */
    private static final long MILLIS_MAX = 30_000;

    private final CountDownLatch over = new CountDownLatch(1);

    void end() {
        over.countDown();
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /** @throws InterruptedException when the bridge ends */
    void millis(long millis) throws InterruptedException {
        if (over.await(millis, TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("the bridge ends");
        }
    }

    /** Waits that double, for one thing that is tried again and again. */
    Waits waits() {
        return new Waits();
    }

    /** One thread. */
    final class Waits {
        private long millis = FIRST_MILLIS;

        void next() throws InterruptedException {
            millis(millis);
            millis = Math.min(MILLIS_MAX, 2 * millis);
        }
    }
}
