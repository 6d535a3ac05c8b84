package org.commonwatch.node.spine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.jspecify.annotations.Nullable;

/**
 * The content of the index as one digest: tables in name order, rows by primary key, each value with its type and length,
 * so that no two contents write the same bytes. Full-text shadow tables are left out: they follow from the rest.
 */
final class ContentHash {
    private ContentHash() {}

    static String of(Db db, List<Projection> projections) {
        MessageDigest sha256 = Digest.sha256();
        Stream.concat(
                        IndexStore.spineTables().stream(),
                        projections.stream().flatMap(projection -> projection.tables().stream()))
                .sorted()
                .forEach(table -> addTable(db, table, sha256));
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** The rows that a projection has of one log, without the log's number, which is this node's own. */
    static Digest ofLog(Db db, Projection projection, Log log) {
        MessageDigest sha256 = Digest.sha256();
        projection.tables().stream().sorted().forEach(table -> {
            add(sha256, (byte) 'T', table.getBytes(StandardCharsets.UTF_8));
            String columns = String.join(
                    ", ",
                    db.query(
                            "SELECT name FROM pragma_table_info(?) WHERE name <> 'log' ORDER BY cid",
                            row -> row.getString(1),
                            table));
            addRows(
                    db,
                    "SELECT " + columns + " FROM \"" + table + "\" WHERE log = " + log.number() + order(db, table),
                    sha256);
        });
        return Digest.fromBytes(sha256.digest());
    }

    /** Which entries of a log changed nothing; the reasons are words of a release. */
    static Digest ofVoid(Db db, Log log) {
        MessageDigest sha256 = Digest.sha256();
        addRows(
                db,
                "SELECT idx FROM entry WHERE log = " + log.number() + " AND void_reason IS NOT NULL ORDER BY idx",
                sha256);
        return Digest.fromBytes(sha256.digest());
    }

    private static void addTable(Db db, String table, MessageDigest sha256) {
        add(sha256, (byte) 'T', table.getBytes(StandardCharsets.UTF_8));
        addRows(db, "SELECT * FROM \"" + table + "\"" + order(db, table), sha256);
    }

    private static String order(Db db, String table) {
        String keys = String.join(
                ", ",
                db.query(
                        "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk",
                        row -> row.getString(1),
                        table));
        return " ORDER BY " + keys;
    }

    private static void addRows(Db db, String sql, MessageDigest sha256) {
        PreparedStatement statement = db.prepare(sql);
        try (ResultSet rows = statement.executeQuery()) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                sha256.update((byte) 'R');
                for (int column = 1; column <= columns; column++) {
                    addValue(sha256, rows.getObject(column));
                }
            }
        } catch (SQLException e) {
            throw new StoreFault("read", sql, e);
        }
    }

    private static void addValue(MessageDigest sha256, @Nullable Object value) {
        switch (value) {
            case null -> sha256.update((byte) 'N');
            case Number number ->
                add(
                        sha256,
                        (byte) 'I',
                        ByteBuffer.allocate(8).putLong(number.longValue()).array());
            case String text -> add(sha256, (byte) 'S', text.getBytes(StandardCharsets.UTF_8));
            case byte[] bytes -> add(sha256, (byte) 'B', bytes);
            case Object other -> throw new IllegalStateException("no encoding for " + other.getClass());
        }
    }

    private static void add(MessageDigest sha256, byte type, byte[] bytes) {
        sha256.update(type);
        sha256.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        sha256.update(bytes);
    }
}
