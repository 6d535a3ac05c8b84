package org.commonwatch.matching.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;

/**
 * A big base with the changes since in front of it. A change is found by every scan from its next block on, and is in the change
 * file before the call returns. {@link #merge} writes a new base, which may take seconds, while scans and changes go on.
 *
 * <p>Crash at any point: the base is replaced by rename and says which change was its last; the change file is read from
 * there on. So either the old base and all changes are there, or the new base and those after it. Any number of threads; one
 * process at a time may change a folder.
 */
public final class LiveIndex implements IndexSource, AutoCloseable {
    /** Changes beyond which {@link #wantsMerge} asks for a merge: some 30 MB of memory. */
    public static final int CHANGES_MAX = 100_000;

    static final String BASE_NAME = "base.cwindex";
    static final String CHANGES_NAME = "changes.log";

    private final Path base;
    private final Object merging = new Object();
    private final KeyForm keys = new KeyForm();
    private final Map<MatchKind, Long> counts = new EnumMap<>(MatchKind.class);
    private final ChangeLog log;
    private Delta delta = new Delta(1024, 4096);
    private long sequence;
    private volatile IndexView view;

    private LiveIndex(Path folder) throws IOException, Refused {
        this.base = folder.resolve(BASE_NAME);
        BaseIndex opened = BaseIndex.open(base, Arena.ofAuto());
        this.view = fresh(opened, delta);
        this.counts.putAll(opened.counts());
        this.sequence = opened.sequence();
        List<Delta.Change> later = new ArrayList<>();
        this.log = ChangeLog.open(folder.resolve(CHANGES_NAME), later::add);
        for (Delta.Change change : later) {
            if (change.sequence() > sequence) {
                apply(change);
            }
        }
    }

    /**
     * Opens the live index in {@code folder}; an empty one is made where there is none.
     *
     * @throws Refused when its base is not an index, see {@link IndicatorIndex#open}
     */
    public static LiveIndex open(Path folder) throws IOException, Refused {
        Files.createDirectories(folder);
        if (!Files.exists(folder.resolve(BASE_NAME))) {
            try (IndexWriter writer = new IndexWriter()) {
                writer.write(folder.resolve(BASE_NAME));
            }
        }
        return new LiveIndex(folder);
    }

    static IndexView fresh(BaseIndex base, Delta delta) {
        return new IndexView(
                base,
                delta,
                base.longs(IndexFormat.Section.TOKEN_FILTER),
                base.longs(IndexFormat.Section.NET_FILTER),
                base.longs(IndexFormat.Section.ENDINGS),
                base.longs(IndexFormat.Section.BUSY),
                Shape.of(base));
    }

    @Override
    public IndexView view() {
        return view;
    }

    /**
     * Adds one. Adding what is there changes nothing.
     *
     * @throws Refused {@code indicator-malformed} when the value is not of its kind
     */
    public void add(Indicator indicator) throws Refused {
        change(CanonicalForm.of(indicator), false);
    }

    /** Removes the indicator of this kind, value and id. Removing what is not there changes nothing. */
    public void remove(Indicator indicator) throws Refused {
        change(CanonicalForm.of(indicator), true);
    }

    private synchronized void change(Indicator indicator, boolean removed) {
        if (isListed(indicator) != removed) {
            return;
        }
        Delta.Change change = new Delta.Change(indicator, removed, sequence + 1);
        try {
            log.append(change);
        } catch (IOException e) {
            throw new UncheckedIOException("writing a change of the index beside " + base, e);
        }
        apply(change);
    }

    private boolean isListed(Indicator indicator) {
        return lookup(indicator.kind(), indicator.value()).stream().anyMatch(found -> found.id() == indicator.id());
    }

    private synchronized void apply(Delta.Change change) {
        boolean was = isListed(change.indicator());
        if (delta.isFull()) {
            delta = delta.larger();
        }
        view = LiveMarks.apply(view, delta, keys, change);
        sequence = change.sequence();
        if (was == change.removed()) {
            counts.merge(change.indicator().kind(), change.removed() ? -1L : 1L, Long::sum);
        }
    }

    public synchronized long size() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many indicators there are of each kind, zeros included. */
    public synchronized Map<MatchKind, Long> counts() {
        return new EnumMap<>(counts);
    }

    /** Every indicator of the kind whose value is equal to {@code value}, by id; none when that is no value of the kind. */
    public List<Indicator> lookup(MatchKind kind, String value) {
        return Lookup.of(view, kind, value);
    }

    /** Every indicator once, in no particular order, as of one moment. */
    public void forEach(Consumer<Indicator> to) {
        IndexView now;
        List<Delta.Change> changes;
        synchronized (this) {
            now = view;
            changes = changes();
        }
        forEach(now.base(), changes, to);
    }

    private static void forEach(BaseIndex base, List<Delta.Change> changes, Consumer<Indicator> to) {
        Delta changed = new Delta(changes.size(), changes.size());
        KeyForm keys = new KeyForm();
        for (Delta.Change change : changes) {
            byte[] key = keys.key(change.indicator().kind(), change.indicator().value());
            int code = change.indicator().kind().code();
            changed.note(code, KeyHash.of(code, key, 0, key.length), key, change);
        }
        base.forEach(indicator -> {
            byte[] key = keys.key(indicator.kind(), indicator.value());
            int code = indicator.kind().code();
            Optional<Delta.Change> last = changed.last(code, KeyHash.of(code, key, 0, key.length), key, indicator.id());
            if (last.isEmpty()) {
                to.accept(indicator);
            }
        });
        changes.stream().filter(change -> !change.removed()).forEach(change -> to.accept(change.indicator()));
    }

    private List<Delta.Change> changes() {
        List<Delta.Change> changes = new ArrayList<>();
        delta.forEach(changes::add);
        changes.sort(Comparator.comparingLong(Delta.Change::sequence));
        return changes;
    }

    /**
     * How the index lies on disk.
     *
     * @param changes keys that changed since the base was written
     * @param generation number of the last change that is in the base
     * @param written when the base was written
     */
    public record State(int changes, long generation, Instant written) {}

    public synchronized State state() throws IOException {
        return new State(
                delta.keys(),
                view.base().sequence(),
                Files.getLastModifiedTime(base).toInstant());
    }

    /** Whether there are so many changes that a {@link #merge} is due. */
    public synchronized boolean wantsMerge() {
        return delta.keys() >= CHANGES_MAX;
    }

    /** Writes base and changes as a new base and goes on with that. Blocks its caller, nobody else; one at a time. */
    public void merge() throws IOException, Refused {
        synchronized (merging) {
            BaseIndex old;
            List<Delta.Change> changes;
            long upTo;
            synchronized (this) {
                old = view.base();
                changes = changes();
                upTo = sequence;
            }
            try (IndexWriter writer = new IndexWriter().sequence(upTo)) {
                forEach(old, changes, writer::addCanonical);
                writer.write(base);
            }
            swap(upTo);
        }
    }

    /** Replaces everything by what was added to {@code all}, which is used up. */
    public void replace(IndexWriter all) throws IOException, Refused {
        synchronized (merging) {
            synchronized (this) {
                all.sequence(sequence).write(base);
                swap(sequence);
            }
        }
    }

    private synchronized void swap(long upTo) throws IOException, Refused {
        BaseIndex next = BaseIndex.open(base, Arena.ofAuto());
        List<Delta.Change> later = changes();
        later.removeIf(change -> change.sequence() <= upTo);
        log.rewrite(later);
        counts.putAll(next.counts());
        delta = new Delta(Math.max(1024, later.size()), Math.max(4096, later.size()));
        view = fresh(next, delta);
        later.forEach(this::apply);
    }

    /** Makes every change so far survive the end of the machine, not only of the process. */
    public synchronized void sync() throws IOException {
        log.sync();
    }

    @Override
    public synchronized void close() throws IOException {
        log.close();
    }
}
