package org.commonwatch.ledger.erase;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.statement.Statement;

/**
 * Which payloads of a log are ordered to be erased, told from its statements in order: an order holds for a payload of an
 * earlier entry when it is by the key that said it, or by the steward, who is whoever founded the log's community. Signatures
 * and lanes are the caller's to check. Memory: one small record a payload. One thread.
 */
public final class StandingOrders {
    /** The entry by which a community is founded; its author is the steward. */
    private static final String FOUNDING = "community.create";

    /** The entry by which the steward ends a membership, or a member its own: what it orders afterwards counts no more. */
    private static final String REMOVAL = "member.remove";

    private final Map<Long, Payload> payloads = new HashMap<>();
    private final Map<Long, List<Order>> orders = new HashMap<>();
    private final Set<String> removed = new HashSet<>();
    private Optional<KeyId> steward = Optional.empty();

    /**
     * What an entry commits to.
     *
     * @param author the key that signed it
     * @param statement its id, which names its payload
     */
    public record Payload(KeyId author, Digest statement, int objects) {}

    /**
     * An order that holds.
     *
     * @param entry that orders it
     * @param target what it says of the one payload
     */
    public record Order(long entry, EraseOrder.Target target) {}

    /** The next statement of the log, in log order. */
    public void add(long index, Digest id, Statement statement) {
        if (steward.isEmpty() && statement.draft().type().equals(FOUNDING)) {
            steward = Optional.of(statement.key());
        }
        if (statement.draft().type().equals(REMOVAL)) {
            String member = statement.draft().body().path("member").asText("");
            boolean leaves = member.equals(statement.draft().author());
            if (leaves || steward.equals(Optional.of(statement.key()))) {
                removed.add(member);
            }
        }
        statement
                .draft()
                .payload()
                .ifPresent(payload -> payloads.put(index, new Payload(statement.key(), id, payload.count())));
        EraseOrder.of(statement).ifPresent(order -> order.targets().forEach(target -> note(index, statement, target)));
    }

    private void note(long index, Statement statement, EraseOrder.Target target) {
        boolean speaks = !removed.contains(statement.draft().author());
        boolean holds = Optional.ofNullable(payloads.get(target.entry()))
                .filter(payload ->
                        payload.author().equals(statement.key()) || steward.equals(Optional.of(statement.key())))
                .filter(payload -> target.positions().stream().allMatch(position -> position < payload.objects()))
                .isPresent();
        if (speaks && holds) {
            orders.computeIfAbsent(target.entry(), entry -> new ArrayList<>()).add(new Order(index, target));
        }
    }

    /** Those that hold for the payload of an entry, oldest first. */
    public List<Order> of(long entry) {
        return List.copyOf(orders.getOrDefault(entry, List.of()));
    }

    /** Every entry whose payload is ordered to be erased, with what it commits to. */
    public Map<Long, Payload> ordered() {
        Map<Long, Payload> ordered = new HashMap<>();
        payloads.forEach((entry, payload) -> {
            if (orders.containsKey(entry)) {
                ordered.put(entry, payload);
            }
        });
        return ordered;
    }
}
