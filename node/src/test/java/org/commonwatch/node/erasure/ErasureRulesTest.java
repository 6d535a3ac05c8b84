package org.commonwatch.node.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.ledger.erase.EraseReason;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Log;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may have what erased, and who may say that it was, as a table. */
class ErasureRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Log LOG = new Log(3, "harbour", Space.COMMUNITY, "commonwatch/harbour/1");
    private static final Optional<String> STEWARD = Optional.of("port");

    private static final Map<Long, Leaf> BEFORE = Map.of(
            0L, leaf(0, "port", "community.create", 0),
            4L, leaf(4, "grid", "sharing.objects", 3),
            5L, leaf(5, "grid", "sharing.objects", ErasureRules.OBJECTS_MAX / 2),
            6L, leaf(6, "grid", "sharing.objects", ErasureRules.OBJECTS_MAX),
            7L, leaf(7, "grid", EraseOrder.TYPE, 0));

    private static Leaf leaf(long index, String author, String type, int objects) {
        return new Leaf(LOG, index, author, type, 1, NOW, NOW, objects);
    }

    record Row(String what, String by, List<EraseOrder.Target> targets, Optional<String> steward, String expected) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static List<EraseOrder.Target> all(long... entries) {
        return java.util.Arrays.stream(entries)
                .mapToObj(entry -> new EraseOrder.Target(entry, List.of()))
                .toList();
    }

    static Stream<Row> orders() {
        List<EraseOrder.Target> two = List.of(new EraseOrder.Target(4, List.of(0, 2)));
        List<EraseOrder.Target> beyond = List.of(new EraseOrder.Target(4, List.of(0, 3)));
        return Stream.of(
                new Row("the author erases what it said", "grid", all(4), STEWARD, ""),
                new Row("and objects of it", "grid", two, STEWARD, ""),
                new Row("the steward erases what a member said", "port", all(4), STEWARD, ""),
                new Row("another member does not", "hospital", all(4), STEWARD, "target-of-another"),
                new Row(
                        "where there is no steward only the author does",
                        "port",
                        all(4),
                        Optional.empty(),
                        "target-of-another"),
                new Row("nothing without a payload", "port", all(0), STEWARD, "target-unknown"),
                new Row("nothing that is not there", "grid", all(3), STEWARD, "target-unknown"),
                new Row("one wrong target spoils the order", "grid", all(3, 4), STEWARD, "target-unknown"),
                new Row("no object behind the last", "grid", beyond, STEWARD, "target-position"),
                new Row("as much as one order may", "grid", all(6), STEWARD, ""),
                new Row("and not more", "grid", all(5, 6), STEWARD, "erase-too-many"));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void judgesOrders(Row row) {
        Optional<Refusal> refusal = ErasureRules.order(
                new EraseOrder(EraseReason.OTHER, row.targets()),
                leaf(9, row.by(), EraseOrder.TYPE, 0),
                index -> Optional.ofNullable(BEFORE.get(index)),
                row.steward());
        assertEquals(row.expected(), refusal.map(Refusal::code).orElse(""));
    }

    record Receipt(String what, long order, boolean known, String expected) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Receipt> receipts() {
        return Stream.of(
                new Receipt("a member says that it has erased", 7, false, ""),
                new Receipt("once", 7, true, "receipt-known"),
                new Receipt("not about an entry of another kind", 4, false, "order-unknown"),
                new Receipt("not about what is not there", 8, false, "order-unknown"));
    }

    @ParameterizedTest
    @MethodSource("receipts")
    void judgesReceipts(Receipt row) {
        Optional<Refusal> refusal = ErasureRules.receipt(
                new Erased(row.order()), index -> Optional.ofNullable(BEFORE.get(index)), row.known());
        assertEquals(row.expected(), refusal.map(Refusal::code).orElse(""));
    }
}
