package org.commonwatch.matching.memory;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.commonwatch.matching.MatchKind;

/**
 * Remembers which values were seen, when, how often and at which source, and answers for an indicator that arrives later.
 *
 * <p>Idea: a log-structured merge tree (O'Neil et al., 1996). New facts go to a durable journal and an ordered table; a full
 * table becomes an immutable segment; segments of similar size are merged, which unites facts of the same value and drops
 * what is too old. Keys are ordered so that "under this domain" and "in this network" are ranges ({@link Key}).
 *
 * <p>Cost: remembering is one table insert a distinct value of a block and one sync a block; each fact is rewritten at most
 * log4(segments) times. A question reads one or two blocks of 4 KiB from each of at most {@link #SEGMENTS_MAX} segments.
 *
 * <p>What is promised: a block that {@link #remember} returned for is found after any crash. A block that was under way may
 * be found too, so that a count can be too high by one block, never too low. Times are exact to the second. One process at
 * a time; safe for any thread.
 */
public final class Memory implements Closeable {
    /** Facts looked at for one indicator: all hosts under a busy domain, or a network; beyond it the answer is cut. */
    public static final int VISITS_MAX = 50_000;

    /** Segments before all are merged, whatever their sizes. */
    static final int SEGMENTS_MAX = 16;

    /** This many neighbours of similar size are merged into one. */
    private static final int MERGED_AT_ONCE = 4;

    /** Room is made down to this share of the bound, so that it is not made again at once. */
    private static final double SHARE_AFTER_CUT = 0.8;

    private final Path folder;
    private final MemoryLimits limits;
    private final Table table = new Table();
    private final List<Segment> segments = new ArrayList<>();
    private Contents contents;
    private Journal journal;

    /** Set while files change; a fault leaves it set, and the next change begins with what the files say. */
    private boolean changing;

    private Memory(Path folder, MemoryLimits limits) throws IOException {
        this.folder = folder;
        this.limits = limits;
        Files.createDirectories(folder);
        contents = Contents.read(folder);
        contents.sweep(folder);
        openSegments();
        journal = Journal.open(Contents.journal(folder, contents.journal()), table::add);
        contents.write(folder);
    }

    private void openSegments() throws IOException {
        for (long number : contents.segments()) {
            segments.add(Segment.open(Contents.segment(folder, number)));
        }
    }

    /** After a fault of unknown outcome: holds again what the files hold. */
    private void readBack() throws IOException {
        close();
        segments.clear();
        table.clear();
        contents = Contents.read(folder);
        contents.sweep(folder);
        openSegments();
        journal = Journal.open(Contents.journal(folder, contents.journal()), table::add);
    }

    /**
     * Opens the memory in a folder, or begins one.
     *
     * @throws MemoryDamaged when a file does not hold what was written; moving the folder away begins a new memory
     */
    public static Memory open(Path folder, MemoryLimits limits) throws IOException {
        return new Memory(folder, limits);
    }

    /**
     * Remembers a block, durably when this returns.
     *
     * @throws IOException when it may or may not have been remembered; the next call begins with what the files hold
     */
    public synchronized void remember(Block block) throws IOException {
        List<Trace> traces = block.traces();
        if (traces.isEmpty()) {
            return;
        }
        change(() -> {
            journal.append(traces);
            traces.forEach(table::add);
            if (table.bytes() > limits.tableBytesMax()) {
                flush();
            }
        });
    }

    private interface Change {
        void run() throws IOException;
    }

    private void change(Change change) throws IOException {
        if (changing) {
            readBack();
        }
        changing = true;
        change.run();
        changing = false;
    }

    /**
     * What is known of an indicator: the value itself, everything under a domain, every address of a network.
     *
     * @param value the key of the value, as {@code docs/formats/values.md} defines it
     * @param most how many facts are wanted, latest first
     * @param now what was last seen longer ago than {@link MemoryLimits#keep} is no longer told
     */
    public synchronized Answer ask(MatchKind kind, String value, int most, Instant now) throws IOException {
        long oldest = now.minus(limits.keep()).getEpochSecond();
        Map<Key, Map<Integer, Trace>> found = new HashMap<>();
        int[] visits = {0};
        Predicate<Trace> visit = trace -> {
            found.computeIfAbsent(trace.key(), _ -> new TreeMap<>()).merge(trace.source(), trace, Trace::with);
            return ++visits[0] < VISITS_MAX;
        };
        for (KeyRange range : KeyRange.of(kind, value)) {
            table.visit(range, visit);
            for (Segment segment : segments) {
                segment.visit(range, visit);
            }
        }
        PriorityQueue<Trace> latest = new PriorityQueue<>(Comparator.comparingLong(Trace::last));
        long total = 0;
        for (Map<Integer, Trace> bySource : found.values()) {
            for (Trace trace : bySource.values()) {
                if (trace.last() >= oldest) {
                    total++;
                    latest.add(trace);
                    if (latest.size() > most) {
                        latest.poll();
                    }
                }
            }
        }
        List<Seen> seen = latest.stream()
                .sorted(Comparator.comparingLong(Trace::last).reversed().thenComparing(Trace.ORDER))
                .map(Memory::seen)
                .toList();
        return new Answer(seen, total, visits[0] >= VISITS_MAX);
    }

    private static Seen seen(Trace trace) {
        return new Seen(
                trace.key().kind(),
                trace.key().value(),
                trace.source(),
                Instant.ofEpochSecond(trace.first()),
                Instant.ofEpochSecond(trace.last()),
                trace.count());
    }

    /** How far back the memory goes: the day of the oldest fact kept. Empty while nothing was written to a segment. */
    public synchronized Optional<Instant> reach() {
        return segments.stream()
                .map(Segment::bytesByDay)
                .filter(days -> !days.isEmpty())
                .map(NavigableMap::firstKey)
                .min(Comparator.naturalOrder())
                .map(day -> Instant.ofEpochSecond(day * SegmentWriter.DAY_SECONDS));
    }

    /** Facts in segments; the same value at the same source may be counted in several until they are merged. */
    public synchronized long count() {
        return segments.stream().mapToLong(Segment::count).sum();
    }

    /** Bytes of all segments. */
    public synchronized long bytes() {
        return segments.stream().mapToLong(Segment::size).sum();
    }

    /** Drops what is too old; to be called about once an hour. */
    public synchronized void tidy(Instant now) throws IOException {
        long cutoff = now.minus(limits.keep()).getEpochSecond();
        boolean old =
                reach().isPresent() && reach().get().plus(Duration.ofDays(2)).getEpochSecond() < cutoff;
        if (old) {
            change(() -> rewrite(0, segments.size(), trace -> trace.last() >= cutoff));
        }
    }

    /** Forgets everything of one source, at once and for good. */
    public synchronized void forget(int source) throws IOException {
        change(() -> {
            table.forget(source);
            flush();
            rewrite(0, segments.size(), trace -> trace.source() != source);
        });
    }

    /** The table becomes a segment, its journal is left behind. */
    private void flush() throws IOException {
        long number = contents.next();
        List<Long> numbers = new ArrayList<>(contents.segments());
        Optional<Segment> fresh = write(number, table.inOrder().iterator(), _ -> true);
        fresh.ifPresent(_ -> numbers.add(number));
        Contents then = new Contents(number + 2, number + 1, numbers);
        Journal next = Journal.open(Contents.journal(folder, number + 1), _ -> {});
        try {
            then.write(folder);
        } catch (IOException | RuntimeException e) {
            next.close();
            throw e;
        }
        fresh.ifPresent(segments::add);
        journal.close();
        journal = next;
        Files.deleteIfExists(Contents.journal(folder, contents.journal()));
        contents = then;
        table.clear();
        mergeSimilar();
        makeRoom();
    }

    private void mergeSimilar() throws IOException {
        if (segments.size() > SEGMENTS_MAX) {
            rewrite(0, segments.size(), _ -> true);
            return;
        }
        int from = segments.size() - MERGED_AT_ONCE;
        while (from >= 0
                && segments.get(from).size()
                        <= MERGED_AT_ONCE * segments.getLast().size()) {
            rewrite(from, segments.size(), _ -> true);
            from = segments.size() - MERGED_AT_ONCE;
        }
    }

    /** Forgets the days seen longest ago until the rest fits. */
    private void makeRoom() throws IOException {
        if (bytes() <= limits.bytesMax()) {
            return;
        }
        rewrite(0, segments.size(), _ -> true);
        long excess = bytes() - (long) (limits.bytesMax() * SHARE_AFTER_CUT);
        if (bytes() <= limits.bytesMax()) {
            return;
        }
        long cutoffDay = Long.MIN_VALUE;
        for (Map.Entry<Long, Long> day : segments.getFirst().bytesByDay().entrySet()) {
            if (excess <= 0) {
                break;
            }
            excess -= day.getValue();
            cutoffDay = day.getKey() + 1;
        }
        long cutoff = cutoffDay * SegmentWriter.DAY_SECONDS;
        rewrite(0, segments.size(), trace -> trace.last() >= cutoff);
    }

    /** Segments {@code from} to {@code to} become one, with the facts that pass. */
    private void rewrite(int from, int to, Predicate<Trace> kept) throws IOException {
        List<Segment> old = List.copyOf(segments.subList(from, to));
        List<Iterator<Trace>> runs = old.stream().map(Segment::all).toList();
        long number = contents.next();
        Optional<Segment> fresh;
        try {
            fresh = write(number, new Merge(runs), kept);
        } catch (UncheckedIOException e) {
            throw new IOException("could not merge segments of " + folder, e.getCause());
        }
        List<Long> numbers = new ArrayList<>(contents.segments());
        numbers.subList(from, to).clear();
        fresh.ifPresent(_ -> numbers.add(from, number));
        Contents then = new Contents(number + 1, contents.journal(), numbers);
        then.write(folder);
        contents = then;
        segments.subList(from, to).clear();
        fresh.ifPresent(segment -> segments.add(from, segment));
        for (Segment segment : old) {
            segment.delete();
        }
    }

    private Optional<Segment> write(long number, Iterator<Trace> traces, Predicate<Trace> kept) throws IOException {
        Path path = Contents.segment(folder, number);
        try (SegmentWriter writer = new SegmentWriter(path)) {
            while (traces.hasNext()) {
                Trace trace = traces.next();
                if (kept.test(trace)) {
                    writer.add(trace);
                }
            }
            if (writer.count() > 0) {
                writer.finish();
                return Optional.of(Segment.open(path));
            }
        }
        Files.delete(path);
        return Optional.empty();
    }

    @Override
    public synchronized void close() throws IOException {
        journal.close();
        for (Segment segment : segments) {
            segment.close();
        }
    }
}
