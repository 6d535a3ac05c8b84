package org.commonwatch.node.community;

import java.time.Instant;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.sequence.LogTime;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;

/** What is kept in memory of the entries of a followed log: where the own lane stands, and the log's time. */
final class Noted {
    private final KeyId own;
    private volatile LanePosition lane = LanePosition.FIRST;
    private volatile Optional<Instant> logTime = Optional.empty();

    Noted(KeyId own) {
        this.own = own;
    }

    /** The next entry, on one thread. */
    void take(byte[] leaf) {
        try {
            Envelope envelope = Envelope.parse(leaf);
            if (envelope.statement().key().equals(own)
                    && envelope.statement().position().equals(lane)) {
                lane = lane.next(envelope.id());
            }
            logTime = LogTime.of(envelope.statement()).or(() -> logTime);
        } catch (Refused isVoid) {
            // It stands in the log and means nothing; replay says so.
            return;
        }
    }

    LanePosition next(KeyId key) {
        return key.equals(own) ? lane : LanePosition.FIRST;
    }

    Optional<Instant> logTime() {
        return logTime;
    }
}
