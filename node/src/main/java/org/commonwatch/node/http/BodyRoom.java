package org.commonwatch.node.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.commonwatch.node.spine.TooBusy;

/**
 * Room for request bodies that are being worked on: together they may take a share of the heap and no more, so that many
 * large ones wait for each other instead of ending the node. First come, first served; a body larger than all the room has
 * it for itself.
 */
@ApplicationScoped
public class BodyRoom {
    /** A body counts with its bytes; read, parsed and on its way to disk it takes some ten times that. */
    private static final int HEAP_SHARE = 16;

    /** Smaller bodies are not counted: the worker threads bound them already. */
    static final long BYTES_COUNTED_MIN = 64 * 1024;

    private static final int UNIT_BYTES = 1024;

    private final int units;
    private final Semaphore free;
    private final Duration patience;

    @Inject
    BodyRoom() {
        this(Runtime.getRuntime().maxMemory() / HEAP_SHARE, Duration.ofSeconds(20));
    }

    /** @param patience how long a body waits for room before it is turned away */
    BodyRoom(long bytes, Duration patience) {
        this.units = (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytes / UNIT_BYTES));
        this.free = new Semaphore(units, true);
        this.patience = patience;
    }

    /** Takes room for a body of this length and returns what to give back; waits while there is none. */
    int take(long bytes) {
        int wanted = (int) Math.min(units, Math.max(1, bytes / UNIT_BYTES));
        try {
            if (!free.tryAcquire(wanted, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TooBusy("other large requests are being taken in");
            }
            return wanted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TooBusy("interrupted while waiting for room");
        }
    }

    void giveBack(int taken) {
        free.release(taken);
    }

    int takenUnits() {
        return units - free.availablePermits();
    }
}
