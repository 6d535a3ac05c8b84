package org.commonwatch.node.search;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.function.Function;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.TermsCode;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/** An item that SQL found, on its way to the gate. */
record FoundItem(Item item, Log log, Terms terms) {
    /** Columns 1 to 7 of a row; the terms code follows as column 8. */
    static final String COLUMNS = "i.key, i.id, i.type, i.modified, i.added, i.offset, i.length";

    static Guarded<FoundItem> read(ResultSet row, Logs logs) throws SQLException {
        return read(row, logs, found -> found);
    }

    /** The same with something of the row added to it before it is closed. */
    static <T> Guarded<T> read(ResultSet row, Logs logs, Function<FoundItem, T> with) throws SQLException {
        ItemKey key = ItemKey.of(row.getLong(1));
        long modified = row.getLong(4);
        OptionalLong version = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(modified);
        Log log = logs.byNumber(key.log());
        Terms terms = TermsCode.terms(log, row.getInt(8));
        Item item = new Item(
                key, row.getString(2), row.getString(3), version, row.getLong(5), row.getLong(6), row.getInt(7));
        return Guarded.of(terms, with.apply(new FoundItem(item, log, terms)));
    }
}
