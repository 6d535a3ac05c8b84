package org.commonwatch.node.community;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogDamaged;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Payloads;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Stopping;
import org.commonwatch.node.spine.StoreFault;
import org.commonwatch.node.spine.TooBusy;
import org.jboss.logging.Logger;

/**
 * Announces to the nodes that follow what was published, with the new entries, and what became final. Who listens is asked
 * again before entries are told and with each heartbeat, so that a removed member hears nothing of them and of sizes for a few
 * seconds more.
 */
@ApplicationScoped
class News {
    static final int LISTENERS_MAX = 128;

    /** Connections of one member to one log: its node needs one, and those that broke are noticed late. */
    static final int LISTENERS_OF_ONE_MAX = 8;

    /** Announcements kept for a slow connection; what is lost is fetched. */
    private static final int BACKLOG_MAX = 32;

    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** Between two looks for cosignatures that came though the log has not grown, see {@link #tellAgain}. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(News.class);

    private final Spine spine;
    private final Logs logs;
    private final Payloads payloads;
    private final Map<Log, Told> told = new ConcurrentHashMap<>();
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Set<Log> grown = ConcurrentHashMap.newKeySet();
    private final Semaphore awake = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().daemon().name("news").unstarted(this::run);
    private volatile boolean closing;

    @Inject
    News(Spine spine, Logs logs, Payloads payloads) {
        this.spine = spine;
        this.logs = logs;
        this.payloads = payloads;
        thread.start();
    }

    /** Up to where a log was announced; the thread alone changes it once it is there. */
    private record Told(long published, Optional<SignedCheckpoint> last) {
        static Told of(LogReader reader) {
            return new Told(reader.size(), reader.finalCheckpoint());
        }

        long finalSize() {
            return last.map(SignedCheckpoint::size).orElse(0L);
        }
    }

    private record Listener(
            Log log,
            String name,
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

        /** What the gate lets this listener have of an announcement; whoever is no member any more is let go. */
        void tell(Announcement news, Guarded<String> whole) {
            Optional<Reader> reader = standing.get();
            if (reader.isEmpty()) {
                emitter.complete();
                return;
            }
            tell(new Gate(reader.orElseThrow(), Action.MIRROR)
                    .open(whole)
                    .orElseGet(() -> news.bare().text()));
        }
    }

    /**
     * The newest final checkpoint, then what is new; an empty text now and then.
     *
     * @param name of who listens
     */
    Multi<String> listen(Log log, String name, Supplier<Optional<Reader>> standing) {
        if (listeners.size() >= LISTENERS_MAX) {
            throw new TooBusy(LISTENERS_MAX + " nodes listen already");
        }
        if (of(log).filter(listener -> listener.name().equals(name)).count() >= LISTENERS_OF_ONE_MAX) {
            throw new TooBusy(name + " listens " + LISTENERS_OF_ONE_MAX + " times already");
        }
        if (told.putIfAbsent(log, Told.of(logs.reader(log))) == null) {
            spine.onGrowth(log, finality -> {
                grown.add(log);
                awake.release();
            });
        }
        AtomicInteger unsent = new AtomicInteger();
        return Multi.createFrom()
                .<String>emitter(
                        emitter -> {
                            Listener listener = new Listener(log, name, standing, emitter, unsent, new AtomicBoolean());
                            emitter.onTermination(() -> listeners.remove(listener));
                            listeners.add(listener);
                            listener.tell(newest(log));
                        },
                        2 * BACKLOG_MAX)
                .onItem()
                .invoke(sent -> unsent.decrementAndGet());
    }

    private String newest(Log log) {
        return logs.named(log.name())
                .flatMap(known -> logs.reader(known).finalCheckpoint())
                .map(checkpoint -> Announcement.of(checkpoint.note()).text())
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
            LOG.warnf(
                    "whether somebody may hear the news of %s could not be told: %s",
                    listener.log().name(), unknown);
        }
        listener.emitter().complete();
    }

    private void run() {
        long heartbeat = System.nanoTime() + HEARTBEAT.toNanos();
        long look = System.nanoTime() + LOOK.toNanos();
        try {
            while (!closing) {
                boolean any = awake.tryAcquire(Math.max(0, look - System.nanoTime()), TimeUnit.NANOSECONDS);
                awake.drainPermits();
                if (any) {
                    Set.copyOf(grown).forEach(log -> guarded(log, () -> tell(log)));
                }
                if (System.nanoTime() - look >= 0) {
                    look = System.nanoTime() + LOOK.toNanos();
                    told.keySet().forEach(log -> guarded(log, () -> tellAgain(log)));
                }
                if (System.nanoTime() - heartbeat >= 0) {
                    heartbeat = System.nanoTime() + HEARTBEAT.toNanos();
                    listeners.forEach(this::beat);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever was not told hears the newest with the next heartbeat. */
    private void guarded(Log log, Runnable telling) {
        try {
            telling.run();
        } catch (DiskFault | LogDamaged | StoreFault | TooBusy fault) {
            LOG.warnf("news of %s were left out: %s", log.name(), fault.getMessage());
            of(log).forEach(listener -> listener.missed().set(true));
        }
    }

    private Stream<Listener> of(Log log) {
        return listeners.stream().filter(listener -> listener.log().equals(log));
    }

    /** What has become final of what was told before goes first: members wait for it. */
    private void tell(Log log) {
        grown.remove(log);
        if (!logs.all().contains(log)) {
            // It was left; whoever listens is no member any more.
            return;
        }
        LogReader reader = logs.reader(log);
        Optional<SignedCheckpoint> last = reader.finalCheckpoint();
        SignedCheckpoint head = reader.checkpoint();
        Told before = told.getOrDefault(log, Told.of(reader));
        // A new epoch may begin with less than was published in the one before.
        told.put(log, new Told(head.size(), last));
        if (of(log).findAny().isEmpty()) {
            return;
        }
        Optional<SignedCheckpoint> finished = last.filter(one -> one.size() > before.finalSize());
        finished.filter(one -> one.size() <= before.published())
                .ifPresent(one -> tell(log, Announcement.of(one.note())));
        if (head.size() > before.published()) {
            SignedCheckpoint newest =
                    finished.filter(one -> one.size() == head.size()).orElse(head);
            tell(log, announcement(log, reader, newest, before.published()));
            finished.filter(one -> one.size() > before.published() && one.size() < head.size())
                    .ifPresent(one -> tell(log, Announcement.of(one.note())));
        }
    }

    /**
     * What was final by one policy gets the cosignatures of the next one, and the log has not grown. Who goes by that one already waits for
     * them, and would look by itself minutes later.
     */
    private void tellAgain(Log log) {
        if (of(log).findAny().isEmpty() || !logs.all().contains(log)) {
            return;
        }
        Told before = told.getOrDefault(log, Told.of(logs.reader(log)));
        Optional<SignedCheckpoint> more = logs.reader(log)
                .finalCheckpoint()
                .filter(one ->
                        one.size() == before.finalSize() && !before.last().equals(Optional.of(one)));
        if (more.isPresent()) {
            told.put(log, new Told(before.published(), more));
            tell(log, Announcement.of(more.orElseThrow().note()));
        }
    }

    /** With the entries since {@code from}, if they are few and small; with those payloads that are ciphertext and small. */
    private Announcement announcement(Log log, LogReader reader, SignedCheckpoint checkpoint, long from) {
        List<byte[]> leaves = new ArrayList<>();
        List<Optional<byte[]>> files = new ArrayList<>();
        int room = Announcement.BYTES_MAX;
        if (checkpoint.size() - from <= Announcement.ENTRIES_MAX) {
            try (Stream<Leaf> entries = reader.entries(from, checkpoint.size())) {
                entries.map(Leaf::bytes).forEach(leaves::add);
            }
            room -= leaves.stream().mapToInt(leaf -> leaf.length).sum();
        }
        if (room < 0) {
            return Announcement.of(checkpoint.note());
        }
        for (byte[] leaf : leaves) {
            int left = room;
            Optional<byte[]> file = sealed(log, leaf).filter(bytes -> bytes.length <= left);
            files.add(file);
            room -= file.map(bytes -> bytes.length).orElse(0);
        }
        return new Announcement(checkpoint.note(), from, leaves, files);
    }

    /**
     * The payload of an entry that is not applied yet, if it is ciphertext: of that the gate is asked about the entry alone. What is
     * in clear is fetched when its objects are known.
     */
    private Optional<byte[]> sealed(Log log, byte[] leaf) {
        try {
            Envelope envelope = Envelope.parse(leaf);
            return envelope.statement()
                    .draft()
                    .payload()
                    .filter(any -> payloads.isSealed(log, envelope.id()))
                    .flatMap(any -> payloads.file(log, envelope.id()));
        } catch (Refused isVoid) {
            return Optional.empty();
        }
    }

    private void tell(Log log, Announcement news) {
        Guarded<String> whole = Guarded.of(Entries.terms(log), news.text());
        of(log).forEach(listener -> listener.tell(news, whole));
    }
}
