package org.commonwatch.node.spine;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.payload.PayloadStore;

/**
 * Payloads that came with statements of others and lie here before anybody knows whether these become entries. When the log has
 * refused a statement each time that it came, its payload is taken back: otherwise a member could fill the disk with what
 * stands in no log, and what no order would ever erase. Guarded by its own lock.
 */
final class Arrivals {
    private final PayloadStore payloads;
    private final Map<Digest, Arriving> byStatement = new HashMap<>();

    /** A statement may come several times at once, and be refused only some of them. */
    private static final class Arriving {
        int underWay;
        boolean written;
        boolean kept;
    }

    Arrivals(PayloadStore payloads) {
        this.payloads = payloads;
    }

    synchronized void begin(Digest statement) {
        byStatement.computeIfAbsent(statement, any -> new Arriving()).underWay++;
    }

    /** Its payload was not here and is written now. */
    synchronized void writes(Digest statement) {
        byStatement.computeIfAbsent(statement, any -> new Arriving()).written = true;
    }

    /** @param maybeEntry whether the statement is an entry, or may be one */
    synchronized void end(Digest statement, boolean maybeEntry) {
        Arriving arriving = byStatement.computeIfAbsent(statement, any -> new Arriving());
        arriving.kept |= maybeEntry;
        if (--arriving.underWay <= 0) {
            byStatement.remove(statement);
            if (arriving.written && !arriving.kept) {
                payloads.discard(statement);
            }
        }
    }

    /** Whether the log said no, for certain. */
    static boolean isRefusal(Throwable fault) {
        if (fault instanceof CompletionException wrapped && wrapped.getCause() != null) {
            return isRefusal(wrapped.getCause());
        }
        return fault instanceof Refused;
    }
}
