package org.commonwatch.node.notify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Secret;
import org.commonwatch.node.matching.HitListener.Occasion;
import org.commonwatch.node.matching.HitNotice;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.LocalStore;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.stix.Tlp;

/**
 * A real local.db with the slice's parts around it, put together by hand. The test moves the clock, says which hits there are and
 * under which terms, and stands where the network begins.
 */
final class NotifyFixture implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-25T00:00:00Z");
    static final Secret SECRET = Secret.of("cw_a-secret-of-the-tests");

    private static final ObjectMapper JSON = new ObjectMapper();

    final HandClock clock;
    final World world;
    final SqliteStore local;
    final ChannelStore channels;
    final Outbox outbox;
    final News news;
    final NewsTaking taking;
    final ChannelWork work;
    private final Home home;

    /** What outlives a kill of the node: the hits, and whoever is told. */
    static final class World implements Telling, Sending {
        final Map<Long, Terms> terms = new TreeMap<>();
        final Map<Long, HitNotice> hits = new TreeMap<>();
        final List<Message> heard = new ArrayList<>();
        Answer answer = Answer.TAKES;
        boolean replayed = true;

        /** How the target answers. */
        enum Answer {
            TAKES,
            IS_DOWN,
            REFUSES
        }

        @Override
        public Optional<HitNotice> of(long hit, Gate gate, boolean withLine) {
            return Optional.ofNullable(hits.get(hit))
                    .filter(known -> replayed)
                    .flatMap(notice -> gate.open(Guarded.of(terms.getOrDefault(hit, own(Tlp.AMBER_STRICT)), notice)));
        }

        @Override
        public void send(Target to, Message message) throws SendFault {
            switch (answer) {
                case TAKES -> heard.add(message);
                case IS_DOWN -> throw new SendFault("no-answer", "Nobody answers.", false, null);
                case REFUSES -> throw new SendFault("http-refused", "The server answered 400.", true, null);
            }
        }

        /** Numbers of the hits that were told, in order. */
        List<Long> told() {
            return heard.stream()
                    .flatMap(message -> message.hits().stream())
                    .map(told -> told.notice().number())
                    .toList();
        }
    }

    /** A clock that stands until it is moved. */
    static final class HandClock extends Clock {
        private Instant now = START;

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    NotifyFixture(Path folder, World world, HandClock clock, Sending sending, int noticesMax) {
        this.clock = clock;
        this.world = world;
        home = Home.open(folder);
        local = LocalStore.open(home, List.of(new NotifyTables()));
        channels = new ChannelStore(local);
        outbox = new Outbox(local, new SecureRandom());
        news = new News(local);
        taking = new NewsTaking(local, news, world, () -> world.replayed, clock, noticesMax);
        work = new ChannelWork(
                channels,
                outbox,
                new Messages(world, () -> "https://node.example"),
                sending,
                new BackOff(middle()),
                () -> world.replayed,
                clock);
    }

    static NotifyFixture open(Path folder) {
        World world = new World();
        return new NotifyFixture(folder, world, new HandClock(), world, NewsTaking.NOTICES_MAX);
    }

    /** No jitter. */
    private static RandomGenerator middle() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return 0.5;
            }
        };
    }

    static Terms own(Tlp tlp) {
        return new Terms(Space.OWN, "home", Optional.of(tlp), false, false);
    }

    /** @param more properties of the description, which begin with a comma */
    Channel add(String more) {
        try {
            NewChannel channel = NewChannel.read(
                    json("{\"name\":\"soc\",\"kind\":\"webhook\",\"url\":\"https://soc.example/hook\"" + more + "}"),
                    Optional.empty(),
                    SECRET);
            channels.add(channel, clock.instant());
        } catch (Refused e) {
            throw new AssertionError(e);
        }
        return soc();
    }

    Channel soc() {
        return channels.named("soc").orElseThrow();
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A hit comes: written and heard of in one transaction. */
    void hit(long number) {
        hit(notice(number, "login.harbour.example", Tlp.AMBER_STRICT), Occasion.NEW);
    }

    void hit(HitNotice notice, Occasion occasion) {
        world.hits.put(notice.number(), notice);
        local.write(db -> {
            news.heard(db, notice.number(), occasion);
            return true;
        });
    }

    static HitNotice notice(long number, String value, Tlp marking) {
        return new HitNotice(
                number,
                "indicator--00000000-0000-4000-8000-000000000001",
                "Phishing of " + value,
                "domain",
                value,
                "active",
                Optional.of("csirt"),
                Optional.of(70),
                "proxy",
                "address",
                "10.1.2.3",
                LocalDate.parse("2026-11-25"),
                2,
                1,
                0,
                START.minusSeconds(60),
                START.minusSeconds(1),
                "new",
                true,
                marking,
                Optional.empty());
    }

    /** Takes all news and lets the channels do what is due now. */
    void settle() {
        boolean more = true;
        while (more) {
            more = taking.take();
        }
        for (Channel channel : channels.all()) {
            settle(channel.number());
        }
    }

    private void settle(long number) {
        try {
            ChannelWork.Step step = ChannelWork.Step.TRIED;
            while (step == ChannelWork.Step.TRIED) {
                step = work.step(number);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        local.close();
        home.close();
    }
}
