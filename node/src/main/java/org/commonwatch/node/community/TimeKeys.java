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
import org.commonwatch.node.spine.LogKeys;

/**
 * Who states the time of a log: who orders it alone or did in an epoch before, and whoever is or was in its council as far as
 * this node has read. Asked for every entry while a log is fetched, so the tables are looked at now and then only; guarded by
 * {@code this}.
 */
final class TimeKeys {
    /** A key that is known this much later is in time: its statements are remembered meanwhile. */
    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);

    private final Log log;
    private final LogKeys keys;
    private final Councils councils;
    private Map<KeyId, VerifyingKey> known = Map.of();
    private boolean read;
    private long readNanos;

    TimeKeys(Log log, LogKeys keys, Councils councils) {
        this.log = log;
        this.keys = keys;
        this.councils = councils;
    }

    boolean isOne(KeyId key) {
        return of(key).isPresent();
    }

    synchronized Optional<VerifyingKey> of(KeyId key) {
        Optional<NoteKey> alone = keys.time(key);
        if (alone.isPresent()) {
            return alone.map(NoteKey::key);
        }
        if (!read || System.nanoTime() - readNanos > KNOWN_FOR.toNanos()) {
            Map<KeyId, VerifyingKey> now = new HashMap<>();
            councils.everSeated(log)
                    .forEach(seat -> now.put(seat.time().key().id(), seat.time().key()));
            known = now;
            read = true;
            readNanos = System.nanoTime();
        }
        return Optional.ofNullable(known.get(key));
    }
}
