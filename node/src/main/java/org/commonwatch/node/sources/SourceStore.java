package org.commonwatch.node.sources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.telemetry.LogFormat;
import org.commonwatch.telemetry.Understood;

/** The table of sources. */
final class SourceStore {
    /** Sources of one node: each has a thread of its own, or several. */
    static final int SOURCES_MAX = 64;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SELECT =
            "SELECT number, name, kind, settings, format, zone, remember, paused, created_second FROM source";

    private final SqliteStore local;

    SourceStore(SqliteStore local) {
        this.local = local;
    }

    enum Added {
        DONE,
        NAME_TAKEN,
        TOO_MANY
    }

    Added add(NewSource source, Instant now) {
        return local.write(db -> {
            if (db.number("SELECT count(*) FROM source") >= SOURCES_MAX) {
                return Added.TOO_MANY;
            }
            int rows = db.update(
                    "INSERT INTO source (name, kind, settings, format, zone, remember, paused, created_second)"
                            + " VALUES (?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (name) DO NOTHING",
                    source.name(),
                    source.settings().kind().word(),
                    source.settings().json().toString(),
                    source.format().map(LogFormat::word).orElse(null),
                    source.zone().getId(),
                    source.remember(),
                    now.getEpochSecond());
            return rows == 1 ? Added.DONE : Added.NAME_TAKEN;
        });
    }

    List<Source> all() {
        return local.read(db -> db.query(SELECT + " ORDER BY name", SourceStore::source));
    }

    Optional<Source> named(String name) {
        return local.read(db -> db.first(SELECT + " WHERE name = ?", SourceStore::source, name));
    }

    boolean pause(String name, boolean paused) {
        return local.write(db -> db.update("UPDATE source SET paused = ? WHERE name = ?", paused, name)) == 1;
    }

    /** Forgets the source, what it counted and how far its files are read. */
    boolean remove(Source source) {
        return local.write(db -> db.update("DELETE FROM source WHERE number = ?", source.number())) == 1;
    }

    /** What a source counted since it was added. */
    Totals totals(Source source) {
        return local.read(db -> totals(db, source));
    }

    List<Counters.Minute> minutes(Source source, long from) {
        return local.read(db -> Counters.minutes(db, source.number(), from));
    }

    private static Totals totals(Db db, Source source) {
        List<Totals.Loss> losses = db.query(
                "SELECT reason, count FROM source_dropped WHERE source = ? ORDER BY reason",
                row -> new Totals.Loss(Dropped.of(row.getString(1)).orElseThrow(), row.getLong(2)),
                source.number());
        return db.first(
                        "SELECT lines, bytes, hits, last_line_milli, read_lines, misfits, untimed,"
                                + " (SELECT count(*) FROM source_file WHERE source = number),"
                                + " (SELECT count(*) FROM source_push WHERE source = number)"
                                + " FROM source WHERE number = ?",
                        row -> new Totals(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                new Understood(row.getLong(5), row.getLong(6), row.getLong(7)),
                                instant(row, 4),
                                row.getLong(8),
                                row.getLong(9),
                                losses),
                        source.number())
                .orElse(Totals.NOTHING);
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long milli = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(milli));
    }

    private static Source source(ResultSet row) throws SQLException {
        try {
            return new Source(
                    row.getLong("number"),
                    row.getString("name"),
                    Settings.read(
                            SourceKind.of(row.getString("kind")).orElseThrow(),
                            JSON.readTree(row.getString("settings"))),
                    Optional.ofNullable(row.getString("format")).flatMap(LogFormat::ofWord),
                    ZoneId.of(row.getString("zone")),
                    row.getBoolean("remember"),
                    row.getBoolean("paused"),
                    Instant.ofEpochSecond(row.getLong("created_second")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings that were accepted no longer read", e);
        }
    }
}
