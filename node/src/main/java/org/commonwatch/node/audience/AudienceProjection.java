package org.commonwatch.node.audience;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.node.membership.CertifiedKey;
import org.commonwatch.node.membership.KeyReason;
import org.commonwatch.node.membership.MembershipCommand;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.SqlText;

/** Audiences, their epochs, and who was handed which key. */
@ApplicationScoped
class AudienceProjection implements Projection {
    @Override
    public String name() {
        return "audience";
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public List<String> tables() {
        return List.of("audience_community", "audience_epoch", "audience_holder", "audience_member");
    }

    @Override
    public boolean ofLeaves() {
        return true;
    }

    @Override
    public String schema() {
        return SqlText.resource("db/audience.sql");
    }

    @Override
    public void apply(Applied entry, Db db) {
        Leaf leaf = entry.leaf();
        switch (entry.command()) {
            case MembershipCommand.Create create -> {
                db.update(
                        "INSERT INTO audience_community VALUES (?,?,?)",
                        leaf.log().number(),
                        create.name(),
                        leaf.author());
                member(create.founder(), leaf, db);
            }
            case MembershipCommand.Admit admit -> member(admit.member(), leaf, db);
            case MembershipCommand.Remove remove -> remove(remove.member(), leaf, db);
            case MembershipCommand.Succeed succeed ->
                db.update(
                        "UPDATE audience_community SET steward = ? WHERE log = ?",
                        leaf.author(),
                        leaf.log().number());
            case MembershipCommand.ChangeKeys change -> change(change.member(), change.reason(), leaf, db);
            case Rekey rekey -> rekey(rekey, leaf, db);
            case Object ofAnotherSlice -> {}
        }
    }

    private static void member(Organisation member, Leaf leaf, Db db) {
        db.update(
                "INSERT INTO audience_member VALUES (?,?,?,?,NULL)",
                leaf.log().number(),
                member.name(),
                member.encryption().map(CertifiedKey::suite).orElse(null),
                member.encryption().map(CertifiedKey::key).orElse(null));
    }

    /** Keys go to the new key from here on; what whoever has the old one can open is closed, if it is another. */
    private static void change(Organisation member, KeyReason reason, Leaf leaf, Db db) {
        int log = leaf.log().number();
        CertifiedKey now = member.encryption().orElseThrow();
        boolean other = db.number(
                        "SELECT count(*) FROM audience_member WHERE log = ? AND name = ? AND suite = ? AND key = ?",
                        log,
                        member.name(),
                        now.suite(),
                        now.key())
                == 0;
        db.update(
                "UPDATE audience_member SET suite = ?, key = ? WHERE log = ? AND name = ?",
                now.suite(),
                now.key(),
                log,
                member.name());
        if (other) {
            close(member.name(), leaf, db);
        }
        if (reason == KeyReason.LOST) {
            // It has not got them any more, and may be handed them again.
            db.update("DELETE FROM audience_holder WHERE log = ? AND member = ?", log, member.name());
        }
    }

    /** What somebody who left can open is closed to new entries from here on, until the key is renewed. */
    private static void remove(String member, Leaf leaf, Db db) {
        int log = leaf.log().number();
        db.update(
                "UPDATE audience_member SET removed = ? WHERE log = ? AND name = ? AND removed IS NULL",
                leaf.index(),
                log,
                member);
        close(member, leaf, db);
    }

    private static void close(String member, Leaf leaf, Db db) {
        int log = leaf.log().number();
        db.update(
                "UPDATE audience_epoch SET closed = ? WHERE log = ? AND closed IS NULL AND EXISTS (SELECT 1 FROM"
                        + " audience_holder h WHERE h.log = audience_epoch.log AND h.audience = audience_epoch.audience"
                        + " AND h.epoch = audience_epoch.epoch AND h.member = ?)",
                leaf.index(),
                log,
                member);
    }

    private static void rekey(Rekey rekey, Leaf leaf, Db db) {
        int log = leaf.log().number();
        db.update(
                "INSERT INTO audience_epoch VALUES (?,?,?,?,?,?,?,NULL)"
                        + " ON CONFLICT (log, audience, epoch) DO UPDATE SET version = excluded.version",
                log,
                rekey.audience(),
                rekey.epoch(),
                rekey.version(),
                rekey.commitment().toBytes(),
                leaf.author(),
                leaf.index());
        for (String member : rekey.members()) {
            db.update(
                    "INSERT OR IGNORE INTO audience_holder VALUES (?,?,?,?)",
                    log,
                    rekey.audience(),
                    rekey.epoch(),
                    member);
        }
    }
}
