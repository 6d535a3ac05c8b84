package org.commonwatch.node.feeds;

import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.commonwatch.stix.StixObject;

/**
 * A home log whose acts are not interrupted: an interrupt closes the file channel a thread is using, and the ledger's are
 * shared. A thread that is to stop is interrupted between acts and starts no further one.
 */
final class CalmHomeLog implements HomeLog {
    private final HomeLog home;
    private final ReentrantLock acting = new ReentrantLock();

    CalmHomeLog(HomeLog home) {
        this.home = home;
    }

    /** An act on the log. */
    @FunctionalInterface
    private interface Act<T> {
        T run() throws PollFault;
    }

    /** Interrupts a thread when it is in no act; waits for the act's end, which has a bound of its own. */
    void interrupt(Thread thread) {
        acting.lock();
        try {
            thread.interrupt();
        } finally {
            acting.unlock();
        }
    }

    @Override
    public List<Long> put(List<StixObject> objects, String batch, String source, String format) throws PollFault {
        return calmly(() -> home.put(objects, batch, source, format));
    }

    @Override
    public Map<Long, StixObject> read(List<Long> items) throws PollFault {
        return calmly(() -> home.read(items));
    }

    @Override
    public void recall(List<Long> items, String reason) throws PollFault {
        calmly(() -> {
            home.recall(items, reason);
            return true;
        });
    }

    @Override
    public void reinstate(List<Long> items) throws PollFault {
        calmly(() -> {
            home.reinstate(items);
            return true;
        });
    }

    private <T> T calmly(Act<T> act) throws PollFault {
        acting.lock();
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw new PollFault("stopping", "The node stops.");
            }
            return act.run();
        } finally {
            acting.unlock();
        }
    }
}
