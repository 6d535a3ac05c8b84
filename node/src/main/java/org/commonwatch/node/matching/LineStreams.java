package org.commonwatch.node.matching;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.node.spine.Db;
import org.commonwatch.telemetry.LineReader;
import org.commonwatch.telemetry.LogFormat;
import org.commonwatch.telemetry.SourceClock;

/**
 * One reader of lines for each stream of each source. A source can be a folder of many files, and the header of one does not
 * hold for another; streams are told apart by where they left off. Header lines are kept in {@code local.db} beside that
 * place, so that a reader that goes on in the middle of a file after a restart knows them.
 */
final class LineStreams {
    /** Streams of one source that can be under way; a forgotten one is read as a stream without header. */
    static final int STREAMS_MAX = 256;

    private record Place(long line, long offset) {}

    /** Whoever changes format or zone of a source begins anew. */
    private record Reading(long source, Optional<LogFormat> format, ZoneId zone) {
        static Reading of(SourceLines source) {
            return new Reading(source.sourceId(), source.format(), source.zone());
        }
    }

    /** In order of use. Each source's map is guarded by itself, the outer one by {@code this}. */
    private final Map<Reading, Map<Place, LineReader>> sources = new HashMap<>();

    /** Headers from before the restart, until their stream goes on. Guarded by {@code this}. */
    private final Map<Long, Map<Place, byte[]>> left;

    private LineStreams(Map<Long, Map<Place, byte[]>> left) {
        this.left = left;
    }

    static LineStreams load(Db db) {
        Map<Long, Map<Place, byte[]>> left = new HashMap<>();
        db.query(
                "SELECT source, line, offset, headers FROM line_stream",
                row -> left.computeIfAbsent(row.getLong(1), any -> new HashMap<>())
                        .put(new Place(row.getLong(2), row.getLong(3)), row.getBytes(4)));
        return new LineStreams(left);
    }

    /** A reader between two blocks of its stream. */
    final class Stream {
        private final Reading reading;
        private final Place from;
        private final LineReader reader;
        private final byte[] before;
        private Place to;

        private Stream(Reading reading, Place from, LineReader reader) {
            this.reading = reading;
            this.from = from;
            this.reader = reader;
            this.before = reader.headers();
            this.to = from;
        }

        LineReader reader() {
            return reader;
        }

        /** The block is read; the next one of the stream begins there. */
        void readTo(long line, long offset) {
            to = new Place(line, offset);
            put(reading, to, reader);
        }

        /** Keeps the header for after a restart, in the transaction that moves the source's position. */
        void save(Db db) {
            byte[] now = reader.headers();
            if (before.length == 0 && now.length == 0) {
                return;
            }
            long source = reading.source();
            db.update(
                    "DELETE FROM line_stream WHERE source = ? AND line = ? AND offset = ?",
                    source,
                    from.line(),
                    from.offset());
            db.update(
                    "INSERT OR REPLACE INTO line_stream (source, line, offset, headers) VALUES (?,?,?,?)",
                    source,
                    to.line(),
                    to.offset(),
                    now);
            db.update(
                    "DELETE FROM line_stream WHERE source = ? AND number NOT IN"
                            + " (SELECT number FROM line_stream WHERE source = ? ORDER BY number DESC LIMIT ?)",
                    source,
                    source,
                    STREAMS_MAX);
        }

        /** After the commit the block is never read again. */
        void saved() {
            if (!from.equals(to)) {
                forget(reading, from);
            }
        }
    }

    /** The stream that left off here, or a new one. */
    Stream at(SourceLines source, long line, long offset) {
        Place place = new Place(line, offset);
        Reading reading = Reading.of(source);
        Map<Place, LineReader> readers = readers(reading);
        synchronized (readers) {
            LineReader known = readers.get(place);
            if (known != null) {
                return new Stream(reading, place, known);
            }
        }
        LineReader fresh = LineReader.of(source.format(), new SourceClock(source.zone()));
        leftBehind(source.sourceId(), place).ifPresent(headers -> feed(fresh, headers));
        return new Stream(reading, place, fresh);
    }

    private static void feed(LineReader reader, byte[] headers) {
        int start = 0;
        while (start < headers.length) {
            int end = Lines.end(headers, start, headers.length);
            reader.read(headers, start, end, Instant.EPOCH);
            start = end + 1;
        }
    }

    private synchronized Optional<byte[]> leftBehind(long source, Place place) {
        Map<Place, byte[]> known = left.getOrDefault(source, Map.of());
        return Optional.ofNullable(known.get(place));
    }

    private synchronized Map<Place, LineReader> readers(Reading reading) {
        return sources.computeIfAbsent(reading, any -> new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, LineReader> eldest) {
                return size() > STREAMS_MAX;
            }
        });
    }

    private void put(Reading reading, Place place, LineReader reader) {
        Map<Place, LineReader> readers = readers(reading);
        synchronized (readers) {
            readers.put(place, reader);
        }
    }

    private void forget(Reading reading, Place place) {
        Map<Place, LineReader> readers = readers(reading);
        synchronized (readers) {
            readers.remove(place);
        }
    }
}
