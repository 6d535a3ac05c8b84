package org.commonwatch.node.sources;

import java.time.Instant;
import java.util.List;
import org.commonwatch.node.spine.Db;

/** What a source counted: part of the transaction that brings its lines in. */
final class Counters {
    /** The chart's length and the bound of its table. */
    static final int MINUTES_KEPT = 180;

    private static final int MINUTE_SECONDS = 60;

    private Counters() {}

    /**
     * Lines of one minute.
     *
     * @param minute since 1970
     */
    record Minute(long minute, long lines, long hits) {}

    /** @throws SourceGone when there is no such source any more */
    static void add(Db db, Source source, Uptake.Taken taken, Instant now) {
        int rows = db.update(
                "UPDATE source SET lines = lines + ?, bytes = bytes + ?, hits = hits + ?, read_lines = read_lines + ?,"
                        + " misfits = misfits + ?, untimed = untimed + ?, last_line_milli = ? WHERE number = ?",
                taken.lines(),
                taken.bytes(),
                taken.hits(),
                taken.understood().lines(),
                taken.understood().misfits(),
                taken.understood().untimed(),
                now.toEpochMilli(),
                source.number());
        if (rows == 0) {
            throw new SourceGone(source.name());
        }
        long minute = minute(now);
        int added = db.update(
                "UPDATE source_minute SET lines = lines + ?, hits = hits + ? WHERE source = ? AND minute = ?",
                taken.lines(),
                taken.hits(),
                source.number(),
                minute);
        if (added == 0) {
            db.update(
                    "INSERT INTO source_minute VALUES (?, ?, ?, ?)",
                    source.number(),
                    minute,
                    taken.lines(),
                    taken.hits());
            db.update(
                    "DELETE FROM source_minute WHERE source = ? AND minute <= ?",
                    source.number(),
                    minute - MINUTES_KEPT);
        }
    }

    static void dropped(Db db, long source, Dropped reason, long count) {
        db.update(
                "INSERT INTO source_dropped VALUES (?, ?, ?)"
                        + " ON CONFLICT (source, reason) DO UPDATE SET count = count + excluded.count",
                source,
                reason.word(),
                count);
    }

    static long minute(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), MINUTE_SECONDS);
    }

    static List<Minute> minutes(Db db, long source, long from) {
        return db.query(
                "SELECT minute, lines, hits FROM source_minute WHERE source = ? AND minute > ? ORDER BY minute",
                row -> new Minute(row.getLong(1), row.getLong(2), row.getLong(3)),
                source,
                from);
    }
}
