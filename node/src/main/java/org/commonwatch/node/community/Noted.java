package org.commonwatch.node.community;

import java.time.Instant;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.sequence.LogTime;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.statement.Statement;

/** What was noted of the entries of a followed log, in their order: where the own lane stands, and the log's time. */
final class Noted {
    private volatile KeyId own;
    private volatile LanePosition lane = LanePosition.FIRST;
    private volatile Optional<Instant> logTime = Optional.empty();

    Noted(KeyId own) {
        this.own = own;
    }

    /** The lane is another key's from here on, which has said nothing yet. */
    void speaksAs(KeyId key) {
        lane = LanePosition.FIRST;
        own = key;
    }

    void note(byte[] leaf) {
        noteLane(leaf).flatMap(LogTime::of).ifPresent(time -> logTime = Optional.of(time));
    }

    /** The own lane alone; empty when the entry is void: then it stands in the log and means nothing, as replay says. */
    Optional<Statement> noteLane(byte[] leaf) {
        try {
            Envelope envelope = Envelope.parse(leaf);
            if (envelope.statement().key().equals(own)
                    && envelope.statement().position().equals(lane)) {
                lane = lane.next(envelope.id());
            }
            return Optional.of(envelope.statement());
        } catch (Refused isVoid) {
            return Optional.empty();
        }
    }

    /** Where the next statement of a key stands; only the own lane is kept. */
    LanePosition next(KeyId key) {
        return key.equals(own) ? lane : LanePosition.FIRST;
    }

    Optional<Instant> logTime() {
        return logTime;
    }
}
