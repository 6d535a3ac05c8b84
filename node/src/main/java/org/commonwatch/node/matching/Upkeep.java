package org.commonwatch.node.matching;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.commonwatch.node.spine.Caretaker;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.KeepsObjects;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Stopping;
import org.commonwatch.node.spine.TooBusy;

/**
 * Keeps the matching index in step: with what replay applied, with the clock, with the settings. One thread; it is woken by
 * replay, so that an object imported a moment ago is looked for in the next line.
 *
 * <p>The index is derived. {@link InStep} says what it holds; when that is missing, from other settings, or of a log that was
 * removed, everything is built anew. While {@code index.db} itself is being rebuilt the index stays as it is.
 */
@ApplicationScoped
class Upkeep implements KeepsObjects {
    /** How late something that begins or ends by itself may be noticed. */
    private static final Duration TICK = Duration.ofSeconds(1);

    /** Between two steps while entries keep coming: each asks the index, syncs a file and writes another. */
    private static final Duration SPACING = Duration.ofMillis(50);

    /** Beyond so many changed ids building anew is faster than going through them. */
    private static final int CHANGED_MAX = 50_000;

    /** A million values take some seconds. */
    private static final Duration BUILD_PATIENCE = Duration.ofMinutes(2);

    private final Watchlist watchlist;
    private final MatchIndex index;
    private final Windows windows;
    private final Settings settings;
    private final IndicatorIds ids;
    private final LookBack lookBack;
    private final OldHits oldHits;
    private final ListedOn lists;
    private final Entries entries;
    private final Logs logs;
    private final Clock clock;
    private final Path file;
    private final Caretaker caretaker =
            new Caretaker("matching", "the matching index", Duration.ZERO, new Caretaker.Work() {
                @Override
                public Duration turn() throws InterruptedException {
                    return Upkeep.this.turn();
                }

                @Override
                public void end() {
                    Upkeep.this.end();
                }
            });

    /** Payloads were opened late: there is something to look for behind the place that the index is in step with. */
    private volatile boolean opened;

    /** Whether what was known before the start is known again. Owned by the thread. */
    private boolean awake;

    /** When the last step began. Owned by the thread. */
    private long steppedNanos = System.nanoTime() - SPACING.toNanos();

    /** Whoever waits for an index without what was erased waits here. Guards the two numbers. */
    private final Object building = new Object();

    private long anewWanted;
    private long anewDone;

    private volatile Optional<InStep> inStep = Optional.empty();

    @Inject
    Upkeep(
            Watchlist watchlist,
            MatchIndex index,
            Windows windows,
            Settings settings,
            IndicatorIds ids,
            LookBack lookBack,
            OldHits oldHits,
            ListedOn lists,
            Entries entries,
            Logs logs,
            Spine spine,
            Clock clock) {
        this.watchlist = watchlist;
        this.index = index;
        this.windows = windows;
        this.settings = settings;
        this.ids = ids;
        this.lookBack = lookBack;
        this.oldHits = oldHits;
        this.lists = lists;
        this.entries = entries;
        this.logs = logs;
        this.clock = clock;
        this.file = MatchIndex.folder(spine.home()).resolve("in-step.json");
        spine.onApplied(log -> caretaker.tell());
        spine.onOpened(() -> {
            opened = true;
            caretaker.tell();
        });
    }

    void start(@Observes StartupEvent event) {
        caretaker.start();
    }

    void stop(@Observes Stopping stopping) {
        close();
    }

    @PreDestroy
    void close() {
        caretaker.close();
    }

    /** Says that settings changed. */
    void wake() {
        caretaker.tell();
    }

    /** Builds the index anew: a value that was taken out would stay in its files until the next merge. */
    @Override
    public void forget(List<Long> keys) {
        long deadline = System.nanoTime() + BUILD_PATIENCE.toNanos();
        synchronized (building) {
            long mine = ++anewWanted;
            caretaker.tell();
            try {
                while (anewDone < mine) {
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (left <= 0) {
                        throw new TooBusy("the matching index is not built anew yet");
                    }
                    building.wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TooBusy("interrupted while the matching index is built anew");
            }
        }
    }

    private long anewWanted() {
        synchronized (building) {
            return anewWanted > anewDone ? anewWanted : 0;
        }
    }

    private void anewDone(long upTo) {
        synchronized (building) {
            anewDone = Math.max(anewDone, upTo);
            building.notifyAll();
        }
    }

    /** Why the index stands still, if it does. */
    Optional<String> fault() {
        return caretaker.fault();
    }

    /** What the index holds; empty until it is ready. */
    Optional<InStep> inStep() {
        return inStep;
    }

    private void end() {
        windows.save();
    }

    private Duration turn() throws InterruptedException {
        long early = SPACING.toNanos() - (System.nanoTime() - steppedNanos);
        if (early > 0) {
            TimeUnit.NANOSECONDS.sleep(early);
        }
        steppedNanos = System.nanoTime();
        step();
        return lookBack.work() ? Duration.ZERO : TICK;
    }

    /** Brings the index to where replay is now. */
    private void step() {
        Instant begun = clock.instant();
        oldHits.forget(begun);
        if (!awake) {
            lists.warm();
            inStep = index.isNew() ? Optional.empty() : InStep.read(file);
            windows.begin(watchlist.windows(settings.minimums(), begun));
            awake = true;
        }
        windows.saveWhenDue(begun);
        Minimums minimums = settings.minimums();
        Map<String, InStep.Place> places = places();
        long anew = anewWanted();
        boolean other =
                opened || inStep.isEmpty() || !inStep.orElseThrow().minimums().equals(minimums) || removed(places);
        if (other || anew > 0) {
            opened = false;
            build(places, minimums);
            windows.save();
            anewDone(anew);
            return;
        }
        InStep before = inStep.orElseThrow();
        boolean rebuilding =
                places.entrySet().stream().anyMatch(log -> log.getValue().size() < size(before, log.getKey()));
        if (rebuilding) {
            return;
        }
        Instant now = clock.instant();
        Set<String> changed = new LinkedHashSet<>();
        for (Map.Entry<String, InStep.Place> log : places.entrySet()) {
            long from = size(before, log.getKey());
            if (log.getValue().size() > from && changed.size() <= CHANGED_MAX) {
                changed.addAll(watchlist.changedSince(log.getValue().number(), from, CHANGED_MAX + 1));
            }
        }
        changed.addAll(watchlist.turnedBetween(before.at(), now, CHANGED_MAX + 1));
        if (changed.size() > CHANGED_MAX) {
            build(places, minimums);
            return;
        }
        if (!changed.isEmpty()) {
            change(changed, minimums, now);
        }
        if (!changed.isEmpty() || !before.logs().equals(places)) {
            done(new InStep(places, now, minimums));
        }
    }

    private void change(Set<String> changed, Minimums minimums, Instant now) {
        List<Watched> gone = new ArrayList<>();
        List<Watched> fresh = new ArrayList<>();
        for (Claimants of : watchlist.of(changed)) {
            Optional<Claimants.Watching> watching = of.watching(minimums, now);
            of.claims().forEach(claim -> claim.parts().forEach(part -> gone.add(new Watched(claim.key(), part))));
            watching.ifPresent(stands -> stands.parts().forEach(part -> fresh.add(new Watched(stands.key(), part))));
        }
        gone.removeAll(Set.copyOf(fresh));
        List<Watched> added = index.change(gone, fresh);
        lookBack.on(added);
        // Before the step is recorded, so that after a crash the change is made, and asked about, again.
        lookBack.work();
    }

    private void build(Map<String, InStep.Place> places, Minimums minimums) {
        Instant now = clock.instant();
        ids.forget();
        List<Watched> added = index.build(sink -> watchlist.forEachActive(
                minimums,
                now,
                (id, watching) -> watching.parts().forEach(part -> sink.accept(new Watched(watching.key(), part)))));
        // An index made from nothing begins to look for everything; only what an earlier one lacked is news.
        if (inStep.isPresent()) {
            lookBack.on(added);
        }
        done(new InStep(places, now, minimums));
    }

    private void done(InStep step) {
        step.write(file);
        inStep = Optional.of(step);
    }

    /** Sizes are read before what they hold: what comes in between is simply done again. */
    private Map<String, InStep.Place> places() {
        Map<String, InStep.Place> places = new TreeMap<>();
        for (Log log : logs.all()) {
            places.put(log.name(), new InStep.Place(log.number(), entries.applied(log)));
        }
        return places;
    }

    private boolean removed(Map<String, InStep.Place> places) {
        return inStep.orElseThrow().logs().entrySet().stream().anyMatch(log -> {
            InStep.Place now = places.get(log.getKey());
            return now == null || now.number() != log.getValue().number();
        });
    }

    private static long size(InStep step, String log) {
        InStep.Place place = step.logs().get(log);
        return place == null ? 0 : place.size();
    }
}
