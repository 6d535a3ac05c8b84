package org.commonwatch.node.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;

/** Who has shown an invitation and waits for the steward. The first to show one has it: the secret is good once. */
@ApplicationScoped
class Requests {
    private final SqliteStore local;

    @Inject
    Requests(@Local SqliteStore local) {
        this.local = local;
    }

    /** @param invitation also names the request */
    record Waiting(String invitation, Organisation organisation, Instant at) {}

    void note(Log log, String invitation, Organisation organisation, Instant now) throws Refused {
        String body = organisation.body().toString();
        boolean first = local.write(db -> {
            db.update(
                    "INSERT INTO admission_request VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
                    log.name(),
                    invitation,
                    body,
                    Micros.of(now));
            return db.number(
                            "SELECT count(*) FROM admission_request WHERE log = ? AND invitation = ? AND body = ?",
                            log.name(),
                            invitation,
                            body)
                    > 0;
        });
        if (!first) {
            throw Refusal.of(
                            "invitation-used", "", "Somebody else has shown this invitation and waits for the steward.")
                    .toException();
        }
    }

    List<Waiting> all(Log log) {
        return local.read(db -> db.query(
                "SELECT invitation, body, at FROM admission_request WHERE log = ? ORDER BY at",
                row -> new Waiting(row.getString(1), read(row.getString(2)), Micros.toInstant(row.getLong(3))),
                log.name()));
    }

    Optional<Organisation> of(Log log, String invitation) {
        return all(log).stream()
                .filter(waiting -> waiting.invitation().equals(invitation))
                .map(Waiting::organisation)
                .findFirst();
    }

    void forget(Log log, String invitation) {
        local.write(db -> db.update(
                        "DELETE FROM admission_request WHERE log = ? AND invitation = ?", log.name(), invitation)
                + db.update("DELETE FROM expected_key WHERE log = ? AND invitation = ?", log.name(), invitation)
                + db.update("DELETE FROM given_invitation WHERE log = ? AND invitation = ?", log.name(), invitation));
    }

    /** Keeps an invitation as it is given away, without its secret. */
    void gave(Log log, String invitation, String file) {
        local.write(db -> db.update("INSERT INTO given_invitation VALUES (?,?,?)", log.name(), invitation, file));
    }

    Optional<String> given(Log log, String invitation) {
        return local.read(db -> db.first(
                "SELECT file FROM given_invitation WHERE log = ? AND invitation = ?",
                row -> row.getString(1),
                log.name(),
                invitation));
    }

    void expect(Log log, String invitation, String fingerprint) {
        local.write(db -> db.update(
                "INSERT INTO expected_key VALUES (?,?,?) ON CONFLICT DO NOTHING", log.name(), invitation, fingerprint));
    }

    Optional<String> expected(Log log, String invitation) {
        return local.read(db -> db.first(
                "SELECT fingerprint FROM expected_key WHERE log = ? AND invitation = ?",
                row -> row.getString(1),
                log.name(),
                invitation));
    }

    private static Organisation read(String body) {
        try {
            return Organisation.ofMember(BoundedJson.parse(body.getBytes(StandardCharsets.UTF_8)));
        } catch (Refused e) {
            throw new IllegalStateException("a request that was taken no longer reads", e);
        }
    }
}
