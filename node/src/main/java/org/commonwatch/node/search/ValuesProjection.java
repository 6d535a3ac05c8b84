package org.commonwatch.node.search;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.PayloadObject;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.SqlText;
import org.commonwatch.node.spine.StoreFault;
import org.commonwatch.stix.IndicatorValues;
import org.commonwatch.stix.PatternEqualities;
import org.commonwatch.stix.pattern.PatternValues;
import org.commonwatch.values.IndicatorValue;

/** The key of every value with the items that carry it. */
@ApplicationScoped
class ValuesProjection implements Projection {
    private static final String INSERT = "INSERT OR IGNORE INTO value (kind, sort, place) VALUES (?,?,?)";

    private static final PatternEqualities PATTERNS = new PatternValues();

    private record Posting(SortKey value, long key) {}

    @Override
    public String name() {
        return "values";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<String> tables() {
        return List.of("value");
    }

    @Override
    public String schema() {
        return SqlText.resource("db/values.sql");
    }

    /** Inserts in order of the table, which touches each of its pages once. */
    @Override
    public void apply(Applied entry, Db db) {
        List<Posting> postings = new ArrayList<>();
        entry.derive(object -> postings(object, entry.key(object))).forEach(postings::addAll);
        postings.sort(Comparator.comparing(Posting::value).thenComparingLong(Posting::key));
        try {
            PreparedStatement insert = db.prepare(INSERT);
            for (Posting posting : postings) {
                insert.setInt(1, posting.value().order().number());
                insert.setBytes(2, posting.value().bytes());
                insert.setLong(3, Place.of(posting.key()));
                insert.executeUpdate();
            }
        } catch (SQLException e) {
            throw new StoreFault("insert", INSERT, e);
        }
    }

    private static List<Posting> postings(PayloadObject object, long key) {
        List<Posting> postings = new ArrayList<>();
        for (IndicatorValue value : IndicatorValues.of(object.stix(), PATTERNS)) {
            SortKey.of(value).ifPresent(sort -> postings.add(new Posting(sort, key)));
        }
        return postings;
    }
}
