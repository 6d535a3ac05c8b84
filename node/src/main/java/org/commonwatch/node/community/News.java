package org.commonwatch.node.community;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Stopping;
import org.commonwatch.node.spine.TooBusy;
import org.jboss.logging.Logger;

/**
 * Announces new final checkpoints to the nodes that follow. Who listens is asked again with each heartbeat, so a removed
 * member hears of sizes for a few seconds more and of nothing else.
 */
@ApplicationScoped
class News {
    static final int LISTENERS_MAX = 128;

    /** Announcements kept for a slow connection; each is as good as the last, so more are dropped. */
    private static final int BACKLOG_MAX = 8;

    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Logger LOG = Logger.getLogger(News.class);

    private final Spine spine;
    private final Logs logs;
    private final Set<String> watched = ConcurrentHashMap.newKeySet();
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Thread thread = Thread.ofPlatform().daemon().name("news").unstarted(this::run);
    private volatile boolean closing;

    @Inject
    News(Spine spine, Logs logs) {
        this.spine = spine;
        this.logs = logs;
        thread.start();
    }

    private record Listener(
            String log,
            Supplier<Optional<Reader>> standing,
            MultiEmitter<? super String> emitter,
            AtomicInteger unsent,
            AtomicBoolean missed) {
        void tell(String data) {
            if (unsent.get() < BACKLOG_MAX) {
                unsent.incrementAndGet();
                emitter.emit(data);
            } else {
                missed.set(true);
            }
        }
    }

    /** The newest checkpoint, then each that follows; an empty text now and then. */
    Multi<String> listen(Log log, Supplier<Optional<Reader>> standing) {
        if (listeners.size() >= LISTENERS_MAX) {
            throw new TooBusy(LISTENERS_MAX + " nodes listen already");
        }
        if (watched.add(log.name())) {
            spine.onGrowth(log, finality -> tell(log));
        }
        AtomicInteger unsent = new AtomicInteger();
        return Multi.createFrom()
                .<String>emitter(
                        emitter -> {
                            Listener listener =
                                    new Listener(log.name(), standing, emitter, unsent, new AtomicBoolean());
                            emitter.onTermination(() -> listeners.remove(listener));
                            listeners.add(listener);
                            listener.tell(newest(log.name()));
                        },
                        2 * BACKLOG_MAX)
                .onItem()
                .invoke(sent -> unsent.decrementAndGet());
    }

    private void tell(Log log) {
        String data = newest(log.name());
        for (Listener listener : listeners) {
            if (listener.log().equals(log.name())) {
                listener.tell(data);
            }
        }
    }

    private String newest(String name) {
        return logs.named(name)
                .flatMap(log -> logs.reader(log).resource("checkpoint"))
                .map(Base64.getEncoder()::encodeToString)
                .orElse("");
    }

    void stop(@Observes Stopping stopping) {
        close();
    }

    @PreDestroy
    void close() {
        closing = true;
        thread.interrupt();
        listeners.forEach(listener -> listener.emitter().complete());
    }

    /** Who cannot be shown to listen rightly hears no more, and may ask again. */
    private void beat(Listener listener) {
        try {
            if (listener.standing().get().isPresent()) {
                // Whoever was too slow for the newest hears it now.
                listener.tell(listener.missed().getAndSet(false) ? newest(listener.log()) : "");
                return;
            }
        } catch (RuntimeException unknown) {
            LOG.warnf("whether somebody may hear the news of %s could not be told: %s", listener.log(), unknown);
        }
        listener.emitter().complete();
    }

    private void run() {
        try {
            while (!closing) {
                Thread.sleep(HEARTBEAT);
                listeners.forEach(this::beat);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
