package org.commonwatch.node.membership;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Micros;

/** The state of a community in the tables of {@link MembershipProjection}. */
final class StandingRows implements Standing {
    private final Db db;
    private final int log;

    StandingRows(Db db, Log log) {
        this.db = db;
        this.log = log.number();
    }

    @Override
    public boolean founded() {
        return db.number("SELECT count(*) FROM community WHERE log = ?", log) > 0;
    }

    @Override
    public Optional<String> steward() {
        return db.first("SELECT steward FROM community WHERE log = ?", row -> row.getString(1), log);
    }

    @Override
    public boolean isMember(String name) {
        return db.number("SELECT count(*) FROM member WHERE log = ? AND name = ? AND removed IS NULL", log, name) > 0;
    }

    @Override
    public boolean wasMember(String name) {
        return db.number("SELECT count(*) FROM member WHERE log = ? AND name = ?", log, name) > 0;
    }

    @Override
    public int members() {
        return (int) db.number("SELECT count(*) FROM member WHERE log = ? AND removed IS NULL", log);
    }

    @Override
    public Optional<Organisation> member(String name) {
        return db.first(
                "SELECT body FROM member WHERE log = ? AND name = ? AND removed IS NULL",
                row -> organisation(row.getString(1)),
                log,
                name);
    }

    /** As it stands in the tables. */
    static Organisation organisation(String body) {
        try {
            return Organisation.ofMember(BoundedJson.parse(body.getBytes(StandardCharsets.UTF_8)));
        } catch (Refused e) {
            throw new IllegalStateException("an admitted member no longer reads", e);
        }
    }

    @Override
    public boolean keyKnown(String key) {
        return db.number("SELECT count(*) FROM member_key WHERE log = ? AND key = ?", log, key) > 0;
    }

    @Override
    public int keys(String member) {
        return (int) db.number("SELECT count(*) FROM member_key WHERE log = ? AND member = ?", log, member);
    }

    @Override
    public Optional<Invitation> invitation(String id) {
        return db.first(
                "SELECT expires, used IS NOT NULL, revoked IS NOT NULL FROM invitation WHERE log = ? AND id = ?",
                row -> new Invitation(Micros.toInstant(row.getLong(1)), row.getInt(2) != 0, row.getInt(3) != 0),
                log,
                id);
    }

    @Override
    public int openInvitations() {
        return (int)
                db.number("SELECT count(*) FROM invitation WHERE log = ? AND used IS NULL AND revoked IS NULL", log);
    }

    @Override
    public Charter charter() {
        return Communities.charter(db.first("SELECT quorum FROM community WHERE log = ?", row -> row.getString(1), log)
                .orElseThrow());
    }

    @Override
    public Optional<String> policy() {
        return db.first(
                "SELECT policy FROM community WHERE log = ? AND policy IS NOT NULL", row -> row.getString(1), log);
    }

    @Override
    public Map<String, List<String>> cosigners() {
        Map<String, List<String>> keys = new HashMap<>();
        db.query(
                        "SELECT name, cosigner FROM member WHERE log = ? AND removed IS NULL AND cosigner IS NOT NULL",
                        row -> Map.entry(row.getString(1), List.of(row.getString(2))),
                        log)
                .forEach(one -> keys.put(one.getKey(), one.getValue()));
        return keys;
    }

    @Override
    public boolean cosignerKnown(String key) {
        return db.number("SELECT count(*) FROM cosigner_key WHERE log = ? AND key = ?", log, key) > 0;
    }

    @Override
    public long epoch() {
        return db.number("SELECT epoch FROM community WHERE log = ?", log);
    }
}
