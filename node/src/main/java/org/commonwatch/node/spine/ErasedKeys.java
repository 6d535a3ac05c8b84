package org.commonwatch.node.spine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.commonwatch.ledger.erase.EraseOrder;

/** The keys of objects that an order names, and how statements of SQL take them. */
public final class ErasedKeys {
    private ErasedKeys() {}

    /**
     * Every key of an order that holds, ascending: at most as many as its rule allows. A marking that was defined in a payload
     * takes all of it along, see {@link LogErasing#wanted}.
     */
    static List<Long> of(Db db, HostedLog log, EraseOrder order) {
        List<Long> keys = new ArrayList<>();
        for (EraseOrder.Target target : order.targets()) {
            int objects = EntryRows.applied(db, log.log(), target.entry())
                    .map(Leaf::objects)
                    .orElse(0);
            List<Integer> wanted = log.erasing().wanted(target);
            IntStream positions = wanted.isEmpty()
                    ? IntStream.range(0, objects)
                    : wanted.stream().mapToInt(Integer::intValue);
            positions.forEach(position -> keys.add(new ItemKey(log.log().number(), target.entry(), position).toLong()));
        }
        return keys;
    }

    /** A parameter for {@code IN (SELECT value FROM json_each(?))}: one pass over a table, however many keys there are. */
    public static String json(List<Long> keys) {
        return keys.toString();
    }
}
