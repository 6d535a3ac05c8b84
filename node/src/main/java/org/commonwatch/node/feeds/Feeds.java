package org.commonwatch.node.feeds;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;

/** The feeds of this node: what the owner does with them, and the thread that polls them while the node runs. */
@ApplicationScoped
class Feeds {
    private static final int BATCH_RANDOM_BYTES = 10;

    private final FeedStore store;
    private final Members members;
    private final FeedScheduler scheduler;
    private final Clock clock;

    @Inject
    Feeds(@Local SqliteStore local, Outbound outbound, HomeLog home, Clock clock, SecureRandom random) {
        this.store = new FeedStore(local);
        this.members = new Members(local);
        this.clock = clock;
        CalmHomeLog calm = new CalmHomeLog(home);
        this.scheduler = new FeedScheduler(
                store,
                polls(new Fetch(outbound, clock), calm, clock, store, members),
                new Schedule(random),
                clock,
                () -> batch(random),
                calm::interrupt);
    }

    static Map<FeedKind, Poll> polls(Fetch fetch, HomeLog home, Clock clock, FeedStore store, Members members) {
        Landing landing = new Landing(home, members, clock);
        Withdrawal withdrawal = new Withdrawal(home, members, clock);
        Poll list = new ListPoll(fetch, ListPoll.BOUNDS, landing, withdrawal);
        return Map.of(
                FeedKind.TAXII,
                new TaxiiPoll(fetch, landing, store),
                FeedKind.MISP,
                new MispPoll(fetch, landing, withdrawal, members),
                FeedKind.CSV,
                list,
                FeedKind.TEXT,
                list);
    }

    void start(@Observes StartupEvent event) {
        scheduler.start();
    }

    void stop(@Observes ShutdownEvent event) {
        scheduler.close();
    }

    List<Feed> all() {
        return store.all();
    }

    Optional<Feed> named(String name) {
        return store.named(name);
    }

    /** Objects that a feed says now. */
    long objects(Feed feed) {
        return members.count(feed);
    }

    /** Due at once; the first poll tells whether the address is right. */
    FeedStore.Added add(NewFeed feed) {
        return store.add(feed, clock.instant());
    }

    boolean pause(String name, boolean paused) {
        return store.pause(name, paused);
    }

    boolean remove(String name) {
        return store.remove(name);
    }

    CompletableFuture<Void> poll(String name) {
        return scheduler.wish(name);
    }

    private static String batch(SecureRandom random) {
        byte[] bytes = new byte[BATCH_RANDOM_BYTES];
        random.nextBytes(bytes);
        return "b-" + HexFormat.of().formatHex(bytes);
    }
}
