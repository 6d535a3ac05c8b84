package org.commonwatch.node.sharing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.pages.TlpBadge;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Opened;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;

/** How an object came here and what was done about it: every claim, with the recalls that hit it. */
@ApplicationScoped
public class History {
    private final Items items;
    private final Entries entries;
    private final Logs logs;
    private final SqliteStore index;

    @Inject
    History(Items items, Entries entries, Logs logs, @Index SqliteStore index) {
        this.items = items;
        this.entries = entries;
        this.logs = logs;
        this.index = index;
    }

    /**
     * One claim: somebody said this of the object.
     *
     * @param source in the words of whoever took it in; the author where that is empty
     * @param version of the object, if it has versions
     */
    public record Claim(
            Item item,
            String log,
            Space space,
            TlpBadge tlp,
            String batch,
            String source,
            String format,
            String author,
            Instant added,
            Optional<Instant> version,
            boolean recalled,
            List<Recall> recalls) {
        public Claim {
            recalls = List.copyOf(recalls);
        }
    }

    /** @param reinstated the entry that took the recall back */
    public record Recall(long entry, String reason, Optional<Instant> at, Optional<Long> reinstated) {}

    /** Every claim the gate lets through, oldest first. */
    public List<Claim> of(String id, Gate gate) {
        List<Claim> claims = new ArrayList<>();
        items.claims(id).forEach(item -> gate.explained(item).ifPresent(opened -> claims.add(claim(opened, gate))));
        return claims;
    }

    private record Batch(String id, String source, String format, String author) {}

    private Claim claim(Opened<Item> opened, Gate gate) {
        Item item = opened.value();
        Batch batch = index.read(db -> db.first(
                        "SELECT id, source, format, author FROM batch WHERE log = ? AND entry = ?",
                        row -> new Batch(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                        item.key().log(),
                        item.key().entry()))
                .orElse(new Batch("", "", "", ""));
        return new Claim(
                item,
                opened.terms().log(),
                opened.terms().space(),
                TlpBadge.of(opened.terms().tlp()),
                batch.id(),
                batch.source().isEmpty() ? batch.author() : batch.source(),
                batch.format(),
                batch.author(),
                Micros.toInstant(item.added()),
                item.modified().isPresent()
                        ? Optional.of(Micros.toInstant(item.modified().getAsLong()))
                        : Optional.empty(),
                opened.terms().recalled(),
                recalls(item, gate));
    }

    private List<Recall> recalls(Item item, Gate gate) {
        record Row(long entry, String reason, Optional<Long> reinstated) {}
        List<Row> rows = index.read(db -> db.query(
                "SELECT entry, reason, reinstated FROM recall WHERE target = ? ORDER BY entry",
                row -> {
                    long reinstated = row.getLong(3);
                    return new Row(
                            row.getLong(1),
                            row.getString(2),
                            row.wasNull() ? Optional.empty() : Optional.of(reinstated));
                },
                item.key().toLong()));
        return rows.stream()
                .map(row -> new Recall(
                        row.entry(),
                        row.reason(),
                        entries.at(logs.byNumber(item.key().log()), row.entry())
                                .flatMap(gate::open)
                                .map(entry -> entry.leaf().at()),
                        row.reinstated()))
                .toList();
    }
}
