package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.window.PatternPlan;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.Items;
import org.commonwatch.node.sharing.Objects;
import org.commonwatch.node.spine.Home;
import org.commonwatch.stix.pattern.Observation;
import org.jboss.logging.Logger;

/**
 * The patterns that are tried over windows of observations, by the key of the claim that stands for each, over the lines of all
 * sources together. What they may still need is kept in memory and written beside the index every {@link #SAVED_EVERY} and
 * when the node stops; a crash forgets what was seen since. Any thread; one at a time sees.
 */
@ApplicationScoped
class Windows {
    private static final Duration SAVED_EVERY = Duration.ofSeconds(30);

    /** A state longer than this was not written here: what the windows keep is bounded by 128 MiB. */
    private static final long STATE_BYTES_MAX = 512L * 1024 * 1024;

    private static final Logger LOG = Logger.getLogger(Windows.class);

    private final Items items;
    private final Objects objects;
    private final Path file;

    /** Guarded by {@code this}. */
    private final org.commonwatch.matching.window.Windows windows = new org.commonwatch.matching.window.Windows();

    /** Guarded by {@code this}. */
    private final Set<Long> keys = new HashSet<>();

    private volatile boolean any;
    private boolean changed;
    private Instant savedAt = Instant.MIN;

    @Inject
    Windows(Items items, Objects objects, Home home) {
        this.items = items;
        this.objects = objects;
        this.file = MatchIndex.folder(home).resolve("windows.state");
    }

    /** Whether there are patterns, so that lines need to be read for them. */
    boolean any() {
        return any;
    }

    /** Watches the pattern of a claim; false when it was watched already or cannot be. */
    boolean add(long key) {
        synchronized (this) {
            if (keys.contains(key)) {
                return false;
            }
        }
        // This organisation's own process reads, so it reads as its owner.
        Gate gate = new Gate(Reader.owner("matching"), Action.VIEW);
        Optional<Item> item = gate.openAll(items.at(List.of(key))).stream().findFirst();
        Optional<PatternPlan> plan = item.flatMap(objects::open).map(object -> Wanted.plan(object.stix()));
        return plan.isPresent()
                && plan.orElseThrow() instanceof PatternPlan.Windowed(org.commonwatch.matching.window.Window window)
                && put(key, window);
    }

    private synchronized boolean put(long key, org.commonwatch.matching.window.Window window) {
        if (!windows.put(Long.toString(key), window)) {
            LOG.warnf(
                    "a pattern is not watched: there are %d already",
                    org.commonwatch.matching.window.Windows.PATTERNS_MAX);
            return false;
        }
        keys.add(key);
        any = true;
        return true;
    }

    synchronized void remove(long key) {
        if (keys.remove(key)) {
            windows.remove(Long.toString(key));
            changed = true;
        }
        any = !keys.isEmpty();
    }

    /** These and no others. */
    void replace(Collection<Long> all) {
        Set<Long> wanted = Set.copyOf(all);
        Set<Long> before;
        synchronized (this) {
            before = Set.copyOf(keys);
        }
        before.stream().filter(key -> !wanted.contains(key)).forEach(this::remove);
        wanted.forEach(this::add);
    }

    synchronized long size() {
        return keys.size();
    }

    /** Keys of the claims whose patterns this observation completes. */
    synchronized List<Long> see(Observation observation, Instant received) {
        changed = true;
        return windows.see(observation, received).stream()
                .map(found -> Long.valueOf(found.pattern()))
                .toList();
    }

    /** At the start: watches these with what was kept before the node stopped. No line is seen in between: it would be forgotten. */
    synchronized void begin(Collection<Long> all) {
        replace(all);
        restore();
    }

    private void restore() {
        try {
            if (Files.exists(file) && Files.size(file) <= STATE_BYTES_MAX) {
                byte[] state = Files.readAllBytes(file);
                synchronized (this) {
                    windows.restore(state);
                }
            }
        } catch (Refused damaged) {
            LOG.warnf("what patterns had seen is forgotten: %s", damaged.refusal());
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    /** Writes what is kept, when something came and the last time is long enough ago. */
    void saveWhenDue(Instant now) {
        if (!now.isBefore(savedAt.plus(SAVED_EVERY))) {
            savedAt = now;
            save();
        }
    }

    void save() {
        byte[] state;
        synchronized (this) {
            if (!changed) {
                return;
            }
            changed = false;
            state = windows.save();
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, state);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            synchronized (this) {
                changed = true;
            }
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
