package org.commonwatch.node.council;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.node.council.CouncilCommand.NameCouncil;
import org.commonwatch.node.council.CouncilCommand.OfferSeat;
import org.commonwatch.node.membership.MembershipCommand;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.SqlText;

/** Seats that were offered, the council that is in force, and the keys of all who ever were in it. */
@ApplicationScoped
class CouncilProjection implements Projection {
    @Override
    public String name() {
        return "council";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<String> tables() {
        return List.of("council_seat", "council_member", "council_key");
    }

    @Override
    public String schema() {
        return SqlText.resource("db/council.sql");
    }

    @Override
    public boolean ofLeaves() {
        return true;
    }

    @Override
    public void apply(Applied entry, Db db) {
        int log = entry.leaf().log().number();
        switch (entry.command()) {
            case OfferSeat offer -> offer(offer, entry.leaf(), db);
            case NameCouncil name -> name(name, entry.leaf(), db);
            case MembershipCommand.Remove remove ->
                db.update("DELETE FROM council_seat WHERE log = ? AND member = ?", log, remove.member());
            // The keys stay: the log's past is judged by them.
            case MembershipCommand.Succeed succeed -> {
                db.update("DELETE FROM council_member WHERE log = ?", log);
                db.update("DELETE FROM council_seat WHERE log = ?", log);
            }
            default -> {
                // Nothing of ours.
            }
        }
    }

    private static void offer(OfferSeat offer, Leaf leaf, Db db) {
        db.update(
                "INSERT OR REPLACE INTO council_seat VALUES (?,?,?,?,?,?,?,?)",
                leaf.log().number(),
                leaf.author(),
                offer.address(),
                offer.checkpoint().text(),
                id(offer.checkpoint()),
                offer.time().text(),
                id(offer.time()),
                leaf.index());
    }

    private static void name(NameCouncil name, Leaf leaf, Db db) {
        int log = leaf.log().number();
        db.update("DELETE FROM council_member WHERE log = ?", log);
        int place = 0;
        for (String member : name.members()) {
            db.update("INSERT INTO council_member VALUES (?,?,?)", log, member, place++);
            db.update(
                    "INSERT INTO council_key SELECT log, member, checkpoint, checkpoint_id, time, time_id, ?"
                            + " FROM council_seat WHERE log = ? AND member = ? ON CONFLICT DO NOTHING",
                    leaf.index(),
                    log,
                    member);
        }
    }

    private static String id(NoteKey key) {
        return key.key().id().digest().hex();
    }
}
