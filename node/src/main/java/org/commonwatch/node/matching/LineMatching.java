package org.commonwatch.node.matching;

import io.quarkus.arc.All;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.telemetry.LineReader;
import org.commonwatch.telemetry.LogFormat;
import org.commonwatch.telemetry.LogRecord;
import org.commonwatch.telemetry.Observations;
import org.commonwatch.telemetry.Understood;

/**
 * Matches blocks: first the bytes are scanned for everything in the index, then lines are read where that tells more. A line
 * that hit is read for its time and asset; every line is read where its format writes values in pieces or with escapes, so
 * that the bytes do not hold them.
 */
@Singleton
class LineMatching implements BlockMatching {
    private final Scans scans;
    private final Windows windows;
    private final HitWriting hits;
    private final List<Remembered> memories;
    private final LineStreams streams;
    private final Passage passage;

    @Inject
    LineMatching(
            Scans scans,
            Windows windows,
            HitWriting hits,
            @All List<Remembered> memories,
            @Local SqliteStore local,
            Passage passage) {
        this.scans = scans;
        this.windows = windows;
        this.hits = hits;
        this.memories = memories;
        this.streams = local.read(LineStreams::load);
        this.passage = passage;
    }

    @Override
    public BlockMatch match(
            SourceLines source, long firstLine, long firstOffset, byte[] block, int from, int to, Instant received) {
        Passage.Block place = passage.enter(isRemembered(source));
        try {
            return match(source, firstLine, firstOffset, block, from, to, received, place);
        } finally {
            place.scanned();
        }
    }

    private BlockMatch match(
            SourceLines source,
            long firstLine,
            long firstOffset,
            byte[] block,
            int from,
            int to,
            Instant received,
            Passage.Block place) {
        List<Remembered.Block> remembered = isRemembered(source)
                ? memories.stream()
                        .map(memory -> memory.begin(source, received))
                        .toList()
                : List.of();
        if (!remembered.isEmpty()) {
            SeenValues.tell(block, from, to, remembered);
        }
        Scans.Found found = scans.scan(block, from, to);
        LineStreams.Stream stream = streams.at(source, firstLine, firstOffset);
        Understood before = stream.reader().understood();
        BlockReading reading = new BlockReading(block, from, to, firstOffset);
        long lines = windows.any() || isReadWhole(source)
                ? readAll(source, stream.reader(), reading, found, remembered, firstLine, block, from, to, received)
                : readHits(stream.reader(), reading, found, firstLine, block, from, to, received);
        stream.readTo(firstLine + lines, firstOffset + to - from);
        Understood understood = stream.reader().understood().since(before);
        return new Match(source, reading.met(), reading.hits(), understood, stream, remembered, place);
    }

    private boolean isRemembered(SourceLines source) {
        return source.remember() && !memories.isEmpty();
    }

    /** Formats that hold every value in one piece as it is, so that only lines that hit need to be read. */
    private static boolean isReadWhole(SourceLines source) {
        Optional<LogFormat> format = source.format();
        return format.isEmpty()
                || switch (format.orElseThrow()) {
                    case PLAIN, BIND, UNBOUND -> false;
                    case ZEEK_TSV, ZEEK_JSON, EVE, APACHE, SQUID, WINDOWS, NETFLOW_CSV, OCSF, SYSLOG -> true;
                };
    }

    /** Returns how many lines there are. */
    private long readAll(
            SourceLines source,
            LineReader reader,
            BlockReading reading,
            Scans.Found found,
            List<Remembered.Block> remembered,
            long firstLine,
            byte[] block,
            int from,
            int to,
            Instant received) {
        long line = 0;
        int start = from;
        int next = 0;
        while (start < to) {
            int end = Lines.end(block, start, to);
            LogRecord read = reader.read(block, start, end, received);
            while (next < found.tokens().size() && found.tokens().get(next).at() < end) {
                reading.add(found.tokens().get(next), read, firstLine + line, start, end);
                next++;
            }
            for (String text : read.values()) {
                byte[] value = text.getBytes(StandardCharsets.UTF_8);
                for (Token token : scans.value(value)) {
                    reading.add(token, read, firstLine + line, start, end);
                }
                SeenValues.tell(value, 0, value.length, remembered);
            }
            if (windows.any()) {
                patterns(source, reading, read, firstLine + line, start, end, received);
            }
            line++;
            start = end + 1;
        }
        return line;
    }

    /** Shows a line to the patterns; whichever it completes has hit here. The place of a line is the name of its observation. */
    private void patterns(
            SourceLines source, BlockReading reading, LogRecord read, long line, int start, int end, Instant received) {
        String id = source.sourceId() + ":" + line + ":" + reading.offset(start);
        Observations.of(read, id)
                .ifPresent(observation -> windows.see(observation, received)
                        .forEach(key -> reading.add(
                                new Token(key, MatchingProjection.WINDOW_KIND, "", "PATTERN", start, ForeignBytes.NONE),
                                read,
                                line,
                                start,
                                end)));
    }

    private long readHits(
            LineReader reader,
            BlockReading reading,
            Scans.Found found,
            long firstLine,
            byte[] block,
            int from,
            int to,
            Instant received) {
        Optional<LogRecord> read = Optional.empty();
        int start = -1;
        int end = -1;
        for (int i = 0; i < found.tokens().size(); i++) {
            Token token = found.tokens().get(i);
            if (read.isEmpty() || token.at() >= end) {
                start = Lines.start(block, token.at(), from);
                end = Lines.end(block, token.at(), to);
                read = Optional.of(reader.read(block, start, end, received));
            }
            reading.add(token, read.orElseThrow(), firstLine + found.lines().get(i) - 1, start, end);
        }
        return Lines.count(block, from, to);
    }

    /** What one block brought. */
    private final class Match implements BlockMatch {
        private final SourceLines source;
        private final List<Met> met;
        private final int count;
        private final Understood understood;
        private final LineStreams.Stream stream;
        private final List<Remembered.Block> remembered;
        private final Passage.Block place;

        Match(
                SourceLines source,
                List<Met> met,
                int count,
                Understood understood,
                LineStreams.Stream stream,
                List<Remembered.Block> remembered,
                Passage.Block place) {
            this.source = source;
            this.met = List.copyOf(met);
            this.count = count;
            this.understood = understood;
            this.stream = stream;
            this.remembered = List.copyOf(remembered);
            this.place = place;
        }

        @Override
        public int hits() {
            return count;
        }

        @Override
        public Understood understood() {
            return understood;
        }

        @Override
        public void save(Db local) {
            hits.write(local, source.sourceId(), source.name(), met);
            stream.save(local);
            if (!remembered.isEmpty()) {
                local.update(
                        "INSERT INTO seen_source VALUES (?,?) ON CONFLICT (source) DO UPDATE SET name = excluded.name"
                                + " WHERE name <> excluded.name",
                        source.sourceId(),
                        source.name());
            }
        }

        @Override
        public void saved() {
            stream.saved();
            if (!remembered.isEmpty()) {
                place.saved(() -> remembered.forEach(Remembered.Block::keep));
            }
            if (count > 0) {
                hits.saved();
            }
        }
    }
}
