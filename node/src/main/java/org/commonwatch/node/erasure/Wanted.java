package org.commonwatch.node.erasure;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.sharing.Batches;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.Items;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Payloads;

/**
 * Which payloads and objects a request to erase means: every version and claim of an id by this organisation, in every log;
 * everything of one of its batches; or one entry, which is how a steward names another member's. An organisation cannot have
 * erased what another said, so that is left out and counted.
 */
@ApplicationScoped
class Wanted {
    private final Items items;
    private final Batches batches;
    private final Entries entries;
    private final Logs logs;
    private final Payloads payloads;
    private final Communities communities;
    private final String self;

    @Inject
    Wanted(
            Items items,
            Batches batches,
            Entries entries,
            Logs logs,
            Payloads payloads,
            Communities communities,
            Identity self) {
        this.items = items;
        this.batches = batches;
        this.entries = entries;
        this.logs = logs;
        this.payloads = payloads;
        this.communities = communities;
        this.self = self.name();
    }

    /**
     * What goes from one log.
     *
     * @param items whose rows this node has; an entry may have more objects
     * @param positions by entry; an empty set for all of its objects
     */
    record In(Log log, List<Item> items, SortedMap<Long, SortedSet<Integer>> positions) {}

    /** @param ofOthers claims by others, which stay */
    record Found(List<In> logs, int ofOthers) {}

    Found ids(List<String> ids, Gate gate) {
        List<Item> found = new ArrayList<>();
        ids.stream().distinct().forEach(id -> found.addAll(gate.openAll(items.claims(id))));
        return found(found, gate);
    }

    Found batch(String batch, Gate gate) {
        List<Item> found = new ArrayList<>();
        logs.all().forEach(log -> found.addAll(gate.openAll(batches.items(log, batch))));
        return found(found, gate);
    }

    /** @throws Refused when there is nothing to erase there, or it is not for this organisation to order */
    Found entry(Log log, long entry, List<Integer> positions, Gate gate) throws Refused {
        Optional<Leaf> leaf = leaf(log, entry, gate);
        if (leaf.isEmpty() || leaf.orElseThrow().objects() == 0) {
            throw Refusal.of("entry-without-payload", "/entry", "No applied entry with objects stands there.")
                    .toException();
        }
        boolean steward = communities
                .of(log)
                .filter(community -> community.steward().equals(self))
                .isPresent();
        if (!steward && !leaf.orElseThrow().author().equals(self)) {
            throw Refusal.of("target-of-another", "/entry", "Only its author or the steward may have it erased.")
                    .toException();
        }
        if (positions.stream()
                .anyMatch(position ->
                        position < 0 || position >= leaf.orElseThrow().objects())) {
            throw Refusal.of(
                            "target-position",
                            "/positions",
                            "The entry has only " + leaf.orElseThrow().objects() + " objects.")
                    .toException();
        }
        boolean all = positions.isEmpty() || isSealed(log, entry, gate);
        List<Item> here = gate.openAll(items.ofEntry(log, entry)).stream()
                .filter(item -> all || positions.contains(item.key().position()))
                .toList();
        SortedMap<Long, SortedSet<Integer>> wanted = new TreeMap<>();
        wanted.put(entry, new TreeSet<>(all ? List.of() : positions));
        return new Found(List.of(new In(log, here, wanted)), 0);
    }

    /** A sealed payload has no parts that could go by themselves (ADR 44). */
    private boolean isSealed(Log log, long entry, Gate gate) {
        return entries.at(log, entry)
                .flatMap(gate::open)
                .filter(found -> payloads.isSealed(log, found.statement()))
                .isPresent();
    }

    /** What lies with an object in a sealed payload goes too, so that whoever looks at the preview sees it. */
    private void wholeIfSealed(In in, Gate gate) {
        in.positions().forEach((entry, positions) -> {
            if (!positions.isEmpty() && isSealed(in.log(), entry, gate)) {
                gate.openAll(items.ofEntry(in.log(), entry)).stream()
                        .filter(item -> !positions.contains(item.key().position()))
                        .forEach(in.items()::add);
                positions.clear();
            }
        });
    }

    private Found found(List<Item> found, Gate gate) {
        Map<Integer, In> byLog = new LinkedHashMap<>();
        Map<Long, Optional<Leaf>> leaves = new LinkedHashMap<>();
        int ofOthers = 0;
        for (Item item : found) {
            Log log = logs.byNumber(item.key().log());
            long entry = item.key().entry();
            Optional<Leaf> leaf =
                    leaves.computeIfAbsent(new ItemKey(log.number(), entry, 0).toLong(), key -> leaf(log, entry, gate));
            if (log.space() == Space.SAMPLE) {
                continue;
            }
            if (leaf.filter(of -> of.author().equals(self)).isEmpty()) {
                ofOthers++;
                continue;
            }
            In in = byLog.computeIfAbsent(log.number(), number -> new In(log, new ArrayList<>(), new TreeMap<>()));
            in.items().add(item);
            in.positions()
                    .computeIfAbsent(entry, first -> new TreeSet<>())
                    .add(item.key().position());
        }
        byLog.values()
                .forEach(in -> in.positions()
                        .forEach((entry, positions) -> wholeIfAll(positions, objects(in.log(), entry, gate))));
        byLog.values().forEach(in -> wholeIfSealed(in, gate));
        return new Found(List.copyOf(byLog.values()), ofOthers);
    }

    /** With its last object a payload goes as a whole. */
    private static void wholeIfAll(SortedSet<Integer> positions, int objects) {
        if (positions.size() == objects) {
            positions.clear();
        }
    }

    private Optional<Leaf> leaf(Log log, long entry, Gate gate) {
        return entries.at(log, entry)
                .flatMap(gate::open)
                .filter(Entries.Entry::applied)
                .map(Entries.Entry::leaf);
    }

    /** Objects of an entry's payload, for the bound of one order. */
    int objects(Log log, long entry, Gate gate) {
        return leaf(log, entry, gate).map(Leaf::objects).orElse(0);
    }

    /** The targets of a log in orders that fit a leaf and keep to what one order may erase. */
    List<List<EraseOrder.Target>> orders(In in, Gate gate) {
        List<List<EraseOrder.Target>> orders = new ArrayList<>();
        List<EraseOrder.Target> order = new ArrayList<>();
        int positions = 0;
        long objects = 0;
        for (Map.Entry<Long, SortedSet<Integer>> each : in.positions().entrySet()) {
            List<Integer> all = List.copyOf(each.getValue());
            int held = objects(in.log(), each.getKey(), gate);
            int from = 0;
            do {
                List<Integer> some = all.subList(from, Math.min(all.size(), from + EraseOrder.POSITIONS_MAX));
                boolean full = order.size() == EraseOrder.TARGETS_MAX
                        || positions + some.size() > EraseOrder.POSITIONS_MAX
                        || objects + held > ErasureRules.OBJECTS_MAX;
                if ((full && !order.isEmpty()) || from > 0) {
                    orders.add(order);
                    order = new ArrayList<>();
                    positions = 0;
                    objects = 0;
                }
                order.add(new EraseOrder.Target(each.getKey(), some));
                positions += some.size();
                objects += held;
                from += some.size();
            } while (from < all.size());
        }
        orders.add(order);
        return orders;
    }
}
