package org.commonwatch.node.community;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the thread that follows a log is to look at: checkpoints that were announced, or everything that its sources have. */
final class Looks {
    /** Checkpoints that wait; the newest count, so the oldest go. */
    private static final int ANNOUNCED_MAX = 16;

    private final ArrayDeque<byte[]> announced = new ArrayDeque<>();
    private boolean due = true;
    private boolean closed;

    synchronized void at(byte[] checkpoint) {
        announced.add(checkpoint);
        if (announced.size() > ANNOUNCED_MAX) {
            announced.remove();
        }
        due = true;
        notifyAll();
    }

    synchronized void atEverything() {
        announced.clear();
        due = true;
        notifyAll();
    }

    /**
     * Announced checkpoints, the oldest first; none of them when everything is to be looked at.
     *
     * @return empty when nothing was to be looked at for that long
     */
    synchronized Optional<List<byte[]>> next(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!due && !closed) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        if (!due) {
            return Optional.empty();
        }
        due = false;
        List<byte[]> checkpoints = List.copyOf(announced);
        announced.clear();
        return Optional.of(checkpoints);
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
