package org.commonwatch.node.spine;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Inserts many rows of one table with few statements: crossing into SQLite and starting a statement cost more than a short
 * row does. Rows are written in the order they come; the last of them only with {@link #end}.
 */
public final class Rows {
    /** Rows of one statement: beyond this a row costs what SQLite needs for it. A statement takes 32,766 parameters. */
    private static final int STATEMENT_ROWS = 64;

    /** Rows of a statement when fewer are left; the very last go one by one. Each size is a statement kept prepared. */
    private static final int REST_ROWS = 8;

    private final Db db;
    private final String insert;
    private final String row;
    private final String whole;
    private final int columns;
    private final @Nullable Object[] waiting;
    private int filled;

    Rows(Db db, String insert, int columns) {
        this.db = db;
        this.insert = insert;
        this.row = "(?" + ",?".repeat(columns - 1) + ")";
        this.whole = sql(STATEMENT_ROWS);
        this.columns = columns;
        this.waiting = new @Nullable Object[STATEMENT_ROWS * columns];
    }

    /** @param row a value for each column; of the types that {@link Db} takes */
    public void add(@Nullable Object... row) {
        if (row.length != columns) {
            throw new IllegalArgumentException(row.length + " values for " + columns + " columns: " + insert);
        }
        System.arraycopy(row, 0, waiting, filled, columns);
        filled += columns;
        if (filled == waiting.length) {
            write(whole, 0, STATEMENT_ROWS);
            filled = 0;
        }
    }

    /** Writes what still waits. */
    public void end() {
        int from = 0;
        while (from < filled) {
            int rows = filled - from < REST_ROWS * columns ? 1 : REST_ROWS;
            write(sql(rows), from, rows);
            from += rows * columns;
        }
        filled = 0;
    }

    private void write(String sql, int from, int rows) {
        PreparedStatement statement = db.prepare(sql);
        try {
            for (int i = 0; i < rows * columns; i++) {
                Db.set(statement, i + 1, waiting[from + i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new StoreFault("insert " + rows + " rows", insert, e);
        }
    }

    private String sql(int rows) {
        return insert + " VALUES " + row + ("," + row).repeat(rows - 1);
    }
}
