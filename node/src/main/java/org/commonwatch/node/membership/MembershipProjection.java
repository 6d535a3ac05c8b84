package org.commonwatch.node.membership;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.commonwatch.node.membership.MembershipCommand.Admit;
import org.commonwatch.node.membership.MembershipCommand.ChangeKeys;
import org.commonwatch.node.membership.MembershipCommand.Create;
import org.commonwatch.node.membership.MembershipCommand.Invite;
import org.commonwatch.node.membership.MembershipCommand.Remove;
import org.commonwatch.node.membership.MembershipCommand.RevokeInvitation;
import org.commonwatch.node.membership.MembershipCommand.SetCosigner;
import org.commonwatch.node.membership.MembershipCommand.SetPolicy;
import org.commonwatch.node.membership.MembershipCommand.Succeed;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.SqlText;

/** Communities, their members and invitations. */
@ApplicationScoped
class MembershipProjection implements Projection {
    @Override
    public String name() {
        return "membership";
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public List<String> tables() {
        return List.of("community", "cosigner_key", "invitation", "member", "member_key");
    }

    @Override
    public boolean ofLeaves() {
        return true;
    }

    @Override
    public String schema() {
        return SqlText.resource("db/membership.sql");
    }

    @Override
    public void apply(Applied entry, Db db) {
        if (entry.command() instanceof MembershipCommand command) {
            apply(command, entry.leaf(), db);
        }
    }

    private static void apply(MembershipCommand command, Leaf leaf, Db db) {
        int log = leaf.log().number();
        switch (command) {
            case Create create -> {
                db.update(
                        "INSERT INTO community VALUES (?,?,?,?,?,NULL,1)",
                        log,
                        create.name(),
                        create.charter().quorum().word(),
                        leaf.author(),
                        leaf.index());
                member(create.founder(), leaf, db);
            }
            case Invite invite ->
                db.update(
                        "INSERT INTO invitation VALUES (?,?,?,?,?,NULL,NULL)",
                        log,
                        invite.id(),
                        invite.secret().toBytes(),
                        Micros.of(invite.expires()),
                        leaf.index());
            case RevokeInvitation revoke ->
                db.update(
                        "UPDATE invitation SET revoked = coalesce(revoked, ?) WHERE log = ? AND id = ?",
                        leaf.index(),
                        log,
                        revoke.id());
            case Admit admit -> {
                db.update(
                        "UPDATE invitation SET used = ? WHERE log = ? AND id = ?",
                        leaf.index(),
                        log,
                        admit.invitation());
                member(admit.member(), leaf, db);
            }
            case Remove remove ->
                db.update(
                        "UPDATE member SET removed = ?, reason = ? WHERE log = ? AND name = ?",
                        leaf.index(),
                        remove.reason(),
                        log,
                        remove.member());
            case Succeed succeed -> succeed(succeed, leaf, db);
            case SetCosigner own -> cosigner(log, leaf.author(), own.cosigner(), db);
            case ChangeKeys change -> {
                Organisation changed = change.member();
                cosigner(change.member(), log, db);
                db.update(
                        "UPDATE member_key SET until = ?, reason = ? WHERE log = ? AND member = ? AND until IS NULL",
                        leaf.index(),
                        change.reason().word(),
                        log,
                        changed.name());
                db.update(
                        "UPDATE member SET key = ?, body = ? WHERE log = ? AND name = ?",
                        changed.key().text(),
                        changed.body().toString(),
                        log,
                        changed.name());
                key(changed, leaf, db);
            }
            case SetPolicy policy -> db.update("UPDATE community SET policy = ? WHERE log = ?", policy.policy(), log);
        }
    }

    /** The terms say who cosigns, with keys that are all new; every other member has none until it says one. */
    private static void succeed(Succeed succeed, Leaf leaf, Db db) {
        int log = leaf.log().number();
        db.update(
                "UPDATE community SET steward = ?, policy = ?, epoch = ? WHERE log = ?",
                leaf.author(),
                succeed.policy(),
                succeed.epoch(),
                log);
        db.update("UPDATE member SET cosigner = NULL WHERE log = ?", log);
        for (Map.Entry<String, String> cosigner : succeed.cosigners().entrySet()) {
            cosigner(log, cosigner.getKey(), cosigner.getValue(), db);
        }
    }

    private static void cosigner(int log, String member, String key, Db db) {
        db.update("UPDATE member SET cosigner = ? WHERE log = ? AND name = ?", key, log, member);
        db.update("INSERT INTO cosigner_key VALUES (?,?,?) ON CONFLICT DO NOTHING", log, key, member);
    }

    /** Who brings other cosigner keys has lost those that it had; who brings the same cosigns with what it cosigns with now. */
    private static void cosigner(Organisation changed, int log, Db db) {
        List<String> before = db.first(
                        "SELECT body FROM member WHERE log = ? AND name = ?",
                        row -> StandingRows.organisation(row.getString(1)).witnesses(),
                        log,
                        changed.name())
                .orElse(List.of());
        if (!changed.witnesses().equals(before) && !changed.witnesses().isEmpty()) {
            cosigner(log, changed.name(), changed.witnesses().getFirst(), db);
        }
    }

    private static void member(Organisation member, Leaf leaf, Db db) {
        db.update(
                "INSERT INTO member VALUES (?,?,?,?,?,?,?,NULL,NULL,NULL)",
                leaf.log().number(),
                member.name(),
                member.key().text(),
                member.title(),
                member.kind().word(),
                member.body().toString(),
                leaf.index());
        key(member, leaf, db);
        if (!member.witnesses().isEmpty()) {
            cosigner(leaf.log().number(), member.name(), member.witnesses().getFirst(), db);
        }
    }

    private static void key(Organisation member, Leaf leaf, Db db) {
        db.update(
                "INSERT INTO member_key VALUES (?,?,?,?,NULL,NULL)",
                leaf.log().number(),
                member.key().text(),
                member.name(),
                leaf.index());
    }
}
