package org.commonwatch.node.sharing;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Stopping;
import org.commonwatch.node.spine.StoreFault;
import org.commonwatch.node.spine.TooBusy;
import org.jboss.logging.Logger;

/**
 * The live stream: what replay applied, told to everyone who listens and may know. One thread gathers news for {@link
 * #SPACING}, reads it once, and puts it through each listener's own gate; who the listener is gets asked anew each time, so
 * a revoked token hears nothing more. A listener that does not keep up is let go and connects again by itself.
 */
@ApplicationScoped
public class Live {
    static final int LISTENERS_MAX = 64;

    /** Events kept for a listener whose connection is slow. */
    static final int BACKLOG_EVENTS_MAX = 16;

    /** Objects named in one event; a listener that wants all asks TAXII or the pages. */
    private static final int OBJECTS_MAX = 20;

    private static final Duration SPACING = Duration.ofMillis(300);

    /** Shorter than proxies and our own server wait on a silent connection. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final Logger LOG = Logger.getLogger(Live.class);

    private final Logs logs;
    private final Newest newest;
    private final Semaphore news = new Semaphore(0);
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Set<Integer> grown = ConcurrentHashMap.newKeySet();
    private final Map<String, Terms> noted = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closing;

    /** The last item told of each log. Owned by the thread. */
    private final Map<Integer, Long> told = new HashMap<>();

    @Inject
    Live(Spine spine, Logs logs, Newest newest) {
        this.logs = logs;
        this.newest = newest;
        this.thread = Thread.ofPlatform().daemon().name("live").unstarted(this::run);
        for (Log log : logs.all()) {
            told.put(log.number(), newest.lastKey(log));
        }
        spine.onApplied(log -> {
            grown.add(log.number());
            news.release();
        });
        thread.start();
    }

    /** What a listener hears. */
    sealed interface News {
        /** Entries of a log were applied. */
        record Grown(String log, long size) implements News {}

        /** Objects arrived; the newest of them, newest first. */
        record Arrived(List<Newest.Line> lines) implements News {
            public Arrived {
                lines = List.copyOf(lines);
            }
        }

        /** Something else that a page may show changed. */
        record Noted(String what) implements News {}

        /** Nothing to say; keeps the connection open. */
        record Heartbeat() implements News {}
    }

    /** @param unsent events that wait for the connection */
    private record Listener(
            Supplier<Optional<Reader>> standing, MultiEmitter<? super News> emitter, AtomicInteger unsent) {
        /** False when the listener is too slow. */
        boolean tell(News news) {
            if (unsent.incrementAndGet() > BACKLOG_EVENTS_MAX) {
                return false;
            }
            emitter.emit(news);
            return true;
        }
    }

    /**
     * A stream for one listener that starts with a heartbeat and ends when the listener may no longer listen.
     *
     * @param standing who listens, asked before each event
     * @throws TooBusy when {@link #LISTENERS_MAX} listen already
     */
    Multi<News> listen(Supplier<Optional<Reader>> standing) {
        if (listeners.size() >= LISTENERS_MAX) {
            throw new TooBusy(LISTENERS_MAX + " listeners are connected");
        }
        AtomicInteger unsent = new AtomicInteger();
        return Multi.createFrom()
                .<News>emitter(
                        emitter -> {
                            Listener listener = new Listener(standing, emitter, unsent);
                            emitter.onTermination(() -> listeners.remove(listener));
                            listener.tell(new News.Heartbeat());
                            listeners.add(listener);
                        },
                        2 * BACKLOG_EVENTS_MAX)
                .onItem()
                .invoke(sent -> unsent.decrementAndGet());
    }

    /**
     * Tells listeners that something changed which is no object of a log.
     *
     * @param what names the event
     * @param terms under which it stands: who may not see it hears nothing
     */
    public void changed(String what, Terms terms) {
        noted.put(what, terms);
        news.release();
    }

    void stop(@Observes Stopping stopping) {
        close();
    }

    @PreDestroy
    void close() {
        closing = true;
        news.release();
        listeners.forEach(listener -> listener.emitter().complete());
        listeners.clear();
    }

    private void run() {
        try {
            while (!closing) {
                boolean any = news.tryAcquire(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                if (any) {
                    Thread.sleep(SPACING);
                    news.drainPermits();
                }
                tellAll(any);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellAll(boolean any) {
        try {
            List<Log> changed = any ? changed() : List.of();
            List<Guarded<Item>> arrived = arrived(changed);
            Map<String, Terms> others = Map.copyOf(noted);
            others.forEach(noted::remove);
            listeners.removeIf(listener -> !stays(listener, changed, arrived, others));
        } catch (StoreFault | TooBusy fault) {
            // The stream is a convenience: pages still show everything when they are loaded.
            LOG.warn("the live stream left something out", fault);
        }
    }

    private boolean stays(
            Listener listener, List<Log> changed, List<Guarded<Item>> arrived, Map<String, Terms> others) {
        Optional<Reader> reader = listener.standing().get();
        boolean stays = reader.map(known -> tell(listener, new Gate(known, Action.STREAM), changed, arrived, others))
                .orElse(false);
        if (!stays) {
            listener.emitter().complete();
        }
        return stays;
    }

    private boolean tell(
            Listener listener, Gate gate, List<Log> changed, List<Guarded<Item>> arrived, Map<String, Terms> others) {
        if (changed.isEmpty() && others.isEmpty()) {
            return listener.tell(new News.Heartbeat());
        }
        boolean keepsUp = true;
        for (Map.Entry<String, Terms> other : others.entrySet()) {
            if (gate.decision(other.getValue()).allowed()) {
                keepsUp &= listener.tell(new News.Noted(other.getKey()));
            }
        }
        List<Newest.Line> lines = arrived.stream()
                .flatMap(item -> gate.explained(item).stream())
                .limit(OBJECTS_MAX)
                .flatMap(item -> newest.line(item, gate).stream())
                .toList();
        if (!lines.isEmpty()) {
            keepsUp &= listener.tell(new News.Arrived(lines));
        }
        for (Log log : changed) {
            if (gate.decision(Entries.terms(log)).allowed()) {
                keepsUp &= listener.tell(
                        new News.Grown(log.name(), logs.reader(log).size()));
            }
        }
        return keepsUp;
    }

    private List<Log> changed() {
        List<Log> changed = new ArrayList<>();
        for (Log log : logs.all()) {
            if (grown.remove(log.number())) {
                changed.add(log);
            }
        }
        return changed;
    }

    private List<Guarded<Item>> arrived(List<Log> changed) {
        List<Guarded<Item>> arrived = new ArrayList<>();
        for (Log log : changed) {
            long last = newest.lastKey(log);
            // A log that was removed leaves its number to the next one, which starts anew.
            Optional<Long> before =
                    Optional.ofNullable(told.put(log.number(), last)).filter(key -> key <= last);
            arrived.addAll(newest.since(log, before.orElse(ItemKey.first(log.number()) - 1), OBJECTS_MAX));
        }
        return arrived;
    }
}
