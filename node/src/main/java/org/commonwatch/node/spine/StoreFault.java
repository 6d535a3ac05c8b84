package org.commonwatch.node.spine;

import java.sql.SQLException;

/** The database failed: which operation, on which SQL. A fault stops replay; it never skips an entry. */
public final class StoreFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** SQLITE_FULL: the disk has no room. */
    private static final int FULL = 13;

    private final int sqliteCode;

    public StoreFault(String operation, String sql, SQLException cause) {
        super("SQLite could not " + operation + ": " + cause.getMessage() + " in " + firstLine(sql), cause);
        this.sqliteCode = cause.getErrorCode();
    }

    public boolean diskFull() {
        return (sqliteCode & 0xff) == FULL;
    }

    private static String firstLine(String sql) {
        String line = sql.strip().lines().findFirst().orElse("");
        return line.length() > 120 ? line.substring(0, 120) : line;
    }
}
