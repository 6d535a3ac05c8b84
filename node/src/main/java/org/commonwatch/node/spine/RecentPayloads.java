package org.commonwatch.node.spine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Digest;

/**
 * Objects this node has just read and is about to replay, so that they are not parsed twice. A cache and nothing more:
 * whatever is not here is read from the payload file. Guarded by its own lock.
 */
final class RecentPayloads {
    /** Bytes of JSON held; as trees they take about eight times that. */
    private static final long BYTES_MAX = 4L * 1024 * 1024;

    private final Map<Digest, List<PayloadObject>> byStatement = new HashMap<>();
    private long bytes;

    synchronized void put(Digest statement, List<PayloadObject> objects) {
        long size = size(objects);
        if (bytes + size <= BYTES_MAX && byStatement.putIfAbsent(statement, objects) == null) {
            bytes += size;
        }
    }

    /** The objects, which are then forgotten. */
    synchronized Optional<List<PayloadObject>> take(Digest statement) {
        Optional<List<PayloadObject>> taken = Optional.ofNullable(byStatement.remove(statement));
        taken.ifPresent(objects -> bytes -= size(objects));
        return taken;
    }

    synchronized void forget(Digest statement) {
        Optional.ofNullable(byStatement.remove(statement)).ifPresent(objects -> bytes -= size(objects));
    }

    private static long size(List<PayloadObject> objects) {
        return objects.stream()
                .mapToLong(object -> object.stix().bytes().length)
                .sum();
    }
}
