package org.commonwatch.node.membership;

import io.quarkus.arc.All;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Speakers;

/** Whoever is a member at a place speaks there. */
@Singleton
class MemberSpeakers implements Speakers {
    private final List<Office> offices;

    @Inject
    MemberSpeakers(@All List<Office> offices) {
        this.offices = List.copyOf(offices);
    }

    private final Known<NoteKey> keys = new Known<>(NoteKey::parse);

    @Override
    public boolean named(Db db, Log log) {
        return new StandingRows(db, log).founded();
    }

    @Override
    public Optional<VerifyingKey> key(Db db, Log log, Statement statement) {
        Optional<String> key = db.first(
                "SELECT key FROM member WHERE log = ? AND name = ? AND removed IS NULL",
                row -> row.getString(1),
                log.number(),
                statement.draft().author());
        try {
            return key.isEmpty()
                    ? Optional.empty()
                    : Optional.of(keys.of(key.orElseThrow()).key())
                            .filter(known -> known.id().equals(statement.key()));
        } catch (Refused e) {
            throw new IllegalStateException("an admitted key no longer reads", e);
        }
    }

    @Override
    public Optional<VerifyingKey> timeKey(Db db, Log log, Statement statement) {
        return offices.stream()
                .flatMap(office -> office.timeKey(db, log, statement).stream())
                .findFirst();
    }
}
