package org.commonwatch.ledger.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.erase.StandingOrders;
import org.commonwatch.ledger.payload.ErasureMarker;
import org.commonwatch.ledger.payload.PayloadStore;

/**
 * Tells what was erased by an order of the log from what is merely lost, and names what an order wants erased and is here
 * still. One thread.
 */
final class Erasures {
    private final String origin;
    private final StandingOrders orders;
    private final Findings findings;
    private final Map<Long, Digest> looked = new TreeMap<>();
    private final List<String> done = new ArrayList<>();
    private final List<String> toDo = new ArrayList<>();
    private long count;

    Erasures(String origin, StandingOrders orders, Findings findings) {
        this.origin = origin;
        this.orders = orders;
        this.findings = findings;
    }

    /** The payload of this entry is gone, partly gone, or marked; judged when all orders are known. */
    void look(long index, Digest id) {
        looked.put(index, id);
    }

    void judge(PayloadStore payloads) {
        looked.forEach((index, id) -> judge(index, id, payloads));
        new TreeMap<>(orders.ordered()).forEach((index, payload) -> toDo(index, payload.statement(), payloads));
    }

    private void judge(long index, Digest id, PayloadStore payloads) {
        List<StandingOrders.Order> standing = orders.of(index);
        Optional<Damage> marker = payloads.inspectMarker(
                id, origin, standing.stream().map(StandingOrders.Order::entry).toList());
        if (marker.isPresent()) {
            findings.damage(marker.orElseThrow());
            return;
        }
        List<Integer> gone = payloads.state(id) == PayloadStore.State.PRESENT ? gone(id, payloads) : List.of();
        Optional<Integer> unordered = gone.stream()
                .filter(position ->
                        standing.stream().noneMatch(order -> order.target().covers(position)))
                .findFirst();
        if (unordered.isPresent()) {
            findings.damage(new Damage(
                    PayloadStore.path(id),
                    0,
                    1,
                    "object " + unordered.orElseThrow() + " is erased, and no order for it stands in the log"));
            return;
        }
        boolean whole = payloads.state(id) == PayloadStore.State.ERASED;
        if (whole || !gone.isEmpty()) {
            count++;
            note(done, words(index, gone) + ": erased by entry " + by(index, id, payloads));
        }
    }

    private void toDo(long index, Digest id, PayloadStore payloads) {
        if (payloads.state(id) != PayloadStore.State.PRESENT) {
            return;
        }
        for (StandingOrders.Order order : orders.of(index)) {
            List<Integer> positions = order.target().positions();
            if (!payloads.isErased(id, positions)) {
                note(toDo, words(index, positions) + ": to be erased by entry " + order.entry());
            }
        }
    }

    private static List<Integer> gone(Digest id, PayloadStore payloads) {
        try {
            return payloads.header(id).map(header -> header.erased()).orElse(List.of());
        } catch (Refused ofAnotherForm) {
            return List.of();
        }
    }

    private String by(long index, Digest id, PayloadStore payloads) {
        List<Long> standing =
                orders.of(index).stream().map(StandingOrders.Order::entry).toList();
        return payloads.marker(id).map(ErasureMarker::orders).orElse(standing).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }

    private static String words(long index, List<Integer> positions) {
        String places = positions.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return switch (positions.size()) {
            case 0 -> "payload of entry " + index;
            case 1 -> "object " + places + " of entry " + index;
            default -> "objects " + places + " of entry " + index;
        };
    }

    private static void note(List<String> words, String sentence) {
        if (words.size() < Verifier.DAMAGES_MAX) {
            words.add(sentence);
        }
    }

    /** Payloads that are gone, or objects of them. */
    long count() {
        return count;
    }

    List<String> done() {
        return done;
    }

    List<String> toDo() {
        return toDo;
    }
}
