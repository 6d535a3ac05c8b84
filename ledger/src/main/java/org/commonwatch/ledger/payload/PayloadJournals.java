package org.commonwatch.ledger.payload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.payload.PayloadJournal.Journaled;
import org.jspecify.annotations.Nullable;

/**
 * Makes small payloads durable with one write and one sync for all that come at the same time, where each would take two syncs
 * and a commit of the file system for a file of its own, docs/adr/061. The files are written as before, and synced when half a
 * minute or more has passed: by then the kernel has written them by itself, and a sync finds nothing to do. Two journals in
 * turn: while one takes payloads, those of the other are made durable. After a crash the files follow from both.
 *
 * <p>Safe from many threads: whoever comes while a write is under way waits for it and is in the next, which one of those
 * waiting makes for all.
 */
final class PayloadJournals {
    /** Longer ones are synced by themselves: what a sync costs is little of what they do. */
    static final int PAYLOAD_BYTES_MAX = 64 * 1024;

    /** One write. */
    private static final int BATCH_BYTES_MAX = 1024 * 1024;

    /** The files of the payloads. */
    interface Files {
        /** Writes one anew that is missing or torn; false: it must not be there. */
        boolean restore(Journaled payload) throws IOException;

        /** Makes those that are there durable. */
        void settle(List<Digest> statements) throws IOException;
    }

    private final Files files;

    /** Guards who waits and whose turn it is to write; not held during a write. */
    private final Object turn = new Object();

    private final Deque<Waiting> queue = new ArrayDeque<>();
    private boolean writing;

    /** Guards the journals. Whoever has it waits for the disk alone. */
    private final Object io = new Object();

    private PayloadJournal current;
    private PayloadJournal other;

    /** Of whose turn it is to write. */
    private @Nullable Settling settling;

    /** In a journal already, and in no file yet. */
    private final Set<Digest> unwritten = new HashSet<>();

    private static final class Waiting {
        final Journaled payload;
        boolean done;
        Optional<IOException> failure = Optional.empty();

        Waiting(Journaled payload) {
            this.payload = payload;
        }
    }

    private PayloadJournals(PayloadJournal current, PayloadJournal other, Files files) {
        this.current = current;
        this.other = other;
        this.files = files;
    }

    /**
     * Writes anew what a crash took of the files that the journals hold.
     *
     * @param directory {@code payload/} of a log
     * @param recordsMax payloads of one journal; as many files are made durable one by one before it is begun anew
     */
    static PayloadJournals open(Disk disk, Path directory, int recordsMax, Files files) throws IOException {
        PayloadJournal zero = new PayloadJournal(disk, directory.resolve("journal-0"), recordsMax);
        PayloadJournal one = new PayloadJournal(disk, directory.resolve("journal-1"), recordsMax);
        List<Journaled> first = zero.read();
        List<Journaled> second = one.read();
        boolean oneIsNewer = one.generation() > zero.generation();
        PayloadJournals opened =
                oneIsNewer ? new PayloadJournals(one, zero, files) : new PayloadJournals(zero, one, files);
        for (List<Journaled> found : oneIsNewer ? List.of(first, second) : List.of(second, first)) {
            for (Journaled payload : found) {
                if (!files.restore(payload)) {
                    opened.blank(payload.id());
                }
            }
        }
        return opened;
    }

    static boolean takes(byte[] whole) {
        return whole.length <= PAYLOAD_BYTES_MAX;
    }

    /** Durable on return; when it throws, it may be. The file is to be written now, and {@link #written} to be called. */
    void append(Digest id, byte[] whole) throws IOException {
        Waiting mine = new Waiting(new Journaled(id, whole));
        synchronized (turn) {
            queue.add(mine);
        }
        boolean durable = false;
        try {
            while (!await(mine)) {
                writeNext();
            }
            if (mine.failure.isPresent()) {
                throw new IOException("a payload may not be durable", mine.failure.orElseThrow());
            }
            durable = true;
        } finally {
            if (!durable) {
                written(id);
            }
        }
    }

    /** Whether it is done; else it is this thread's turn to write. */
    private boolean await(Waiting mine) {
        synchronized (turn) {
            until(turn, () -> mine.done || !writing);
            writing = writing || !mine.done;
            return mine.done;
        }
    }

    /** After {@link #append}, whether or not the file could be written: nobody was told that it is there if it was not. */
    void written(Digest id) {
        synchronized (unwritten) {
            unwritten.remove(id);
            unwritten.notifyAll();
        }
    }

    private void writeNext() {
        List<Waiting> batch = new ArrayList<>();
        synchronized (turn) {
            int bytes = 0;
            while (!queue.isEmpty() && bytes < BATCH_BYTES_MAX) {
                batch.add(queue.removeFirst());
                bytes += batch.getLast().payload.content().length;
            }
        }
        Optional<IOException> failure = Optional.of(new IOException("the write did not come to its end"));
        try {
            write(batch.stream().map(waiting -> waiting.payload).toList());
            failure = Optional.empty();
        } catch (IOException e) {
            failure = Optional.of(e);
        } finally {
            synchronized (turn) {
                for (Waiting waiting : batch) {
                    waiting.failure = failure;
                    waiting.done = true;
                }
                writing = false;
                turn.notifyAll();
            }
        }
    }

    /**
     * By one thread at a time. The journals are not guarded while it waits for files to be written: who writes one may wait for
     * who erases, and that one needs the journals.
     */
    private void write(List<Journaled> batch) throws IOException {
        if (!isRoomFor(batch)) {
            turnOver();
        }
        synchronized (unwritten) {
            batch.forEach(payload -> unwritten.add(payload.id()));
        }
        synchronized (io) {
            current.append(batch);
            if (current.isHalfFull() && !other.isEmpty() && settling == null) {
                settling = new Settling(other.ids());
            }
        }
    }

    private boolean isRoomFor(List<Journaled> batch) {
        long bytes =
                batch.stream().mapToLong(payload -> payload.content().length).sum();
        synchronized (io) {
            return current.takes(batch.size(), bytes);
        }
    }

    private void turnOver() throws IOException {
        List<Digest> ids;
        synchronized (io) {
            ids = other.ids();
        }
        boolean settled = ids.isEmpty() || (settling != null && settling.isSettled());
        settling = null;
        if (!settled) {
            settle(ids);
        }
        synchronized (io) {
            other.restart(current.generation() + 1);
            PayloadJournal full = current;
            current = other;
            other = full;
        }
    }

    private void settle(List<Digest> ids) throws IOException {
        synchronized (unwritten) {
            until(unwritten, () -> Collections.disjoint(unwritten, ids));
        }
        files.settle(ids);
    }

    /** On a thread of its own, so that turning over finds nothing left to do; what fails here is done there. */
    private final class Settling {
        private boolean ended;
        private boolean settled;

        Settling(List<Digest> ids) {
            Thread.ofPlatform().daemon().name("settle payloads").start(() -> {
                boolean went = false;
                try {
                    settle(ids);
                    went = true;
                } catch (IOException atTheTurn) {
                    went = false;
                } finally {
                    end(went);
                }
            });
        }

        private synchronized void end(boolean went) {
            settled = went;
            ended = true;
            notifyAll();
        }

        /** Whether all went well; waits for it. */
        synchronized boolean isSettled() {
            until(this, () -> ended);
            return settled;
        }
    }

    /** Whoever has begun something on the disk sees it through, interrupted or not: it takes milliseconds. */
    private static void until(Object monitor, BooleanSupplier holds) {
        boolean interrupted = false;
        while (!holds.getAsBoolean()) {
            try {
                monitor.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean holds(Digest id) {
        synchronized (io) {
            return current.holds(id) || other.holds(id);
        }
    }

    /** Nothing of a statement's payload lies in the journals on return, durably; its own file is settled before or goes. */
    void blank(Digest id) throws IOException {
        synchronized (io) {
            current.blank(id);
            other.blank(id);
        }
    }
}
