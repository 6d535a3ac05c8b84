package org.commonwatch.node.sources;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.LocalStore;
import org.commonwatch.node.spine.SqliteStore;

/** A real local.db in a folder, with sources in it and {@link EveryLine} behind them; the test moves the clock. */
final class SourceFixture implements AutoCloseable {
    final EveryLine lines = new EveryLine();
    final HandClock clock = new HandClock();
    final SqliteStore local;
    final SourceStore store;
    final Uptake uptake;
    private final Home home;

    SourceFixture(Path folder) {
        home = Home.open(folder);
        local = LocalStore.open(home, List.of(new SourceTables(), lines));
        store = new SourceStore(local);
        uptake = new Uptake(local, lines, clock);
    }

    /** A clock that a test moves. */
    static final class HandClock extends Clock {
        private Instant now = Instant.parse("2026-11-25T12:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
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

    Source add(String name, Settings settings) {
        NewSource source = new NewSource(name, settings, Optional.empty(), ZoneOffset.UTC, true);
        store.add(source, clock.instant());
        return store.named(name).orElseThrow();
    }

    FileTail tail(Source source) throws Refused {
        Settings.Files files = (Settings.Files) source.settings();
        return new FileTail(source, files, PathPattern.of(files, home.root()), local, uptake, clock, new Tally(clock));
    }

    Map<String, Integer> counts() {
        return local.read(EveryLine::counts);
    }

    List<EveryLine.Seen> seen() {
        return local.read(EveryLine::seen);
    }

    @Override
    public void close() {
        local.close();
        home.close();
    }
}
