package org.commonwatch.node.matching;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.index.IndexWriter;
import org.commonwatch.matching.index.LiveIndex;
import org.commonwatch.node.spine.Home;
import org.jboss.logging.Logger;

/**
 * The index of everything looked for, under {@code matching/} of the home folder. Its ids are keys of claims. Only {@link
 * Upkeep} changes it; any thread scans with it. One that cannot be opened is thrown away: it is derived.
 */
@Singleton
class MatchIndex {
    /** New values of one building that are told: what a memory can be asked in a few seconds, and some 20 MB. */
    private static final int ADDED_MAX = 200_000;

    private static final Logger LOG = Logger.getLogger(MatchIndex.class);

    private final LiveIndex live;
    private final boolean fresh;
    private final Windows windows;
    private final Passage passage;
    private final AtomicBoolean merging = new AtomicBoolean();
    private final AtomicLong changes = new AtomicLong();

    @Inject
    MatchIndex(Home home, Windows windows, Passage passage) {
        Path folder = folder(home).resolve("index");
        this.windows = windows;
        this.passage = passage;
        try {
            boolean there = Files.exists(folder);
            Opened opened = open(folder);
            this.live = opened.live();
            this.fresh = !there || opened.fresh();
        } catch (IOException e) {
            throw new UncheckedIOException("opening the matching index in " + folder, e);
        }
    }

    private record Opened(LiveIndex live, boolean fresh) {}

    static Path folder(Home home) {
        return home.root().resolve("matching");
    }

    private static Opened open(Path folder) throws IOException {
        try {
            return new Opened(LiveIndex.open(folder), false);
        } catch (Refused damaged) {
            LOG.warnf("the matching index is made anew: %s", damaged.refusal());
            deleteAll(folder);
        }
        try {
            return new Opened(LiveIndex.open(folder), true);
        } catch (Refused e) {
            throw new IllegalStateException("an empty index is refused", e);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Whether nothing of an earlier run was there. */
    boolean isNew() {
        return fresh;
    }

    LiveIndex live() {
        return live;
    }

    /** Takes out what no longer stands, then puts in what does; returns what was not looked for before. */
    List<Watched> change(List<Watched> gone, List<Watched> stands) {
        List<Watched> added = new ArrayList<>();
        try {
            passage.change(() -> {
                gone.forEach(this::remove);
                stands.stream().filter(this::add).forEach(added::add);
            });
            live.sync();
        } catch (IOException e) {
            throw new UncheckedIOException("changing the matching index", e);
        } finally {
            changes.incrementAndGet();
        }
        mergeWhenDue();
        return added;
    }

    private void remove(Watched watched) {
        if (watched.part().isWindow()) {
            windows.remove(watched.key());
            return;
        }
        try {
            live.remove(indicator(watched));
        } catch (Refused neverTaken) {
            LOG.debugf("not in the index: %s", neverTaken.refusal());
        }
    }

    /** Whether it was not looked for before. */
    private boolean add(Watched watched) {
        if (watched.part().isWindow()) {
            return windows.add(watched.key());
        }
        if (holds(watched)) {
            return false;
        }
        try {
            live.add(indicator(watched));
            return true;
        } catch (Refused malformed) {
            LOG.warnf("not looked for: %s", malformed.refusal());
            return false;
        }
    }

    /** Whether exactly this is looked for. */
    boolean holds(Watched watched) {
        Claimed.Part part = watched.part();
        return live.lookup(Claimants.kind(part.kind()), part.value()).stream()
                .anyMatch(found -> found.id() == watched.key());
    }

    /**
     * Everything that {@code all} hands over, in place of what is there. Scans go on meanwhile. Returns what was not looked for
     * before, at most {@link #ADDED_MAX}.
     */
    List<Watched> build(Consumer<Consumer<Watched>> all) {
        List<Long> patterns = new ArrayList<>();
        List<Watched> added = new ArrayList<>();
        try (IndexWriter writer = new IndexWriter()) {
            all.accept(watched -> {
                if (watched.part().isWindow()) {
                    patterns.add(watched.key());
                } else {
                    write(writer, watched);
                    if (added.size() < ADDED_MAX && !holds(watched)) {
                        added.add(watched);
                    }
                }
            });
            live.replace(writer);
            // Writing takes seconds, in which scans go on; a block scanned at the very moment of the swap may count
            // twice.
            passage.change(() -> {});
        } catch (IOException e) {
            throw new UncheckedIOException("building the matching index", e);
        } catch (Refused e) {
            throw new IllegalStateException("an index that was just written is refused", e);
        } finally {
            changes.incrementAndGet();
        }
        windows.replace(patterns);
        return added;
    }

    private static void write(IndexWriter writer, Watched watched) {
        try {
            writer.add(indicator(watched));
        } catch (Refused malformed) {
            LOG.warnf("not looked for: %s", malformed.refusal());
        }
    }

    private static Indicator indicator(Watched watched) {
        return new Indicator(
                Claimants.kind(watched.part().kind()), watched.part().value(), watched.key());
    }

    /** Folds the changes into the file, on a thread of its own: it takes seconds and stops nobody. */
    private void mergeWhenDue() {
        if (live.wantsMerge() && merging.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("matching-merge").start(() -> {
                try {
                    live.merge();
                } catch (IOException | Refused e) {
                    LOG.warn("the matching index was not merged; it is tried again with the next change", e);
                } finally {
                    merging.set(false);
                }
            });
        }
    }

    LiveIndex.State state() {
        try {
            return live.state();
        } catch (IOException e) {
            throw new UncheckedIOException("looking at the matching index", e);
        }
    }

    long values() {
        return live.size();
    }

    /** Rises after every change, also one that left every value as it was: another claim of a value is seen by other readers. */
    long changes() {
        return changes.get();
    }

    long patterns() {
        return windows.size();
    }

    /** How many values of each kind, by the kind's word. */
    Map<String, Long> byKind() {
        Map<String, Long> counts = new TreeMap<>();
        live.counts().forEach((kind, count) -> {
            if (count > 0) {
                counts.put(kind.word(), count);
            }
        });
        return counts;
    }

    @PreDestroy
    void close() {
        try {
            live.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing the matching index", e);
        }
    }
}
