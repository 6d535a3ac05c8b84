package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.tile.LogWriter;

/** Syncing hundreds of tiles, on a thread of its own: it takes a good part of a second, which appends need not wait for. */
final class Settling {
    final LogWriter.Unsettled tiles;
    private final Thread thread;
    private volatile Optional<IOException> failure = Optional.empty();

    Settling(Disk disk, LogWriter.Unsettled tiles, ThreadFactory threads) {
        this.tiles = tiles;
        this.thread = threads.newThread(() -> {
            try {
                tiles.sync(disk);
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        });
        thread.start();
    }

    boolean isOver() {
        return !thread.isAlive();
    }

    Optional<IOException> failure() {
        return failure;
    }

    void await() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
