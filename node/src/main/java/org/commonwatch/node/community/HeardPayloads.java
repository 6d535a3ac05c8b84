package org.commonwatch.node.community;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Digest;

/**
 * Payload files that came with announcements, until the entries that commit to them are verified. Bounded: the oldest go first,
 * and are fetched. Safe from many threads.
 */
final class HeardPayloads {
    /** Some seconds of a busy log. */
    private static final int BYTES_MAX = 4 * 1024 * 1024;

    private final Map<Digest, byte[]> files = new LinkedHashMap<>();
    private int bytes;

    synchronized void put(Digest statement, byte[] file) {
        take(statement);
        files.put(statement, file);
        bytes += file.length;
        while (bytes > BYTES_MAX) {
            take(files.keySet().iterator().next());
        }
    }

    synchronized Optional<byte[]> take(Digest statement) {
        Optional<byte[]> file = Optional.ofNullable(files.remove(statement));
        bytes -= file.map(one -> one.length).orElse(0);
        return file;
    }

    synchronized boolean isEmpty() {
        return files.isEmpty();
    }
}
