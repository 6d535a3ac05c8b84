package org.commonwatch.node.spine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.ledger.payload.PayloadHeader;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.stix.StixObject;

/** What orders of one log want erased, and erasing it from that log's payload files. No state of its own. */
final class LogErasing {
    private final Log log;
    private final LogReader reader;
    private final PayloadStore payloads;
    private final HeldPayloads held;

    LogErasing(Log log, LogReader reader, PayloadStore payloads, HeldPayloads held) {
        this.log = log;
        this.reader = reader;
        this.payloads = payloads;
        this.held = held;
    }

    /** The order that an applied entry is. */
    EraseOrder order(long entry) {
        return EraseOrder.of(envelope(entry).statement()).orElseThrow();
    }

    /**
     * The objects of an entry that go when those at {@code positions} are to be erased; empty for all. All go with a
     * definition of a marking, since what it marks would be as open as the unmarked; where the file has no parts that can go
     * by themselves; and where it is gone already.
     */
    List<Integer> wanted(EraseOrder.Target target) {
        Digest statement = statement(target.entry());
        if (target.whole() || payloads.state(statement) == PayloadStore.State.ERASED) {
            return List.of();
        }
        try {
            Optional<PayloadHeader> header = payloads.header(statement);
            for (int position : target.positions()) {
                if (header.isPresent() && marks(statement, header.orElseThrow(), position)) {
                    return List.of();
                }
            }
            return target.positions();
        } catch (Refused ofAnotherForm) {
            return List.of();
        }
    }

    private boolean marks(Digest statement, PayloadHeader header, int position) throws Refused {
        if (position >= header.count() || header.erased(position)) {
            return false;
        }
        byte[] object = payloads.read(statement, header.offset(position), header.length(position))
                .orElse(new byte[0]);
        return object.length > 0 && StixObject.parse(object).type().equals("marking-definition");
    }

    /** Whether something that an order names is still in the files. */
    boolean remains(EraseOrder order) {
        return order.targets().stream().anyMatch(this::remains);
    }

    boolean remains(EraseOrder.Target target) {
        return !payloads.isErased(statement(target.entry()), target.positions());
    }

    /** Takes what an order names off the disk, and out of memory. */
    void erase(long entry, EraseOrder order) {
        for (EraseOrder.Target target : order.targets()) {
            Digest statement = statement(target.entry());
            held.forget(statement);
            payloads.erase(statement, log.origin(), entry, wanted(target));
        }
    }

    private Digest statement(long entry) {
        return envelope(entry).id();
    }

    private Envelope envelope(long entry) {
        try (Stream<Leaf> leaves = reader.entries(entry, entry + 1)) {
            return Envelope.parse(leaves.findFirst().orElseThrow().bytes());
        } catch (Refused e) {
            throw new IllegalStateException("entry " + entry + " was applied and is no statement", e);
        }
    }
}
