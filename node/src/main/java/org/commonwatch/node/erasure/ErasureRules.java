package org.commonwatch.node.erasure;

import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Leaves;

/** When an order to erase, or the word that it was done, is void. Pure; reads leaves, and who the steward is. */
final class ErasureRules {
    /** Objects of one order: erasing them is one transaction of every node. */
    static final int OBJECTS_MAX = 50_000;

    private ErasureRules() {}

    /** Who said something may have it erased, and so may the steward; nobody else, and only what is there. */
    static Optional<Refusal> order(EraseOrder order, Leaf leaf, Leaves before, Optional<String> steward) {
        long objects = 0;
        for (EraseOrder.Target target : order.targets()) {
            Optional<Leaf> found = before.applied(target.entry()).filter(entry -> entry.objects() > 0);
            if (found.isEmpty()) {
                return refuse("target-unknown", target, "No entry with a payload stands there before this one.");
            }
            Leaf entry = found.orElseThrow();
            boolean may = entry.author().equals(leaf.author()) || steward.equals(Optional.of(leaf.author()));
            if (!may) {
                return refuse("target-of-another", target, "Only its author or the steward may have it erased.");
            }
            if (target.positions().stream().anyMatch(position -> position >= entry.objects())) {
                return refuse("target-position", target, "The entry has only " + entry.objects() + " objects.");
            }
            objects += entry.objects();
        }
        return objects <= OBJECTS_MAX
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        "erase-too-many",
                        "/targets",
                        "One order erases from payloads of at most " + OBJECTS_MAX + " objects together.",
                        objects + " objects"));
    }

    /** One word a member, and only about an order that holds. */
    static Optional<Refusal> receipt(Erased receipt, Leaves before, boolean known) {
        boolean order = before.applied(receipt.order())
                .filter(entry -> entry.type().equals(EraseOrder.TYPE))
                .isPresent();
        if (!order) {
            return Optional.of(
                    Refusal.of("order-unknown", "/order", "No order to erase stands there before this one."));
        }
        return known
                ? Optional.of(Refusal.of("receipt-known", "/order", "This member has said so already."))
                : Optional.empty();
    }

    private static Optional<Refusal> refuse(String code, EraseOrder.Target target, String message) {
        return Optional.of(Refusal.of(code, "/targets", message, "entry " + target.entry()));
    }
}
