package org.commonwatch.node.erasure;

import java.util.List;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.ledger.erase.EraseReason;
import org.commonwatch.node.spine.EntryType;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Submission;

/** What the slice brings to a node that a test puts together by hand. */
public final class ErasureParts {
    private ErasureParts() {}

    public static List<EntryType<?>> types() {
        return List.of(new EraseEntry(), new ErasedEntry());
    }

    public static Projection projection() {
        return new ErasureProjection();
    }

    public static Submission order(Spine spine, Log log, List<EraseOrder.Target> targets) {
        return spine.submit(
                log,
                EraseOrder.TYPE,
                EraseOrder.VERSION,
                new EraseOrder(EraseReason.MISTAKE, targets).body(),
                List.of());
    }
}
