package org.commonwatch.node.community;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogReader;

/**
 * The entries of a followed log that are verified and here with their payloads, from its first on: for this node they are final. Owned by
 * whoever has the turn to look, but for the size.
 */
final class Taken {
    /** Entries at a time, so that a long catch-up is seen as it goes and does not fill the memory. */
    private static final int STEP_ENTRIES_MAX = 4_096;

    private final Supplier<LogReader> reader;
    private final PayloadCatchUp payloads;
    private final Noted noted;
    private final Outgoing outgoing;
    private final LongConsumer grown;
    private volatile long size;

    /** Up to where payloads are here, of entries that are taken or will be. */
    private long fetched;

    /** @param grown told of each new size, before own statements are answered */
    Taken(Supplier<LogReader> reader, PayloadCatchUp payloads, Noted noted, Outgoing outgoing, LongConsumer grown) {
        this.reader = reader;
        this.payloads = payloads;
        this.noted = noted;
        this.outgoing = outgoing;
        this.grown = grown;
    }

    long size() {
        return size;
    }

    /** What is held already: entries up to the first whose payload is missing, and where the own lane stands. */
    void recall(long end) {
        long held = payloads.heldUpTo(reader.get(), 0, end);
        take(held);
        // What waits for a payload has its number in the lane all the same: that number is not given away again.
        steps(held, end, (leaves, at) -> leaves.forEach(noted::noteLane));
    }

    /**
     * Fetches payloads and takes the entries that have theirs.
     *
     * @param held entries that are final
     * @param takeAt when entries are taken before all of them have their payloads, as of {@link System#nanoTime}
     * @return the entry whose payload could not be had yet; empty when there is none
     */
    OptionalLong fetch(long held, long takeAt, BooleanSupplier closing) {
        fetched = Math.max(fetched, size);
        while (fetched < held && !closing.getAsBoolean()) {
            long to = Math.min(held, fetched + STEP_ENTRIES_MAX);
            fetched = payloads.fetch(reader.get(), fetched, to, held);
            if (fetched < to) {
                take(fetched);
                return OptionalLong.of(fetched);
            }
            takeIfDue(takeAt);
        }
        takeIfDue(takeAt);
        return OptionalLong.empty();
    }

    private void takeIfDue(long takeAt) {
        if (System.nanoTime() - takeAt >= 0) {
            take(fetched);
        }
    }

    private void take(long to) {
        long from = size;
        if (to <= from) {
            return;
        }
        steps(from, to, (leaves, at) -> leaves.forEach(noted::note));
        size = to;
        grown.accept(to);
        if (outgoing.awaits()) {
            steps(from, to, (leaves, at) -> outgoing.included(at, leaves, at + leaves.size()));
        }
    }

    private void steps(long from, long to, ObjLongConsumer<List<byte[]>> step) {
        for (long at = from; at < to; at += STEP_ENTRIES_MAX) {
            try (var entries = reader.get().entries(at, Math.min(to, at + STEP_ENTRIES_MAX))) {
                step.accept(entries.map(Leaf::bytes).toList(), at);
            }
        }
    }
}
