package org.commonwatch.node.spine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite connection with its prepared statements, used by one thread at a time. SQL is always constant text with
 * parameters; a value never becomes text. Not for virtual threads: native calls pin their carrier.
 */
public final class Db implements AutoCloseable {
    /** Distinct statements kept prepared; the whole node has fewer, search compiles some anew. */
    private static final int STATEMENTS_CACHED_MAX = 256;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Db(Connection connection) {
        this.connection = connection;
    }

    /** Reads the current row of a result into a value. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    public <T> List<T> query(String sql, Row<T> row, @Nullable Object... arguments) {
        try (ResultSet results = bind(sql, arguments).executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(row.read(results));
            }
            return rows;
        } catch (SQLException e) {
            throw new StoreFault("query", sql, e);
        }
    }

    /** The first row, if there is one. */
    public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... arguments) {
        try (ResultSet results = bind(sql, arguments).executeQuery()) {
            return results.next() ? Optional.of(row.read(results)) : Optional.empty();
        } catch (SQLException e) {
            throw new StoreFault("query", sql, e);
        }
    }

    /** The first column of the first row as a number; 0 when there is none. */
    public long number(String sql, @Nullable Object... arguments) {
        return first(sql, row -> row.getLong(1), arguments).orElse(0L);
    }

    /** @return rows changed */
    public int update(String sql, @Nullable Object... arguments) {
        try {
            return bind(sql, arguments).executeUpdate();
        } catch (SQLException e) {
            throw new StoreFault("update", sql, e);
        }
    }

    /** @param insert up to the word VALUES, for example {@code INSERT INTO link} */
    public Rows rows(String insert, int columns) {
        return new Rows(this, insert, columns);
    }

    /** Runs a script of several statements without parameters, such as a schema. */
    public void script(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new StoreFault("script", sql, e);
        }
    }

    /** The prepared statement itself, for loops that bind and step many rows; not to be closed. */
    public PreparedStatement prepare(String sql) {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            if (prepared.size() >= STATEMENTS_CACHED_MAX) {
                closeStatements();
            }
            try {
                statement = connection.prepareStatement(sql);
            } catch (SQLException e) {
                throw new StoreFault("prepare", sql, e);
            }
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** Runs {@code work} in one transaction; whatever it throws rolls everything back. */
    public <T> T transaction(Supplier<T> work) {
        script("BEGIN IMMEDIATE");
        boolean committed = false;
        try {
            T result = work.get();
            script("COMMIT");
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollback();
                forgetStatements();
            }
        }
    }

    private void rollback() {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("ROLLBACK");
        } catch (SQLException alreadyRolledBack) {
            // SQLite itself rolls back on a full disk and on some faults; the first fault is the one that is reported.
            return;
        }
    }

    /** A statement that met a fault may stay unusable; after one, all are prepared anew. */
    private void forgetStatements() {
        List<PreparedStatement> old = List.copyOf(prepared.values());
        prepared.clear();
        old.forEach(Db::closeQuietly);
    }

    private static void closeQuietly(PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException repeatsTheFault) {
            // Closing reports the statement's last fault again, which is on its way up already.
            return;
        }
    }

    private PreparedStatement bind(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = prepare(sql);
        for (int i = 0; i < arguments.length; i++) {
            set(statement, i + 1, arguments[i]);
        }
        return statement;
    }

    static void set(PreparedStatement statement, int parameter, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setObject(parameter, null);
            case Long number -> statement.setLong(parameter, number);
            case Integer number -> statement.setInt(parameter, number);
            case Boolean flag -> statement.setInt(parameter, flag ? 1 : 0);
            case String text -> statement.setString(parameter, text);
            case byte[] bytes -> statement.setBytes(parameter, bytes);
            case Object other ->
                throw new IllegalArgumentException(
                        "no column type for " + other.getClass().getName());
        }
    }

    private void closeStatements() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                throw new StoreFault("close", "", e);
            }
        }
        prepared.clear();
    }

    @Override
    public void close() {
        closeStatements();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreFault("close", "", e);
        }
    }
}
