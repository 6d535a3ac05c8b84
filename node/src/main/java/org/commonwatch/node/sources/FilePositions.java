package org.commonwatch.node.sources;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.commonwatch.kernel.Digest;
import org.commonwatch.node.spine.Db;

/** The positions of one source's files in {@code local.db}. */
final class FilePositions {
    /** A file that is nowhere to be seen is still known for this long: a volume may be away for a while. */
    static final Duration GONE_MAX = Duration.ofDays(7);

    private FilePositions() {}

    static List<FilePosition> of(Db db, Source source) {
        return db.query(
                "SELECT file, path, offset, line, head, tail FROM source_file WHERE source = ? ORDER BY path, file",
                FilePositions::position,
                source.number());
    }

    static void save(Db db, Source source, FilePosition position) {
        db.update(
                "INSERT INTO source_file VALUES (?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (source, file) DO UPDATE SET"
                        + " path = excluded.path, offset = excluded.offset, line = excluded.line, head = excluded.head,"
                        + " tail = excluded.tail, gone_second = NULL",
                source.number(),
                position.file(),
                position.path().toString(),
                position.offset(),
                position.line(),
                position.head().toBytes(),
                position.tail().toBytes());
    }

    static void remove(Db db, Source source, String file) {
        db.update("DELETE FROM source_file WHERE source = ? AND file = ?", source.number(), file);
    }

    /** Notes since when a file is not to be seen. */
    static void gone(Db db, Source source, String file, Instant since) {
        db.update(
                "UPDATE source_file SET gone_second = coalesce(gone_second, ?) WHERE source = ? AND file = ?",
                since.getEpochSecond(),
                source.number(),
                file);
    }

    /** Forgets what has been gone for too long. */
    static void prune(Db db, Source source, Instant now) {
        db.update(
                "DELETE FROM source_file WHERE source = ? AND gone_second < ?",
                source.number(),
                now.minus(GONE_MAX).getEpochSecond());
    }

    private static FilePosition position(ResultSet row) throws SQLException {
        return new FilePosition(
                row.getString("file"),
                Path.of(row.getString("path")),
                row.getLong("offset"),
                row.getLong("line"),
                Digest.fromBytes(row.getBytes("head")),
                Digest.fromBytes(row.getBytes("tail")));
    }
}
