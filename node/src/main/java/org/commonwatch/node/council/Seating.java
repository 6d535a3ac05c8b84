package org.commonwatch.node.council;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.commonwatch.council.CouncilSequencer;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Caretaker;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Follows;
import org.commonwatch.node.spine.HomeUnusable;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Stopping;
import org.jboss.logging.Logger;

/**
 * Brings councils to what their logs say, one node at a time. A node that the log names opens its part by itself; whichever
 * node leads adds it, once the policy names its key, and removes whom the log no longer names; who was removed goes on as a
 * follower, and not before the others have let it go: of two, the one that stays could not go on without it.
 * A log whose founder's epoch has ended has no council.
 */
@ApplicationScoped
class Seating implements RunningCouncil {
    /** Between two looks. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** After something failed, at first and at most. */
    private static final Duration AGAIN_MIN = Duration.ofSeconds(1);

    private static final Duration AGAIN_MAX = Duration.ofSeconds(30);

    /** A node that has joined and is not added follows again after this; nothing new is seen there meanwhile. */
    private static final Duration ADDED_AFTER_MAX = Duration.ofSeconds(30);

    /** For a connection to a node, to see whether it is there. */
    private static final int CONNECT_MILLIS_MAX = 1_000;

    private static final Logger LOG = Logger.getLogger(Seating.class);

    private final Councils councils;
    private final Communities communities;
    private final OpenedCouncils opened;
    private final OtherSeats others;
    private final Spine spine;
    private final Logs logs;
    private final Entries entries;
    private final Identity self;
    private final Caretaker caretaker =
            new Caretaker("seating", "looking after the councils", Duration.ZERO, this::turn);
    private final Map<String, String> waiting = new ConcurrentHashMap<>();

    // Owned by the thread.
    private final Map<String, Retry> retries = new HashMap<>();

    /** Final entries at the look before. */
    private final Map<String, Long> sizes = new HashMap<>();

    /** Since when this node waits to be added. */
    private final Map<String, Long> joinedNanos = new HashMap<>();

    private record Retry(long notBeforeNanos, Duration pause) {}

    @Inject
    Seating(
            Councils councils,
            Communities communities,
            OpenedCouncils opened,
            OtherSeats others,
            Spine spine,
            Logs logs,
            Entries entries,
            Identity self) {
        this.councils = councils;
        this.communities = communities;
        this.opened = opened;
        this.others = others;
        this.spine = spine;
        this.logs = logs;
        this.entries = entries;
        this.self = self;
    }

    @Override
    public Optional<Running> running(Log log) {
        String waits = waiting.getOrDefault(log.name(), "");
        Optional<Running> running = opened.of(log)
                .map(council -> new Running(
                        council.leads(),
                        council.leader().map(org.commonwatch.council.Seat::name),
                        names(council),
                        !council.agreed().isEmpty(),
                        waits,
                        council.trouble().orElse("")));
        return running.isPresent() || waits.isEmpty()
                ? running
                : Optional.of(new Running(false, Optional.empty(), List.of(), false, waits, ""));
    }

    @Override
    public Optional<List<String>> ordering(Log log) {
        return switch (logs.ordering(log)) {
            case ALONE -> Optional.of(List.of(self.name()));
            case COUNCIL -> opened.of(log).map(Seating::names).filter(names -> !names.isEmpty());
            case ELSEWHERE -> Optional.empty();
        };
    }

    private static List<String> names(CouncilSequencer council) {
        return names(council.seats());
    }

    private static List<String> names(List<org.commonwatch.council.Seat> seats) {
        return seats.stream().map(org.commonwatch.council.Seat::name).toList();
    }

    void start(@Observes StartupEvent started) {
        caretaker.start();
    }

    void stop(@Observes Stopping stopping) {
        close();
    }

    @PreDestroy
    void close() {
        caretaker.interrupt();
    }

    private Duration turn() throws InterruptedException {
        for (Log log : logs.all()) {
            if (log.space() == Space.COMMUNITY && !caretaker.isClosing()) {
                look(log);
            }
        }
        return LOOK;
    }

    private void look(Log log) throws InterruptedException {
        if (logs.era(log).isPresent()) {
            waiting.remove(log.name());
            return;
        }
        long size = spine.finalSize(log);
        List<Seat> council = councils.council(log);
        long wanted = Optional.ofNullable(sizes.put(log.name(), size)).orElse(Long.MAX_VALUE);
        Retry retry = retries.get(log.name());
        // An index that is being made anew tells of councils that are long gone.
        if (council.isEmpty()
                || entries.applied(log) < wanted
                || (retry != null && System.nanoTime() - retry.notBeforeNanos < 0)) {
            return;
        }
        try {
            Optional<String> obstacle = bring(log, council);
            obstacle.ifPresentOrElse(why -> waiting.put(log.name(), why), () -> waiting.remove(log.name()));
            retries.remove(log.name());
        } catch (Refused refused) {
            later(log, refused.refusal().toString());
        } catch (IOException | DiskFault | HomeUnusable fault) {
            later(log, String.valueOf(fault.getMessage()));
        }
    }

    private void later(Log log, String why) {
        Retry before = retries.get(log.name());
        Duration pause = before == null ? AGAIN_MIN : before.pause.multipliedBy(2);
        pause = pause.compareTo(AGAIN_MAX) > 0 ? AGAIN_MAX : pause;
        retries.put(log.name(), new Retry(System.nanoTime() + pause.toNanos(), pause));
        waiting.put(log.name(), why);
        LOG.warnf("the council of %s is not as its log says and will be looked at again: %s", log.name(), why);
    }

    /** One step, if one is to be done; what it waits for otherwise. */
    private Optional<String> bring(Log log, List<Seat> council) throws Refused, IOException {
        boolean named = council.stream().anyMatch(this::isOwn);
        return switch (logs.ordering(log)) {
            case ALONE -> named ? found(log) : Optional.empty();
            case ELSEWHERE -> named ? join(log, council) : Optional.empty();
            case COUNCIL -> takePart(log, council, named);
        };
    }

    private boolean isOwn(Seat seat) {
        return seat.member().equals(self.name());
    }

    private Optional<String> found(Log log) throws Refused {
        spine.takeSeat(log, Optional.empty());
        LOG.infof("%s is ordered by a council from here on", log.name());
        return Optional.empty();
    }

    private Optional<String> join(Log log, List<Seat> council) throws Refused {
        // Until it is added, a node that has joined hears of nothing: so not before it can be.
        if (!policyNames(log, council.stream().filter(this::isOwn).findFirst().orElseThrow())) {
            return Optional.of("no policy names the key of this node yet");
        }
        if (council.stream().filter(seat -> !isOwn(seat)).noneMatch(Seating::answers)) {
            return Optional.of("no node of the council answers at the address of its seat");
        }
        spine.takeSeat(log, follows(log, council));
        joinedNanos.put(log.name(), System.nanoTime());
        LOG.infof("this node is ready to order %s with the others of its council", log.name());
        return Optional.empty();
    }

    private Optional<String> takePart(Log log, List<Seat> council, boolean named) throws Refused, IOException {
        CouncilSequencer running = opened.of(log).orElseThrow();
        Optional<Follows> next = follows(log, council);
        next.ifPresent(others -> spine.others(log, others));
        if (running.leads()) {
            Optional<String> obstacle = arrange(log, council, running);
            if (named || obstacle.isPresent()) {
                return obstacle;
            }
        }
        if (named && !running.seats().isEmpty()) {
            return Optional.empty();
        }
        if (named && joinedFor(log).compareTo(ADDED_AFTER_MAX) < 0) {
            return Optional.of("the council has not added this node yet");
        }
        if (next.isEmpty() || !letGo(log, council, running)) {
            return Optional.of("this node is to leave and takes part until the others have let it go");
        }
        spine.leaveSeat(log, next.orElseThrow());
        if (named) {
            throw Refusal.of(
                            "council-not-added", "", "The council did not add this node in time; it follows meanwhile.")
                    .toException();
        }
        LOG.infof("this node has left the council of %s and follows it", log.name());
        return Optional.empty();
    }

    private Duration joinedFor(Log log) {
        long now = System.nanoTime();
        return Duration.ofNanos(now - joinedNanos.computeIfAbsent(log.name(), any -> now));
    }

    /** Removes or adds one node. Others go before this one does. */
    private Optional<String> arrange(Log log, List<Seat> council, CouncilSequencer running)
            throws Refused, IOException {
        List<org.commonwatch.council.Seat> wanted =
                council.stream().map(OpenedCouncils::seat).toList();
        List<org.commonwatch.council.Seat> now = running.seats();
        Optional<org.commonwatch.council.Seat> gone = now.stream()
                .filter(seat -> !wanted.contains(seat))
                .min((one, two) -> Boolean.compare(
                        one.name().equals(self.name()), two.name().equals(self.name())));
        List<org.commonwatch.council.Seat> next = new ArrayList<>(now);
        if (gone.isPresent()) {
            next.remove(gone.orElseThrow());
            running.seats(next);
            LOG.infof("%s orders %s no more", gone.orElseThrow().name(), log.name());
            return Optional.empty();
        }
        Optional<Seat> come = council.stream()
                .filter(seat -> !now.contains(OpenedCouncils.seat(seat)))
                .findFirst();
        if (come.isEmpty()) {
            return Optional.empty();
        }
        Seat seat = come.orElseThrow();
        if (!policyNames(log, seat)) {
            return Optional.of("no policy names the key of " + seat.member() + " yet");
        }
        if (!answers(seat)) {
            return Optional.of("the node of " + seat.member() + " does not answer at " + seat.address());
        }
        next.add(OpenedCouncils.seat(seat));
        running.seats(next);
        LOG.infof("%s orders %s as well", seat.member(), log.name());
        return Optional.empty();
    }

    /** What it signs must be believed from its first checkpoint on. */
    private boolean policyNames(Log log, Seat seat) throws Refused {
        Optional<String> policy = spine.statedPolicy(log);
        return policy.isPresent()
                && Policy.parse(policy.orElseThrow().getBytes(StandardCharsets.UTF_8))
                        .logKeys()
                        .contains(seat.checkpoint());
    }

    /**
     * Raft here may never hear of it, so the others are asked too. What is not agreed on yet may be lost with whoever says it, and
     * then the others need this node.
     */
    private boolean letGo(Log log, List<Seat> council, CouncilSequencer running) {
        List<String> here = names(running.agreed());
        if (!here.isEmpty() && !here.contains(self.name())) {
            return true;
        }
        return council.stream()
                .map(seat -> others.of(log, seat.member()))
                .flatMap(Optional::stream)
                .anyMatch(names -> !names.isEmpty() && !names.contains(self.name()));
    }

    /** Whom this node goes on from when it is not in the council. */
    private Optional<Follows> follows(Log log, List<Seat> council) {
        List<URI> contacts = council.stream()
                .filter(seat -> !isOwn(seat))
                .flatMap(seat -> communities.member(log, seat.member()).stream())
                .flatMap(member -> member.organisation().urls().stream())
                .distinct()
                .limit(Follows.CONTACTS_MAX)
                .toList();
        String policy = spine.statedPolicy(log)
                .orElseGet(() -> Policy.unwitnessed(logs.keys(log).checkpoint()).text());
        return contacts.isEmpty() ? Optional.empty() : Optional.of(new Follows(contacts, policy));
    }

    private static boolean answers(Seat seat) {
        int colon = seat.address().lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            seat.address().substring(0, colon),
                            Integer.parseInt(seat.address().substring(colon + 1))),
                    CONNECT_MILLIS_MAX);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
