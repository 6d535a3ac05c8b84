package org.commonwatch.node.community;

import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.ledger.erase.StandingOrders;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogReader;

/**
 * Orders to erase that stand further on in a log than its payloads are fetched: who joins late meets an order long after the
 * payload that it took, which nobody has any more. Reads each entry once; remembers orders and what they name, not every
 * payload. Guarded by its own lock.
 */
final class OrdersAhead {
    private final StandingOrders orders = new StandingOrders();
    private long heard;

    /** Whether the payload of an entry is erased as a whole by an order among the first {@code end} entries. */
    synchronized boolean takes(long entry, LogReader reader, long end) {
        hearUpTo(end, reader);
        return orders.of(entry).stream().anyMatch(order -> order.target().whole());
    }

    /** Whether all that a file lacks is erased by such orders: somebody who has something to hide may offer less. */
    synchronized boolean explains(byte[] file, long entry, LogReader reader, long end) {
        hearUpTo(end, reader);
        try {
            return PayloadStore.erasedIn(file).stream()
                    .allMatch(position -> orders.of(entry).stream()
                            .anyMatch(order -> order.target().covers(position)));
        } catch (Refused damaged) {
            return false;
        }
    }

    private void hearUpTo(long end, LogReader reader) {
        if (heard < end) {
            try (var entries = reader.entries(heard, end)) {
                entries.forEach(leaf -> {
                    hear(leaf, reader);
                    heard = leaf.index() + 1;
                });
            }
        }
    }

    private void hear(Leaf leaf, LogReader reader) {
        Optional<Envelope> envelope = parsed(leaf);
        if (envelope.isEmpty()) {
            return;
        }
        Optional<EraseOrder> order = EraseOrder.of(envelope.orElseThrow().statement());
        order.stream()
                .flatMap(one -> one.targets().stream())
                .filter(target -> target.entry() < leaf.index())
                .forEach(target -> add(reader.entry(target.entry())));
        boolean bare = envelope.orElseThrow().statement().draft().payload().isEmpty();
        if (bare || order.isPresent()) {
            add(leaf);
        }
    }

    private void add(Leaf leaf) {
        parsed(leaf).ifPresent(envelope -> orders.add(leaf.index(), envelope.id(), envelope.statement()));
    }

    private static Optional<Envelope> parsed(Leaf leaf) {
        try {
            return Optional.of(Envelope.parse(leaf.bytes()));
        } catch (Refused isVoid) {
            return Optional.empty();
        }
    }
}
