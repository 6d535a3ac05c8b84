package org.commonwatch.node.notify;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.commonwatch.node.Address;
import org.commonwatch.node.matching.HitNotices;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.SqliteStore;
import org.jboss.logging.Logger;

/** The channels of this node: what the owner does with them, and the threads that tell. */
@ApplicationScoped
class Channels {
    /** Between two looks for something to do; each costs a few rows. */
    private static final int LOOK_MILLIS = 500;

    /** After a fault of this node, so that it fills no log. */
    private static final int REST_MILLIS = 30_000;

    /** How long a stop waits for messages under way; what is cut short is sent again with the same delivery id. */
    private static final long CLOSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    private static final Logger LOG = Logger.getLogger(Channels.class);

    private final ChannelStore store;
    private final Outbox outbox;
    private final News news;
    private final NewsTaking taking;
    private final ChannelWork work;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Set<Long> attended = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();

    @Inject
    Channels(
            @Local SqliteStore local,
            News news,
            HitNotices notices,
            Outbound outbound,
            Address address,
            Logs logs,
            Entries entries,
            Clock clock,
            SecureRandom random) {
        this.store = new ChannelStore(local);
        this.outbox = new Outbox(local, random);
        this.news = news;
        BooleanSupplier replayed = new Replayed(logs, entries);
        this.taking = new NewsTaking(local, news, notices::of, replayed, clock, NewsTaking.NOTICES_MAX);
        this.work = new ChannelWork(
                store,
                outbox,
                new Messages(notices::of, address::url),
                Sending.by(outbound, clock),
                new BackOff(random),
                replayed,
                clock);
        this.clock = clock;
    }

    /** Something that is done again and again; whether there may be more at once, empty to end. */
    @FunctionalInterface
    private interface Round {
        Optional<Boolean> once() throws InterruptedException;
    }

    synchronized void start(@Observes StartupEvent event) {
        List<Channel> all = store.all();
        news.wanted(!all.isEmpty());
        begin("news", () -> Optional.of(taking.take()));
        all.forEach(this::attend);
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        closing.countDown();
        long deadline = System.nanoTime() + CLOSE_NANOS_MAX;
        for (Thread thread : threads) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void attend(Channel channel) {
        if (attended.add(channel.number())) {
            begin("channel " + channel.name(), () -> switch (work.step(channel.number())) {
                case TRIED -> Optional.of(true);
                case NOTHING_DUE -> Optional.of(false);
                case GONE -> Optional.empty();
            });
        }
    }

    /** A platform thread, because it asks SQLite; never interrupted, because it reads payloads through file channels. */
    private void begin(String name, Round round) {
        threads.removeIf(thread -> !thread.isAlive());
        threads.add(Thread.ofPlatform().name("notify " + name).daemon().start(() -> rounds(name, round)));
    }

    private void rounds(String name, Round round) {
        Optional<Boolean> more = Optional.of(true);
        try {
            while (more.isPresent() && !closing.await(more.orElseThrow() ? 0 : LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    more = round.once();
                } catch (RuntimeException fault) {
                    // The one place where a fault of one channel is kept from the others; nothing was noted, so it is
                    // tried again.
                    if (closing.getCount() == 0) {
                        return;
                    }
                    LOG.errorf(fault, "%s: a fault of this node", name);
                    if (closing.await(REST_MILLIS, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A channel with how it does. */
    record Standing(Channel channel, Outbox.Backlog backlog, State state) {}

    /** How a channel does, in a word. */
    enum State {
        RUNNING,
        PAUSED,
        QUIET,
        /** The last attempt failed. */
        FAILING;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    List<Standing> all() {
        return store.all().stream().map(this::standing).toList();
    }

    Optional<Channel> named(String name) {
        return store.named(name);
    }

    Standing standing(Channel channel) {
        return new Standing(channel, outbox.backlog(channel), state(channel));
    }

    private State state(Channel channel) {
        if (channel.paused()) {
            return State.PAUSED;
        }
        if (channel.tally().failures() > 0) {
            return State.FAILING;
        }
        return channel.isQuiet(clock.instant()) ? State.QUIET : State.RUNNING;
    }

    List<Delivery> log(Channel channel, int limit) {
        return outbox.log(channel, limit);
    }

    synchronized ChannelStore.Added add(NewChannel channel) {
        ChannelStore.Added added = store.add(channel, clock.instant());
        if (added == ChannelStore.Added.DONE) {
            news.wanted(true);
            store.named(channel.name()).ifPresent(this::attend);
        }
        return added;
    }

    boolean change(Channel channel, NewChannel into) {
        return store.change(channel, into);
    }

    /** What comes meanwhile waits and is told when the channel is resumed. */
    boolean pause(String name, boolean paused) {
        return store.pause(name, paused);
    }

    synchronized boolean remove(Channel channel) {
        boolean removed = store.remove(channel);
        news.wanted(!store.all().isEmpty());
        return removed;
    }

    /** @throws SendFault when the target does not take the message */
    Delivery test(Channel channel) throws SendFault, InterruptedException {
        return work.test(channel);
    }
}
