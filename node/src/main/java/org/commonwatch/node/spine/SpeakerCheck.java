package org.commonwatch.node.spine;

import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.sequence.LogTime;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.Statement;

/** Whether an entry of a log was said by somebody who speaks in it, and for this log. */
final class SpeakerCheck {
    private final Log log;
    private final LogKeys keys;

    SpeakerCheck(Log log, LogKeys keys) {
        this.log = log;
        this.keys = keys;
    }

    /**
     * Empty when the statement was signed by who it says, for this log, and that author speaks in it.
     *
     * @param verifiedBefore whether only statements whose signatures hold have come into this log
     */
    Optional<Refusal> refusal(Envelope envelope, boolean verifiedBefore, Speakers speakers, Db db) {
        Statement statement = envelope.statement();
        if (!statement.draft().origin().equals(log.origin())) {
            return Optional.of(Refusal.of("origin", "/origin", "The statement is meant for another log."));
        }
        Optional<VerifyingKey> key = speaker(statement, speakers, db);
        if (key.isEmpty()) {
            return Optional.of(Refusal.of("author", "/author", "The key does not speak for this author here."));
        }
        return !verifiedBefore && !envelope.verify(key.orElseThrow())
                ? Optional.of(Refusal.of("signature-wrong", "", "The signature does not verify."))
                : Optional.empty();
    }

    private Optional<VerifyingKey> speaker(Statement statement, Speakers speakers, Db db) {
        if (statement.draft().type().equals(LogTime.TYPE)) {
            return keys.time(statement.key()).map(NoteKey::key).or(() -> speakers.timeKey(db, log, statement));
        }
        if (speakers.named(db, log)) {
            return speakers.key(db, log, statement);
        }
        NoteKey founder = keys.founder();
        boolean founded = statement.key().equals(founder.key().id())
                && statement.draft().author().equals(founder.name());
        return founded ? Optional.of(founder.key()) : Optional.empty();
    }
}
