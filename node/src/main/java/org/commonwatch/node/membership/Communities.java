package org.commonwatch.node.membership;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.KeyHandover;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;

/** What the applied entries say of communities. */
@ApplicationScoped
public class Communities {
    private static final String MEMBER = "SELECT body, admitted, removed, cosigner FROM member WHERE log = ?";

    private final SqliteStore index;
    private final Known<Organisation> organisations = new Known<>(StandingRows::organisation);

    @Inject
    Communities(@Index SqliteStore index) {
        this.index = index;
    }

    /**
     * A community.
     *
     * @param steward the founder's name, or of who orders the log after a succession
     * @param policy the latest that was stated, or of the terms that began the epoch, as C2SP tlog-policy text
     * @param epoch number of the log's epoch as far as its entries are applied, 1 for the founder's
     */
    public record Community(String name, Charter charter, String steward, Optional<String> policy, long epoch) {}

    /**
     * An organisation that is or was a member.
     *
     * @param admitted entry
     * @param removed entry; empty while it is a member
     * @param cosigner key with which it cosigns in the log's epoch, C2SP vkey; empty while it has said none
     */
    public record Member(Organisation organisation, long admitted, Optional<Long> removed, Optional<String> cosigner) {
        public boolean current() {
            return removed.isEmpty();
        }
    }

    /** An invitation that is in the log. */
    public record Invitation(String id, Digest secret, Instant expires, boolean used, boolean revoked) {
        public boolean open() {
            return !used && !revoked;
        }
    }

    public Optional<Community> of(Log log) {
        return index.read(db -> db.first(
                "SELECT name, quorum, steward, policy, epoch FROM community WHERE log = ?",
                row -> new Community(
                        row.getString(1),
                        charter(row.getString(2)),
                        row.getString(3),
                        Optional.ofNullable(row.getString(4)),
                        row.getLong(5)),
                log.number()));
    }

    /** The first community with members; where there is none, the log that no other organisation reads. */
    public Log usual(Logs logs) {
        return logs.all().stream()
                .filter(log -> log.space() == Space.COMMUNITY && of(log).isPresent())
                .findFirst()
                .orElseGet(() -> logs.named(Logs.COMMUNITY).orElseThrow());
    }

    /** Everyone who is a member now, in the order of admission. */
    public List<Member> members(Log log) {
        return index.read(
                db -> db.query(MEMBER + " AND removed IS NULL ORDER BY admitted", this::member, log.number()));
    }

    /** A member now, by the name of its statements. */
    public Optional<Member> member(Log log, String name) {
        return index.read(
                db -> db.first(MEMBER + " AND name = ? AND removed IS NULL", this::member, log.number(), name));
    }

    /** A former member, as long as the policy that stands asks for its cosignature. */
    Optional<Member> leavingCosigner(Log log, String name) {
        boolean asked = of(log).flatMap(Community::policy)
                .filter(policy -> policy.contains("\nwitness " + name + " "))
                .isPresent();
        return asked
                ? index.read(db ->
                        db.first(MEMBER + " AND name = ? AND removed IS NOT NULL", this::member, log.number(), name))
                : Optional.empty();
    }

    /** The newest first. */
    public List<Invitation> invitations(Log log) {
        return index.read(db -> db.query(
                "SELECT id, secret, expires, used, revoked FROM invitation WHERE log = ? ORDER BY created DESC",
                Communities::invitation,
                log.number()));
    }

    public Optional<Invitation> invitation(Log log, String id) {
        return index.read(db -> db.first(
                "SELECT id, secret, expires, used, revoked FROM invitation WHERE log = ? AND id = ?",
                Communities::invitation,
                log.number(),
                id));
    }

    static Charter charter(String quorum) {
        try {
            return Charter.of(quorum);
        } catch (Refused e) {
            throw new IllegalStateException("an applied charter no longer reads", e);
        }
    }

    /**
     * A key that a member speaks or spoke with.
     *
     * @param key C2SP vkey
     * @param since entry
     * @param until entry from which on it counts no more; empty for the one in use
     * @param reason why it does not; empty for the one in use
     */
    public record MemberKey(String key, long since, Optional<Long> until, String reason) {}

    /** The newest first. */
    public List<MemberKey> keys(Log log, String member) {
        return index.read(db -> db.query(
                "SELECT key, since, until, reason FROM member_key WHERE log = ? AND member = ? ORDER BY since DESC",
                row -> new MemberKey(
                        row.getString(1),
                        row.getLong(2),
                        Optional.ofNullable((Number) row.getObject(3)).map(Number::longValue),
                        Optional.ofNullable(row.getString(4)).orElse("")),
                log.number(),
                member));
    }

    /**
     * How a key of a current or former member came from the one that gave its name.
     *
     * @return the keys before it, in order, each with its signature; none when it gave the name itself. Empty when nothing shows it,
     *     as after the steward replaced a key that was lost
     */
    public Optional<List<KeyHandover>> line(Log log, NoteKey key) {
        if (key.key().id().ownerName().equals(key.name())) {
            return Optional.of(List.of());
        }
        return index.read(db -> db.first(MEMBER + " AND name = ?", this::member, log.number(), key.name()))
                .map(Member::organisation)
                .flatMap(known -> known.line().flatMap(line -> line.upTo(key, known.key())));
    }

    private Member member(ResultSet row) throws SQLException {
        try {
            Organisation organisation = organisations.of(row.getString(1));
            Optional<Long> removed =
                    Optional.ofNullable((Number) row.getObject(3)).map(Number::longValue);
            return new Member(organisation, row.getLong(2), removed, Optional.ofNullable(row.getString(4)));
        } catch (Refused e) {
            throw new IllegalStateException("an admitted member no longer reads", e);
        }
    }

    private static Invitation invitation(ResultSet row) throws SQLException {
        boolean used = row.getObject(4) != null;
        boolean revoked = row.getObject(5) != null;
        return new Invitation(
                row.getString(1), Digest.fromBytes(row.getBytes(2)), Micros.toInstant(row.getLong(3)), used, revoked);
    }
}
