package org.commonwatch.node.search;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Derivation;
import org.commonwatch.node.spine.ErasedKeys;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.Rows;
import org.commonwatch.node.spine.SqlText;
import org.commonwatch.stix.IndicatorValues;
import org.commonwatch.stix.PatternEqualities;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.pattern.PatternValues;

/** The key of every value with the items that carry it. */
@ApplicationScoped
class ValuesProjection implements Projection {
    private static final String INSERT = "INSERT OR IGNORE INTO value (kind, sort, place)";

    private static final PatternEqualities PATTERNS = new PatternValues();

    private static final Derivation<List<SortKey>> VALUES = new Derivation<>(ValuesProjection::values);

    private record Posting(SortKey value, long key) {}

    @Override
    public String name() {
        return "values";
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public List<String> tables() {
        return List.of("value");
    }

    @Override
    public String schema() {
        return SqlText.resource("db/values.sql");
    }

    @Override
    public List<Derivation<?>> ahead() {
        return List.of(VALUES);
    }

    /** Inserts in order of the table, which touches each of its pages once. */
    @Override
    public void apply(Applied entry, Db db) {
        List<Posting> postings = new ArrayList<>();
        List<List<SortKey>> values = entry.derive(VALUES);
        for (int i = 0; i < values.size(); i++) {
            long key = entry.key(entry.objects().get(i));
            values.get(i).forEach(value -> postings.add(new Posting(value, key)));
        }
        postings.sort(Comparator.comparing(Posting::value).thenComparingLong(Posting::key));
        Rows rows = db.rows(INSERT, 3);
        for (Posting posting : postings) {
            rows.add(posting.value().order().number(), posting.value().bytes(), Place.of(posting.key()));
        }
        rows.end();
    }

    /** Postings are ordered by value, so this reads the whole table once, however many keys there are. */
    @Override
    public void erase(List<Long> keys, Db db) {
        db.update(
                "DELETE FROM value WHERE place IN (SELECT value FROM json_each(?))",
                ErasedKeys.json(keys.stream().map(Place::of).toList()));
    }

    private static List<SortKey> values(StixObject object) {
        return IndicatorValues.of(object, PATTERNS).stream()
                .flatMap(value -> SortKey.of(value).stream())
                .toList();
    }
}
