package org.commonwatch.node.sources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Tokens;
import org.commonwatch.node.matching.BlockMatching;
import org.commonwatch.node.matching.Remembered;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;

/** The sources of this node: what the owner does with them, and what runs for each while the node runs. */
@ApplicationScoped
class Sources {
    private final SqliteStore local;
    private final Home home;
    private final Clock clock;
    private final Tokens tokens;
    private final Vertx vertx;
    private final Outbound outbound;
    private final SourceStore store;
    private final Uptake uptake;
    private final Remembered memory;
    private final Pushes pushes;
    private final NumberedPushes numbered;
    private final Map<Long, Running> running = new ConcurrentHashMap<>();

    @Inject
    Sources(
            @Local SqliteStore local,
            Home home,
            BlockMatching matching,
            Remembered memory,
            Clock clock,
            Tokens tokens,
            Vertx vertx,
            Outbound outbound) {
        this.memory = memory;
        this.local = local;
        this.home = home;
        this.clock = clock;
        this.tokens = tokens;
        this.vertx = vertx;
        this.outbound = outbound;
        this.store = new SourceStore(local);
        this.uptake = new Uptake(local, matching, clock);
        this.pushes = new Pushes(local, uptake, clock);
        this.numbered = new NumberedPushes(local, uptake);
    }

    private record Running(Optional<Inflow> inflow, Tally tally) {}

    /** A source with how it does. */
    record Standing(
            Source source,
            Totals totals,
            double rate,
            long lagBytes,
            long leftOut,
            Optional<Tally.Failure> failure,
            Optional<Integer> port,
            Optional<String> connection) {
        State state() {
            boolean broken = failure.filter(last -> !last.over())
                    .map(Tally.Failure::at)
                    .map(at -> totals.lastLine().map(at::isAfter).orElse(true))
                    .orElse(false);
            return source.paused() ? State.PAUSED : broken ? State.FAILING : State.RUNNING;
        }
    }

    /** How a source does, in a word. */
    enum State {
        RUNNING,
        PAUSED,
        /** Something went wrong, and no line has come since. */
        FAILING;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    synchronized void start(@Observes StartupEvent event) {
        store.all().forEach(this::run);
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        running.values().forEach(one -> one.inflow().ifPresent(Inflow::close));
        running.clear();
    }

    List<Standing> all() {
        return store.all().stream().map(this::standing).toList();
    }

    Optional<Source> named(String name) {
        return store.named(name);
    }

    Standing standing(Source source) {
        Optional<Running> now = Optional.ofNullable(running.get(source.number()));
        Optional<Tally> tally = now.map(Running::tally);
        Optional<Inflow> inflow = now.flatMap(Running::inflow);
        Totals totals = store.totals(source);
        return new Standing(
                source,
                totals,
                tally.map(Tally::rate).orElse(0.0),
                tally.map(Tally::lag).orElse(0L),
                tally.map(Tally::leftOut).orElse(0L),
                tally.flatMap(Tally::failure),
                inflow.flatMap(Inflow::port),
                inflow.flatMap(Inflow::connection));
    }

    long minuteNow() {
        return Counters.minute(clock.instant());
    }

    List<Counters.Minute> minutes(Source source) {
        return store.minutes(source, Counters.minute(clock.instant()) - Counters.MINUTES_KEPT);
    }

    /** @throws Refused when a path leads where this node does not read */
    synchronized SourceStore.Added add(NewSource source) throws Refused {
        if (source.settings() instanceof Settings.Files files) {
            PathPattern.of(files, home.root());
        }
        SourceStore.Added added = store.add(source, clock.instant());
        if (added == SourceStore.Added.DONE) {
            store.named(source.name()).ifPresent(fresh -> {
                run(fresh);
                Optional.ofNullable(running.get(fresh.number()))
                        .flatMap(Running::inflow)
                        .ifPresent(Inflow::awaitFirstLook);
            });
        }
        return added;
    }

    /** @throws Refused when it is no file source, or no file can be read */
    ObjectNode taste(NewSource source) throws Refused {
        if (source.settings() instanceof Settings.Files files) {
            return Tasting.of(source, PathPattern.of(files, home.root()), clock.instant());
        }
        throw Refusal.of("source-test-kind", "/kind", "Only a file source has lines to look at beforehand.")
                .toException();
    }

    synchronized boolean pause(String name, boolean paused) {
        boolean known = store.pause(name, paused);
        store.named(name).ifPresent(source -> {
            halt(source);
            run(source);
        });
        return known;
    }

    /** The source, its counters, positions, remembered pushes and values go, and tokens that push to it; hits stay. */
    synchronized boolean remove(Source source) {
        stopped(source).ifPresent(Inflow::closeForGood);
        boolean removed = store.remove(source);
        tokens.revokePushing(source.name());
        uptake.forget(source);
        memory.forget(source.number());
        return removed;
    }

    /** Names of the tokens that push to a source. */
    List<String> pushing(Source source) {
        return tokens.pushing(source.name());
    }

    /** Takes in lines that a program pushed. */
    Pushes.Outcome push(Source source, byte[] lines, Optional<String> key) {
        Pushes.Outcome outcome = pushes.take(source, lines, key);
        if (outcome instanceof Pushes.Outcome.Done done && !done.repeated()) {
            Optional.ofNullable(running.get(source.number()))
                    .ifPresent(one -> one.tally().took(done.lines()));
        }
        return outcome;
    }

    /** Takes in those numbered lines that it has not taken in before. */
    NumberedPushes.Done pushNumbered(Source source, List<NumberedLine> lines) throws Refused {
        NumberedPushes.Done done = numbered.take(source, lines);
        Optional.ofNullable(running.get(source.number()))
                .ifPresent(one -> one.tally().took(done.lines()));
        return done;
    }

    private void halt(Source source) {
        stopped(source).ifPresent(Inflow::close);
    }

    private Optional<Inflow> stopped(Source source) {
        return Optional.ofNullable(running.remove(source.number())).flatMap(Running::inflow);
    }

    private void run(Source source) {
        Tally tally = new Tally(clock);
        Optional<Inflow> inflow = source.paused() ? Optional.empty() : inflow(source, tally);
        running.put(source.number(), new Running(inflow, tally));
        inflow.ifPresent(Inflow::start);
    }

    private Optional<Inflow> inflow(Source source, Tally tally) {
        return switch (source.settings()) {
            case Settings.Files files ->
                Optional.of(new FileInflow(source.name(), () -> tail(source, files, tally), tally));
            case Settings.Syslog syslog -> Optional.of(syslog(source, syslog, tally));
            case Settings.Push push -> Optional.empty();
            case Settings.Mqtt mqtt -> Optional.of(mqtt(source, mqtt, tally));
        };
    }

    private Inflow syslog(Source source, Settings.Syslog settings, Tally tally) {
        MessageQueue queue = new MessageQueue();
        StreamTaker taker = new StreamTaker(source, queue, uptake, local, Deliveries.NOBODY, tally);
        return new SyslogInflow(source, settings, new Listeners(vertx).of(settings), queue, taker, tally);
    }

    private Inflow mqtt(Source source, Settings.Mqtt settings, Tally tally) {
        MessageQueue queue = new MessageQueue();
        MqttSession session = MqttSession.of(source, local);
        StreamTaker taker = new StreamTaker(source, queue, uptake, local, session, tally);
        return new MqttInflow(source, new MqttOpening(settings, outbound::trusted), session, queue, taker, tally);
    }

    private FileTail tail(Source source, Settings.Files files, Tally tally) {
        try {
            return new FileTail(source, files, PathPattern.of(files, home.root()), local, uptake, clock, tally);
        } catch (Refused noLonger) {
            // Links may have been moved since the source was added; said on its page until they are moved back.
            throw new IllegalStateException(noLonger.getMessage(), noLonger);
        }
    }
}
