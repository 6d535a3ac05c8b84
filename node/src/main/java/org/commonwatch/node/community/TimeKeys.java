package org.commonwatch.node.community;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.node.council.Councils;
import org.commonwatch.node.spine.Log;

/**
 * Who states the time of a log: its founder, and whoever is or was in its council as far as this node has read. Asked for every
 * entry while a log is fetched, so the tables are looked at now and then only; guarded by {@code this}.
 */
final class TimeKeys {
    /** A key that is known this much later is in time: its statements are remembered meanwhile. */
    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);

    private final Log log;
    private final KeyId founderId;
    private final NoteKey founder;
    private final Councils councils;
    private Map<KeyId, VerifyingKey> known = Map.of();
    private long readNanos;

    TimeKeys(Log log, NoteKey founder, Councils councils) {
        this.log = log;
        this.founder = founder;
        this.founderId = founder.key().id();
        this.councils = councils;
    }

    boolean isOne(KeyId key) {
        return of(key).isPresent();
    }

    synchronized Optional<VerifyingKey> of(KeyId key) {
        if (founderId.equals(key)) {
            return Optional.of(founder.key());
        }
        if (known.isEmpty() || System.nanoTime() - readNanos > KNOWN_FOR.toNanos()) {
            Map<KeyId, VerifyingKey> now = new HashMap<>();
            now.put(founderId, founder.key());
            councils.everSeated(log)
                    .forEach(seat -> now.put(seat.time().key().id(), seat.time().key()));
            known = now;
            readNanos = System.nanoTime();
        }
        return Optional.ofNullable(known.get(key));
    }
}
