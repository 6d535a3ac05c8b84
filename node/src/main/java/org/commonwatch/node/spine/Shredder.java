package org.commonwatch.node.spine;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.ledger.erase.EraseOrder;

/**
 * Takes what orders name off this node. Their rows left {@code index.db} in the transaction that applied the order; what is
 * left are the payload files, words that a trailing projection took in meanwhile, caches, and bytes in pages that SQLite freed.
 * Order: payload files; rows of trailing projections; caches and derived files; {@code index.db} written anew. Idempotent, so that whoever
 * was interrupted begins again. For platform threads.
 */
@ApplicationScoped
public class Shredder {
    private final Logs logs;
    private final SqliteStore index;
    private final List<Projection> projections;
    private final List<KeepsObjects> keepers;

    @Inject
    Shredder(Logs logs, @Index SqliteStore index, @All List<Projection> projections, @All List<KeepsObjects> keepers) {
        this.logs = logs;
        this.index = index;
        this.projections = List.copyOf(projections);
        this.keepers = List.copyOf(keepers);
    }

    /** An order that was applied. */
    public record Applied(Log log, long entry) {}

    /** Whether something that an order names is still in payload files, for instance because a backup brought it back. */
    public boolean remains(Applied order) {
        LogErasing log = logs.hosted(order.log().number()).erasing();
        return log.remains(log.order(order.entry()));
    }

    /**
     * Returns when nothing that the orders name is left in the home folder or in memory that lasts.
     *
     * @throws TooBusy when readers held on to something; begin again
     */
    public void shred(List<Applied> orders) {
        List<Long> keys = new ArrayList<>();
        for (Applied each : orders) {
            HostedLog log = logs.hosted(each.log().number());
            EraseOrder order = log.erasing().order(each.entry());
            keys.addAll(index.read(db -> ErasedKeys.of(db, log, order)));
            log.erasing().erase(each.entry(), order);
        }
        index.write(db -> {
            projections.stream()
                    .filter(projection -> projection.pace() == Projection.Pace.TRAILING)
                    .forEach(projection -> projection.erase(keys, db));
            projections.forEach(projection -> projection.scrub(db));
            return true;
        });
        keepers.forEach(keeper -> keeper.forget(keys));
        index.purge();
    }
}
