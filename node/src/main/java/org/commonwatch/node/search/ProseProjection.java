package org.commonwatch.node.search;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Derivation;
import org.commonwatch.node.spine.ErasedKeys;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.SqlText;
import org.commonwatch.node.spine.StoreFault;
import org.commonwatch.stix.Prose;
import org.commonwatch.stix.StixObject;

/**
 * The words of every claim. Rows stay when claims are recalled: whether an item is shown is asked of the item when it is
 * searched. Has no tables of its own in the content hash, because full-text segments depend on the size of batches.
 */
@ApplicationScoped
class ProseProjection implements Projection {
    private static final String NAME = "prose";
    private static final String INSERT = "INSERT INTO prose (rowid, name, text) VALUES (?,?,?)";

    private static final Derivation<Words> WORDS = new Derivation<>(Words::of);

    private record Words(String name, String text) {
        static Words of(StixObject object) {
            return new Words(object.text("name").orElse(""), Prose.of(object));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> tables() {
        return List.of();
    }

    @Override
    public String schema() {
        return SqlText.resource("db/prose.sql");
    }

    @Override
    public Pace pace() {
        return Pace.TRAILING;
    }

    @Override
    public void apply(Applied entry, Db db) {
        try {
            PreparedStatement insert = db.prepare(INSERT);
            List<Words> words = entry.derive(WORDS);
            for (int i = 0; i < words.size(); i++) {
                Words row = words.get(i);
                if (!row.text().isEmpty()) {
                    insert.setLong(1, entry.key(entry.objects().get(i)));
                    insert.setString(2, row.name());
                    insert.setString(3, row.text());
                    insert.executeUpdate();
                }
            }
        } catch (SQLException e) {
            throw new StoreFault("insert", INSERT, e);
        }
    }

    @Override
    public void erase(List<Long> keys, Db db) {
        db.update("DELETE FROM prose WHERE rowid IN (SELECT value FROM json_each(?))", ErasedKeys.json(keys));
    }

    /** Deleting only notes that a row is gone; its words leave when the segments that hold them are merged. */
    @Override
    public void scrub(Db db) {
        db.update("INSERT INTO prose (prose) VALUES ('optimize')");
    }
}
