package org.commonwatch.node.taxii;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The latest statuses, bounded by the ids they hold; the oldest are forgotten first. Guarded by its own lock. */
final class Statuses {
    /** Object ids kept in all statuses together: about 10 MB. */
    private static final int IDS_MAX = 100_000;

    private final Map<String, Status> byId = new HashMap<>();
    private final Deque<Status> oldestFirst = new ArrayDeque<>();
    private int ids;

    synchronized void keep(Status status) {
        byId.put(status.id().toString(), status);
        oldestFirst.addLast(status);
        ids += size(status);
        while (ids > IDS_MAX && oldestFirst.size() > 1) {
            Status oldest = oldestFirst.removeFirst();
            byId.remove(oldest.id().toString());
            ids -= size(oldest);
        }
    }

    synchronized Optional<Status> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    private static int size(Status status) {
        return 1 + status.successes().size() + status.failures().size();
    }
}
