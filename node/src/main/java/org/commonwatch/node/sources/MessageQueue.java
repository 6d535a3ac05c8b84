package org.commonwatch.node.sources;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Messages on their way from a socket to matching, bounded in bytes. Who can be slowed down waits in {@link #put}; who cannot
 * hears from {@link #offer} that there is no room. Safe for many threads.
 */
final class MessageQueue {
    /** Half a second of a fast sender: enough for a commit that takes long, too little to hide that matching is behind. */
    static final int QUEUE_BYTES_MAX = 8 * 1024 * 1024;

    /** What a message takes beside its bytes. */
    private static final int OVERHEAD_BYTES = 64;

    private static final long NANOS_A_MILLI = 1_000_000;

    private final Deque<Message> messages = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /**
     * One message.
     *
     * @param delivery as which its sender can be told that it is safe
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Message(byte[] bytes, Optional<Delivery> delivery) {
        /** One whose sender hears nothing of it. */
        Message(byte[] bytes) {
            this(bytes, Optional.empty());
        }

        int weight() {
            return bytes.length + OVERHEAD_BYTES;
        }
    }

    /** Waits for room; {@code false} when the queue was closed. */
    synchronized boolean put(Message message) throws InterruptedException {
        while (!closed && bytes + message.weight() > QUEUE_BYTES_MAX) {
            wait();
        }
        return add(message);
    }

    /** Whether there was room. */
    synchronized boolean offer(Message message) {
        return bytes + message.weight() <= QUEUE_BYTES_MAX && add(message);
    }

    /** Whether there was room within so many milliseconds. */
    synchronized boolean offer(Message message, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * NANOS_A_MILLI;
        long left = millis;
        while (!closed && bytes + message.weight() > QUEUE_BYTES_MAX) {
            if (left <= 0) {
                return false;
            }
            wait(left);
            left = (deadline - System.nanoTime()) / NANOS_A_MILLI;
        }
        return add(message);
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Messages of at most {@code bytesMax}, in order; waits up to {@code millis} for the first. */
    synchronized List<Message> drain(int bytesMax, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * NANOS_A_MILLI;
        long left = millis;
        while (messages.isEmpty() && !closed && left > 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / NANOS_A_MILLI;
        }
        List<Message> drained = new ArrayList<>();
        long taken = 0;
        while (!messages.isEmpty() && (taken == 0 || taken + messages.getFirst().weight() <= bytesMax)) {
            Message message = messages.removeFirst();
            taken += message.weight();
            drained.add(message);
        }
        bytes -= taken;
        notifyAll();
        return drained;
    }

    /** Ends waiting; what is in the queue can still be drained. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean ended() {
        return closed && messages.isEmpty();
    }

    synchronized long bytes() {
        return bytes;
    }

    private boolean add(Message message) {
        if (closed) {
            return false;
        }
        messages.addLast(message);
        bytes += message.weight();
        notifyAll();
        return true;
    }
}
