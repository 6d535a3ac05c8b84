package org.commonwatch.node.notify;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/**
 * Whether the index knows everything it has known before. While it is made anew a recall may not have been read yet, and what
 * leaves cannot be called back: so nothing leaves.
 */
final class Replayed implements BooleanSupplier {
    private final Logs logs;
    private final Entries entries;

    /** Entries that the index has had applied, by log. */
    private final Map<Log, Long> most = new ConcurrentHashMap<>();

    /** Whatever stands in a log when the node starts must be read before anything is told. */
    Replayed(Logs logs, Entries entries) {
        this.logs = logs;
        this.entries = entries;
        logs.all().forEach(log -> most.put(log, size(log)));
    }

    @Override
    public boolean getAsBoolean() {
        return logs.all().stream().allMatch(this::isReplayed);
    }

    private boolean isReplayed(Log log) {
        long applied = entries.applied(log);
        long before = most.merge(log, applied, Math::max);
        // A log that was deleted and made again is shorter than it was.
        return applied >= before || applied >= size(log);
    }

    private long size(Log log) {
        return logs.reader(log).size();
    }
}
