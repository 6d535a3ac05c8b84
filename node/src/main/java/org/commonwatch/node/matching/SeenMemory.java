package org.commonwatch.node.matching;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.memory.Memory;
import org.commonwatch.matching.memory.MemoryDamaged;
import org.commonwatch.matching.memory.MemoryLimits;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;
import org.jboss.logging.Logger;

/** The node's memory of values, under {@code matching/memory/} of the home folder: what nobody can bring back when it is lost. */
@Singleton
class SeenMemory implements Remembered {
    /** Sources and values told of one indicator; more would not make it plainer. */
    private static final int SEEN_MAX = 1_000;

    private static final Duration TIDY_EVERY = Duration.ofHours(1);
    private static final Logger LOG = Logger.getLogger(SeenMemory.class);

    private final Memory memory;
    private final SqliteStore local;
    private final Clock clock;
    private volatile Instant tidyAt;

    @Inject
    SeenMemory(Home home, @Local SqliteStore local, Clock clock) {
        this.local = local;
        this.clock = clock;
        this.tidyAt = clock.instant().plus(TIDY_EVERY);
        Path folder = MatchIndex.folder(home).resolve("memory");
        try {
            this.memory = open(folder, clock);
        } catch (IOException e) {
            throw new UncheckedIOException("opening the memory of what was seen in " + folder, e);
        }
    }

    /** A memory that cannot be read is put aside: looking back begins anew, and the node starts. */
    private static Memory open(Path folder, Clock clock) throws IOException {
        try {
            return Memory.open(folder, MemoryLimits.DEFAULT);
        } catch (MemoryDamaged damage) {
            Path aside =
                    folder.resolveSibling("memory-damaged-" + clock.instant().getEpochSecond());
            Files.move(folder, aside);
            LOG.warnf("%s; the memory of what was seen begins anew, the old one is in %s", damage.getMessage(), aside);
            return Memory.open(folder, MemoryLimits.DEFAULT);
        }
    }

    @Override
    public Block begin(SourceLines source, Instant received) {
        var block = new org.commonwatch.matching.memory.Block(Math.toIntExact(source.sourceId()), received);
        return new Block() {
            @Override
            public void saw(long line, MatchKind kind, byte[] buffer, int from, int to) {
                block.saw(line, kind, buffer, from, to);
            }

            @Override
            public void keep() {
                SeenMemory.this.keep(block);
            }
        };
    }

    private void keep(org.commonwatch.matching.memory.Block block) {
        try {
            memory.remember(block);
            Instant now = clock.instant();
            if (!now.isBefore(tidyAt)) {
                tidyAt = now.plus(TIDY_EVERY);
                memory.tidy(now);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("remembering what a block showed", e);
        }
    }

    @Override
    public List<Seen> ask(MatchKind kind, String value) {
        try {
            return memory.ask(kind, value, SEEN_MAX, clock.instant()).seen().stream()
                    .map(seen -> new Seen(
                            seen.source(), name(seen.source()), seen.value(), seen.first(), seen.last(), seen.count()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("asking the memory of what was seen", e);
        }
    }

    private String name(long source) {
        return local.read(db ->
                        db.first("SELECT name FROM seen_source WHERE source = ?", row -> row.getString(1), source))
                .orElseGet(() -> "source " + source);
    }

    @Override
    public void forget(long sourceId) {
        try {
            memory.forget(Math.toIntExact(sourceId));
        } catch (IOException e) {
            throw new UncheckedIOException("forgetting what source " + sourceId + " showed", e);
        }
    }

    @PreDestroy
    void close() {
        try {
            memory.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing the memory of what was seen", e);
        }
    }
}
