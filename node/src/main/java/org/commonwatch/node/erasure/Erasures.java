package org.commonwatch.node.erasure;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;

/** Questions about orders to erase, as the applied entries have them. */
@ApplicationScoped
public class Erasures {
    /** Orders listed at once; older ones stand in the ledger. */
    private static final int LISTED_MAX = 500;

    private static final String ORDER = "SELECT e.entry, e.author, e.reason, e.at,"
            + " (SELECT count(*) FROM erased WHERE log = e.log AND entry = e.entry) FROM erasure e";

    private final SqliteStore index;
    private final Communities communities;
    private final Logs logs;
    private final String self;

    @Inject
    Erasures(@Index SqliteStore index, Communities communities, Logs logs, Identity self) {
        this.index = index;
        this.communities = communities;
        this.logs = logs;
        this.self = self.name();
    }

    /**
     * An order.
     *
     * @param entry where it stands
     * @param author who gave it
     * @param reason {@link org.commonwatch.ledger.erase.EraseReason}'s word
     * @param at log time
     * @param payloads that it names
     */
    public record Order(long entry, String author, String reason, Instant at, int payloads) {}

    /** @param positions of the objects that go; empty for all */
    public record On(Order order, List<Integer> positions) {
        public On {
            positions = List.copyOf(positions);
        }

        public boolean whole() {
            return positions.isEmpty();
        }
    }

    /** A member's word. */
    record Receipt(String member, Instant at) {}

    /** Orders for the payload of an entry, the oldest first. */
    public List<On> on(Log log, long entry) {
        return index.read(db -> db.query(
                "SELECT e.entry, e.author, e.reason, e.at, 1, d.positions FROM erased d"
                        + " JOIN erasure e ON e.log = d.log AND e.entry = d.entry WHERE d.log = ? AND d.target = ?"
                        + " ORDER BY e.entry",
                row -> new On(order(row), positions(row.getString(6))),
                log.number(),
                entry));
    }

    /** The newest first. */
    List<Order> newest(Log log) {
        return index.read(db -> db.query(
                ORDER + " WHERE e.log = ? ORDER BY e.entry DESC LIMIT ?", Erasures::order, log.number(), LISTED_MAX));
    }

    /** Indices of orders from {@code from} on, ascending. */
    List<Long> entriesFrom(Log log, long from) {
        return index.read(db -> db.query(
                "SELECT entry FROM erasure WHERE log = ? AND entry >= ? ORDER BY entry",
                row -> row.getLong(1),
                log.number(),
                from));
    }

    /**
     * Who is asked to erase, by the name of its statements: those who were members at the order and still are. Of a log that is
     * nobody's community only the organisation that orders it.
     */
    List<String> asked(Log log, long order) {
        if (communities.of(log).isEmpty()) {
            return logs.followed(log) ? List.of() : List.of(self);
        }
        return communities.members(log).stream()
                .filter(member -> member.admitted() < order)
                .map(member -> member.organisation().name())
                .toList();
    }

    List<Receipt> receipts(Log log, long order) {
        return index.read(db -> db.query(
                "SELECT member, at FROM erasure_receipt WHERE log = ? AND entry = ? ORDER BY stands",
                row -> new Receipt(row.getString(1), Micros.toInstant(row.getLong(2))),
                log.number(),
                order));
    }

    private static Order order(ResultSet row) throws SQLException {
        return new Order(
                row.getLong(1), row.getString(2), row.getString(3), Micros.toInstant(row.getLong(4)), row.getInt(5));
    }

    private static List<Integer> positions(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
    }
}
