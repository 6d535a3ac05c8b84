package org.commonwatch.node.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.erasure.Erasures;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.Items;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Entries.Entry;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Payloads;

/** Payload files on their way out: whole, and only when every object in them may go. */
@ApplicationScoped
public class ServedPayloads {
    private final Entries entries;
    private final Items items;
    private final Payloads payloads;
    private final Erasures erasures;

    @Inject
    ServedPayloads(Entries entries, Items items, Payloads payloads, Erasures erasures) {
        this.erasures = erasures;
        this.entries = entries;
        this.items = items;
        this.payloads = payloads;
    }

    /**
     * Whether the gate lets all of an entry's payload go. Of a sealed one it is asked about the entry alone: ciphertext says
     * nothing to who has no key, and must reach those who have.
     */
    boolean mayGo(Guarded<Entry> entry, Log log, Gate gate) {
        Optional<Entry> open = gate.open(entry);
        if (open.filter(found -> payloads.isSealed(log, found.statement())).isPresent()) {
            return true;
        }
        List<Guarded<Item>> objects =
                open.map(found -> items.ofEntry(log, found.leaf().index())).orElse(List.of());
        return open.isPresent() && gate.openAll(objects).size() == objects.size();
    }

    /** The payload file of an entry, if it is here and may go; not while an order to erase waits to be carried out. */
    public Optional<byte[]> file(Log log, long entry, Gate gate) {
        return entries.at(log, entry).flatMap(found -> file(found, log, gate));
    }

    /** As above. */
    Optional<byte[]> file(Guarded<Entry> entry, Log log, Gate gate) {
        return gate.open(entry)
                .filter(found -> !remains(log, found.leaf().index()))
                .filter(found -> mayGo(entry, log, gate))
                .flatMap(found -> payloads.file(log, found.statement()));
    }

    private boolean remains(Log log, long entry) {
        return erasures.on(log, entry).stream().anyMatch(order -> payloads.remains(log, entry, order.positions()));
    }
}
