package org.commonwatch.node.sources;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.SqliteStore;

/**
 * Lines that say which they are. The number of a line is noted in the transaction that saves its hits, so that a line that is
 * sent again, by whomever and after whatever crash, counts once.
 *
 * <p>Of each stream the newest numbers are remembered. All below them count as taken in: a sender goes back by what it does not
 * know to have arrived, which is far less.
 */
final class NumberedPushes {
    /** Numbers remembered of one stream, some 10 bytes each. A cluster that goes back to its last checkpoint repeats fewer hits. */
    static final int NUMBERS_MAX = 100_000;

    /** Beyond the bound by this part of it, they are cut back to it: not at every push. */
    private static final int SLACK_PART = 10;

    /** Streams of one source: the partitions of a large topic. */
    static final int STREAMS_MAX = 4_096;

    private final SqliteStore local;
    private final Uptake uptake;
    private final int numbersMax;

    NumberedPushes(SqliteStore local, Uptake uptake) {
        this(local, uptake, NUMBERS_MAX);
    }

    NumberedPushes(SqliteStore local, Uptake uptake, int numbersMax) {
        this.local = local;
        this.uptake = uptake;
        this.numbersMax = numbersMax;
    }

    /**
     * @param lines taken in now
     * @param repeated lines that had been taken in before, or stood twice in this push
     */
    record Done(long lines, long hits, long repeated) {}

    /** More streams than a source may have. */
    private static final class TooManyStreams extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @throws Refused {@code streams-max}; nothing was taken in
     * @throws SourceGone when the source was removed meanwhile
     */
    Done take(Source source, List<NumberedLine> lines) throws Refused {
        List<NumberedLine> fresh = new ArrayList<>();
        try {
            Uptake.Taken taken = uptake.takeSingly(
                    source,
                    () -> {
                        fresh.addAll(local.read(db -> fresh(db, source, lines)));
                        return fresh.stream().map(NumberedLine::line).toList();
                    },
                    db -> remember(db, source, fresh));
            return new Done(taken.lines(), taken.hits(), lines.size() - taken.lines());
        } catch (TooManyStreams e) {
            throw Refusal.of("streams-max", "", "A source has lines of at most " + STREAMS_MAX + " streams.")
                    .toException();
        }
    }

    private record Stream(long number, long floor) {}

    /** Those that were not taken in before, each once. */
    private static List<NumberedLine> fresh(Db db, Source source, List<NumberedLine> lines) {
        Map<String, Stream> streams = new LinkedHashMap<>();
        db.query(
                        "SELECT name, number, floor FROM source_stream WHERE source = ?",
                        row -> Map.entry(row.getString(1), new Stream(row.getLong(2), row.getLong(3))),
                        source.number())
                .forEach(each -> streams.put(each.getKey(), each.getValue()));
        record Place(String stream, long number) {}
        Set<Place> seen = new HashSet<>();
        List<NumberedLine> fresh = new ArrayList<>();
        for (NumberedLine line : lines) {
            Stream stream = streams.get(line.stream());
            if (seen.add(new Place(line.stream(), line.number())) && (stream == null || isFresh(db, stream, line))) {
                fresh.add(line);
            }
        }
        return fresh;
    }

    private static boolean isFresh(Db db, Stream stream, NumberedLine line) {
        return line.number() >= stream.floor()
                && db.number(
                                "SELECT count(*) FROM source_stream_line WHERE stream = ? AND line = ?",
                                stream.number(),
                                line.number())
                        == 0;
    }

    private void remember(Db db, Source source, List<NumberedLine> fresh) {
        Map<String, List<NumberedLine>> byStream = new LinkedHashMap<>();
        fresh.forEach(line -> byStream.computeIfAbsent(line.stream(), any -> new ArrayList<>())
                .add(line));
        byStream.forEach((name, lines) -> {
            long stream = stream(db, source, name);
            for (NumberedLine line : lines) {
                db.update("INSERT INTO source_stream_line VALUES (?, ?)", stream, line.number());
            }
            db.update("UPDATE source_stream SET kept = kept + ? WHERE number = ?", lines.size(), stream);
            cut(db, stream);
        });
    }

    private static long stream(Db db, Source source, String name) {
        db.update(
                "INSERT INTO source_stream (source, name) VALUES (?, ?) ON CONFLICT (source, name) DO NOTHING",
                source.number(),
                name);
        if (db.number("SELECT count(*) FROM source_stream WHERE source = ?", source.number()) > STREAMS_MAX) {
            throw new TooManyStreams();
        }
        return db.number("SELECT number FROM source_stream WHERE source = ? AND name = ?", source.number(), name);
    }

    private void cut(Db db, long stream) {
        if (db.number("SELECT kept FROM source_stream WHERE number = ?", stream)
                <= numbersMax + numbersMax / SLACK_PART) {
            return;
        }
        long floor = db.number(
                "SELECT line FROM source_stream_line WHERE stream = ? ORDER BY line DESC LIMIT 1 OFFSET ?",
                stream,
                numbersMax - 1);
        int cut = db.update("DELETE FROM source_stream_line WHERE stream = ? AND line < ?", stream, floor);
        db.update("UPDATE source_stream SET floor = ?, kept = kept - ? WHERE number = ?", floor, cut, stream);
    }
}
