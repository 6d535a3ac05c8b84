package org.commonwatch.node.notify;

import java.time.Instant;
import java.util.List;
import org.commonwatch.node.matching.HitListener.Occasion;
import org.commonwatch.node.matching.HitNotice;
import org.commonwatch.stix.Tlp;

/**
 * What is said in one message, in no format yet.
 *
 * @param delivery by which the target knows it again
 * @param node where this node is reached
 * @param marking the most restrictive of all hits in it
 * @param hits those that are listed, in order
 */
record Message(
        String delivery,
        Form form,
        String channel,
        String node,
        Instant made,
        Tlp marking,
        List<Told> hits,
        Totals totals) {
    Message {
        hits = List.copyOf(hits);
    }

    /** @param link to the hit's page */
    record Told(HitNotice notice, Occasion occasion, String link) {}

    /**
     * Over all hits that the gate let through, listed or not.
     *
     * @param values distinct indicators
     * @param assets distinct own assets
     * @param beyond hits that found no room before the message was made
     */
    record Totals(
            long hits, long lines, long allowed, long blocked, long unknown, long values, long assets, long beyond) {}

    /** Hits that are counted and not listed. */
    long notListed() {
        return totals.hits() - hits.size();
    }
}
