package org.commonwatch.node.matching;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.StartupEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.node.lists.ListsFixture;
import org.commonwatch.node.sharing.SharingFixture;
import org.commonwatch.node.spine.LocalTables;
import org.commonwatch.stix.StixObject;
import org.commonwatch.telemetry.LogFormat;

/** The matching slice on a {@link SharingFixture}, as the container would wire it, with a clock that the test moves. */
final class MatchingFixture implements AutoCloseable {
    /** Generous, because the machine that runs the tests may be busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** The one source whose values are remembered. */
    static final long REMEMBERED = 77;

    final SharingFixture sharing;
    final HandClock clock;
    final Settings settings;
    final Upkeep upkeep;
    final Hits hits;
    final Triage triage;
    final LineMatching matching;
    private final LineMatching trying;
    final SeenMemory memory;
    private final MatchIndex index;

    /** A clock that stands until it is moved. */
    static final class HandClock extends Clock {
        private volatile Instant now;

        HandClock(Instant now) {
            this.now = now;
        }

        void moveTo(Instant then) {
            now = then;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private MatchingFixture(Path folder, HandClock clock) {
        this.clock = clock;
        List<LocalTables> tables = new ArrayList<>(ListsFixture.tables());
        tables.add(new MatchingTables());
        this.sharing = SharingFixture.open(folder, new LocalDisk(), clock, List.of(new MatchingProjection()), tables);
        var node = sharing.node;
        ListedOn lists = new ListedOn(ListsFixture.warnings(node, clock));
        IndicatorIds ids = new IndicatorIds(node.index());
        this.triage = new Triage(node.local(), lists, clock);
        HitWriting writing = new HitWriting(ids, triage, List.of(), clock, () -> {});
        this.settings = new Settings(node.local());
        Windows windows =
                new Windows(sharing.items, sharing.objects, node.spine().home());
        Passage passage = new Passage(Duration.ofSeconds(1));
        this.index = new MatchIndex(node.spine().home(), windows, passage);
        this.memory = new SeenMemory(node.spine().home(), node.local(), clock);
        this.upkeep = new Upkeep(
                new Watchlist(node.index()),
                index,
                windows,
                settings,
                ids,
                new LookBack(List.of(memory), writing, ids, node.local(), passage),
                new OldHits(node.local()),
                lists,
                node.entries(),
                node.logs(),
                node.spine(),
                clock);
        this.hits = new Hits(node.local(), node.logs());
        this.matching = new LineMatching(new Scans(index), windows, writing, List.of(memory), node.local(), passage);
        // Blocks that are thrown away must not be waited for.
        this.trying = new LineMatching(
                new Scans(index), windows, writing, List.of(), node.local(), new Passage(Duration.ZERO));
        upkeep.start(new StartupEvent());
    }

    static MatchingFixture open(Path folder, Instant now) {
        return new MatchingFixture(folder, new HandClock(now));
    }

    /** An indicator with a pattern and further properties, which begin with a comma. */
    static StixObject indicator(int number, String pattern, String properties) {
        return object("""
                {"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-%012d",\
                "created":"2026-06-01T00:00:00.000Z","modified":"2026-06-01T00:00:00.000Z","pattern":"%s",\
                "pattern_type":"stix","valid_from":"2026-06-01T00:00:00Z"%s}""".formatted(number, pattern, properties));
    }

    static StixObject object(String json) {
        try {
            return StixObject.parse(json.getBytes(UTF_8));
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    /** How many patterns are watched over windows. */
    long patterns() {
        return index.patterns();
    }

    void put(StixObject... objects) {
        sharing.put(sharing.node.home(), "b", List.of(objects));
    }

    /** Hits of one line that is thrown away. */
    int hitsOf(String line) {
        return match(trying, 1, 1, 0, LogFormat.PLAIN, line + "\n").hits();
    }

    BlockMatch match(long source, long line, long offset, LogFormat format, String text) {
        return match(matching, source, line, offset, format, text);
    }

    private BlockMatch match(
            LineMatching matching, long source, long line, long offset, LogFormat format, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        boolean remember = source == REMEMBERED;
        SourceLines lines = new SourceLines(source, "source " + source, Optional.of(format), ZoneOffset.UTC, remember);
        return matching.match(lines, line, offset, bytes, 0, bytes.length, clock.instant());
    }

    void feed(long source, long line, long offset, LogFormat format, String text) {
        save(match(source, line, offset, format, text));
    }

    void save(BlockMatch match) {
        sharing.node.local().write(db -> {
            match.save(db);
            return true;
        });
        match.saved();
    }

    void until(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what + "; fault " + upkeep.fault());
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    void untilFound(String line) {
        until("a hit in " + line, () -> hitsOf(line) > 0);
    }

    void untilGone(String line) {
        until("no hit in " + line, () -> hitsOf(line) == 0);
    }

    @Override
    public void close() {
        upkeep.close();
        index.close();
        memory.close();
        sharing.close();
    }
}
