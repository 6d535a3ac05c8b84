package org.commonwatch.node.sources;

import java.util.List;
import org.commonwatch.node.spine.Db;

/** The sender of messages that can send them again: hears which ones are safe. Called by the thread that takes them in. */
interface Deliveries {
    /** For senders that send once and forget. */
    Deliveries NOBODY = new Deliveries() {
        @Override
        public void keep(Db db, List<Delivery> deliveries) {}

        @Override
        public void done(List<Delivery> deliveries) {}
    };

    /** Part of the transaction that takes the messages in; called again when that one was rolled back. */
    void keep(Db db, List<Delivery> deliveries);

    /** After that commit; or after the messages were given up, which is counted elsewhere. */
    void done(List<Delivery> deliveries);
}
