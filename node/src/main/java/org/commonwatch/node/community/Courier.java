package org.commonwatch.node.community;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings payloads to one other node of the council, in order and several a request, on a thread of its own: one that is out of
 * reach holds up nobody else. What nobody waits for any more is not brought to a node that does not answer; it fetches it.
 */
final class Courier implements AutoCloseable {
    private static final Duration PAUSE_MIN = Duration.ofMillis(50);

    /** Who comes back gets what waits for it this soon; to a machine that is off it is a packet each time. */
    private static final Duration PAUSE_MAX = Duration.ofMillis(500);

    private static final int TAKEN = 204;

    /** The other node. */
    @FunctionalInterface
    interface Way {
        /** The status of the answer. */
        int post(byte[] parcels) throws IOException, InterruptedException;
    }

    private final Way way;
    private final Outgoing.Files files;
    private final Consumer<List<Carried>> brought;
    private final Thread thread;
    private final Deque<Carried> queue = new ArrayDeque<>();
    private Optional<String> trouble = Optional.empty();
    private boolean closing;

    /** @param brought told what the node has now, on this thread */
    Courier(String log, String member, Way way, Outgoing.Files files, Consumer<List<Carried>> brought) {
        this.way = way;
        this.files = files;
        this.brought = brought;
        this.thread =
                Thread.ofPlatform().daemon().name("bring-" + log + "-" + member).start(this::run);
    }

    synchronized void bring(Carried carried) {
        if (queue.size() >= Spreading.WAITING_MAX) {
            queue.removeIf(old -> old.settled);
        }
        queue.add(carried);
        notifyAll();
    }

    synchronized Optional<String> trouble() {
        return trouble;
    }

    private void run() {
        Duration pause = PAUSE_MIN;
        try {
            while (true) {
                List<Carried> batch = next();
                Optional<String> problem = send(batch);
                synchronized (this) {
                    trouble = problem;
                    if (problem.isEmpty()) {
                        batch.forEach(queue::remove);
                    }
                }
                if (problem.isEmpty()) {
                    brought.accept(batch);
                    pause = PAUSE_MIN;
                } else {
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause.multipliedBy(2);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first ones that wait; waits until there is one. */
    private synchronized List<Carried> next() throws InterruptedException {
        while (true) {
            if (trouble.isPresent()) {
                queue.removeIf(carried -> carried.settled);
            }
            if (closing) {
                throw new InterruptedException("closing");
            }
            if (!queue.isEmpty()) {
                break;
            }
            wait();
        }
        return queue.stream().limit(Parcel.REQUEST_PARCELS_MAX).toList();
    }

    private Optional<String> send(List<Carried> batch) throws InterruptedException {
        for (int from = 0; from < batch.size(); ) {
            List<Parcel> parcels = new ArrayList<>();
            from = fill(parcels, batch, from);
            if (parcels.isEmpty()) {
                continue;
            }
            try {
                int status = way.post(Parcel.toBytes(parcels));
                if (status != TAKEN) {
                    return Optional.of("a node of the council took no payload and answered with status " + status);
                }
            } catch (IOException fault) {
                return Optional.of(String.valueOf(fault.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** Fills one request; what was erased meanwhile is passed. */
    private int fill(List<Parcel> parcels, List<Carried> batch, int from) {
        long bytes = 0;
        int at = from;
        while (at < batch.size()) {
            Carried carried = batch.get(at);
            Optional<byte[]> file = files.of(carried.envelope.id());
            if (file.isPresent()) {
                Parcel parcel = new Parcel(carried.envelope, file);
                bytes += parcel.bytes();
                if (bytes > Parcel.REQUEST_BYTES_MAX && !parcels.isEmpty()) {
                    return at;
                }
                parcels.add(parcel);
            }
            at++;
        }
        return at;
    }

    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            queue.clear();
            notifyAll();
        }
        thread.interrupt();
    }
}
