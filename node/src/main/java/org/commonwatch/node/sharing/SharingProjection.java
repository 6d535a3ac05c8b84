package org.commonwatch.node.sharing;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.commonwatch.node.sharing.SharingCommand.Target;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Derivation;
import org.commonwatch.node.spine.ErasedKeys;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.PayloadObject;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.Rows;
import org.commonwatch.node.spine.SqlText;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Tlp;
import org.jspecify.annotations.Nullable;

/** Items, their links and batches, and what was recalled. */
@ApplicationScoped
class SharingProjection implements Projection {
    private static final String INSERT_ITEM = "INSERT INTO item";
    private static final int ITEM_COLUMNS = 12;
    private static final String INSERT_LINK = "INSERT OR IGNORE INTO link";
    private static final int LINK_COLUMNS = 2;
    private static final Derivation<ItemFacts> FACTS = new Derivation<>(ItemFacts::of);
    private static final String LAST_ADDED = "SELECT max(added_last) FROM batch WHERE log = ?";

    private record Link(long target, long key) {}

    private static final int NEW_VERSION = ItemState.VERSION | ItemState.LATEST | ItemState.FIRST;

    @Override
    public String name() {
        return "sharing";
    }

    @Override
    public int version() {
        return 6;
    }

    @Override
    public List<String> tables() {
        return List.of("batch", "item", "link", "recall");
    }

    @Override
    public String schema() {
        return SqlText.resource("db/sharing.sql");
    }

    @Override
    public List<Derivation<?>> ahead() {
        return List.of(FACTS);
    }

    @Override
    public void apply(Applied entry, Db db) {
        switch (entry.command()) {
            case SharingCommand.Objects objects -> applyObjects(entry, objects, db);
            case SharingCommand.Recall recall -> applyRecall(entry.leaf(), recall, db);
            case SharingCommand.Reinstate reinstate -> applyReinstate(entry.leaf(), reinstate, db);
            case Object ofAnotherSlice -> {}
        }
    }

    private static void applyObjects(Applied entry, SharingCommand.Objects command, Db db) {
        Leaf leaf = entry.leaf();
        int log = leaf.log().number();
        long first = Math.max(Micros.of(leaf.at()), db.number(LAST_ADDED, log) + 1);
        Map<String, Tlp> markings = markings(entry.objects());
        List<ItemFacts> facts = entry.derive(FACTS);
        Set<String> known = Claims.known(db, log, facts);
        Set<String> seen = new HashSet<>();
        Set<String> claimedBefore = new TreeSet<>();
        Rows items = db.rows(INSERT_ITEM, ITEM_COLUMNS);
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < facts.size(); i++) {
            PayloadObject object = entry.objects().get(i);
            ItemFacts item = facts.get(i);
            boolean again = !seen.add(item.id()) || known.contains(item.id());
            if (again) {
                claimedBefore.add(item.id());
            }
            long key = entry.key(object);
            addItem(items, key, first + object.position(), object, item, again, markings);
            item.links().forEach(target -> links.add(new Link(target, key)));
        }
        items.end();
        write(links, db);
        claimedBefore.forEach(id -> Claims.restate(db, log, id));
        db.update(
                "INSERT INTO batch VALUES (?,?,?,?,?,?,?,?,?)",
                log,
                leaf.index(),
                command.batch(),
                command.source(),
                command.format(),
                leaf.author(),
                leaf.objects(),
                first,
                first + leaf.objects() - 1);
    }

    /** In order of the table, which touches each of its pages once. */
    private static void write(List<Link> links, Db db) {
        links.sort(Comparator.comparingLong(Link::target).thenComparingLong(Link::key));
        Rows rows = db.rows(INSERT_LINK, LINK_COLUMNS);
        links.forEach(link -> rows.add(link.target(), link.key()));
        rows.end();
    }

    private static void addItem(
            Rows items,
            long key,
            long added,
            PayloadObject object,
            ItemFacts facts,
            boolean again,
            Map<String, Tlp> markings) {
        StixObject stix = object.stix();
        Optional<Tlp> tlp = markings.isEmpty() ? facts.tlp() : Markings.strictest(stix, markings);
        int revoked = facts.revoked() ? ItemState.REVOKED : 0;
        items.add(
                key,
                stix.id(),
                facts.hint(),
                stix.type(),
                boxed(facts.modified()),
                added,
                facts.content(),
                object.offset(),
                stix.bytes().length,
                tlp.map(TlpCode::of).orElse(null),
                boxed(facts.validUntil()),
                again ? revoked : revoked | NEW_VERSION);
    }

    private static void applyRecall(Leaf leaf, SharingCommand.Recall recall, Db db) {
        for (long key : keys(leaf, recall.targets(), db)) {
            db.update(
                    "INSERT OR IGNORE INTO recall VALUES (?,?,?,?,NULL)",
                    leaf.log().number(),
                    leaf.index(),
                    key,
                    recall.reason());
            db.update("UPDATE item SET state = state | ? WHERE key = ?", ItemState.RECALLED, key);
        }
        restateAll(leaf, recall.targets(), db);
    }

    private static void applyReinstate(Leaf leaf, SharingCommand.Reinstate reinstate, Db db) {
        for (long key : keys(leaf, reinstate.targets(), db)) {
            db.update("UPDATE recall SET reinstated = ? WHERE target = ? AND reinstated IS NULL", leaf.index(), key);
            db.update("UPDATE item SET state = state & ~? WHERE key = ?", ItemState.RECALLED, key);
        }
        restateAll(leaf, reinstate.targets(), db);
    }

    /** Recalls of what is gone go too, so that replaying the log without it gives the same. */
    @Override
    public void erase(List<Long> keys, Db db) {
        String wanted = ErasedKeys.json(keys);
        Set<Map.Entry<Integer, String>> named =
                new TreeSet<>(Map.Entry.<Integer, String>comparingByKey().thenComparing(Map.Entry.comparingByValue()));
        named.addAll(db.query(
                "SELECT key, id FROM item WHERE key IN (SELECT value FROM json_each(?))",
                row -> Map.entry(ItemKey.of(row.getLong(1)).log(), row.getString(2)),
                wanted));
        db.update("DELETE FROM item WHERE key IN (SELECT value FROM json_each(?))", wanted);
        db.update("DELETE FROM recall WHERE target IN (SELECT value FROM json_each(?))", wanted);
        // Ordered by what is named: this reads the whole table once, however many keys there are.
        db.update("DELETE FROM link WHERE key IN (SELECT value FROM json_each(?))", wanted);
        named.forEach(each -> Claims.restate(db, each.getKey(), each.getValue()));
    }

    /** Those that are here: what is erased, or has not come, is neither recalled nor reinstated. */
    private static List<Long> keys(Leaf leaf, List<Target> targets, Db db) {
        int log = leaf.log().number();
        return targets.stream()
                .flatMap(target -> target.positions().isEmpty()
                        ? db
                                .query(
                                        "SELECT key FROM item WHERE key >= ? AND key < ?",
                                        row -> row.getLong(1),
                                        new ItemKey(log, target.entry(), 0).toLong(),
                                        new ItemKey(log, target.entry() + 1, 0).toLong())
                                .stream()
                        : target.positions().stream()
                                .map(position -> new ItemKey(log, target.entry(), position).toLong())
                                .filter(key -> db.number("SELECT count(*) FROM item WHERE key = ?", key) > 0))
                .toList();
    }

    private static void restateAll(Leaf leaf, List<Target> targets, Db db) {
        Set<String> ids = new HashSet<>();
        for (long key : keys(leaf, targets, db)) {
            db.first("SELECT id FROM item WHERE key = ?", row -> row.getString(1), key)
                    .ifPresent(ids::add);
        }
        ids.stream().sorted().forEach(id -> Claims.restate(db, leaf.log().number(), id));
    }

    /** The TLP levels that marking definitions of this payload state, beyond the published ones; mostly none. */
    private static Map<String, Tlp> markings(List<PayloadObject> objects) {
        Map<String, Tlp> markings = new HashMap<>();
        for (PayloadObject object : objects) {
            if (object.stix().type().equals("marking-definition")
                    && Tlp.ofMarkingId(object.stix().id()).isEmpty()) {
                Tlp.of(object.stix())
                        .ifPresent(tlp -> markings.put(object.stix().id(), tlp));
            }
        }
        return markings;
    }

    private static @Nullable Long boxed(OptionalLong micros) {
        return micros.isPresent() ? micros.getAsLong() : null;
    }
}
