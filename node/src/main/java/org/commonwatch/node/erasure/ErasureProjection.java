package org.commonwatch.node.erasure;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.SqlText;

/** Orders to erase and who has carried them out. What they name is taken out of its rows by the projection that made them. */
@ApplicationScoped
class ErasureProjection implements Projection {
    @Override
    public String name() {
        return "erasure";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> tables() {
        return List.of("erased", "erasure", "erasure_receipt");
    }

    @Override
    public String schema() {
        return SqlText.resource("db/erasure.sql");
    }

    @Override
    public void apply(Applied entry, Db db) {
        switch (entry.command()) {
            case EraseOrder order -> applyOrder(entry.leaf(), order, db);
            case Erased receipt -> applyReceipt(entry.leaf(), receipt, db);
            case Object ofAnotherSlice -> {}
        }
    }

    private static void applyOrder(Leaf leaf, EraseOrder order, Db db) {
        int log = leaf.log().number();
        db.update(
                "INSERT INTO erasure VALUES (?,?,?,?,?)",
                log,
                leaf.index(),
                leaf.author(),
                order.reason().word(),
                Micros.of(leaf.at()));
        for (EraseOrder.Target target : order.targets()) {
            db.update(
                    "INSERT INTO erased VALUES (?,?,?,?)",
                    log,
                    target.entry(),
                    leaf.index(),
                    target.positions().stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
    }

    private static void applyReceipt(Leaf leaf, Erased receipt, Db db) {
        db.update(
                "INSERT INTO erasure_receipt VALUES (?,?,?,?,?)",
                leaf.log().number(),
                receipt.order(),
                leaf.author(),
                leaf.index(),
                Micros.of(leaf.at()));
    }

    /** Whether the author of a receipt has given one for the order before. */
    static boolean hasReceipt(Db db, Leaf leaf, long order) {
        return db.number(
                        "SELECT count(*) FROM erasure_receipt WHERE log = ? AND entry = ? AND member = ?",
                        leaf.log().number(),
                        order,
                        leaf.author())
                > 0;
    }
}
