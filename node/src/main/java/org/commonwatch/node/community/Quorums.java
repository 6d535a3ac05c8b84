package org.commonwatch.node.community;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.CosigningStatus;
import org.commonwatch.ledger.witness.CheckpointRule;
import org.commonwatch.node.council.Councils;
import org.commonwatch.node.council.RunningCouncil;
import org.commonwatch.node.council.Seat;
import org.commonwatch.node.membership.Charter;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Communities.Community;
import org.commonwatch.node.membership.Communities.Member;
import org.commonwatch.node.membership.MembershipActs;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.membership.PolicySteps;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Caretaker;
import org.commonwatch.node.spine.Era;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Ordering;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Stopping;
import org.commonwatch.node.spine.Submission;
import org.jboss.logging.Logger;

/**
 * Which cosignatures make entries of a community final. A member counts as soon as its node was heard as a cosigner: the
 * steward's node then states a new policy in the log, and every node goes by it from the place where it reads it.
 */
@ApplicationScoped
public class Quorums {
    /** Between two looks for members that could cosign and are not in the policy. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Duration ANSWER_MAX = Duration.ofSeconds(6);
    private static final Logger LOG = Logger.getLogger(Quorums.class);

    private final Communities communities;
    private final Councils councils;
    private final RunningCouncil running;
    private final Spine spine;
    private final Logs logs;
    private final Identity self;
    private final Witnessing witnessing;
    private final Following following;
    private final Caretaker caretaker =
            new Caretaker("quorums", "looking after the quorums", Duration.ZERO, this::turn);

    // Owned by the thread.
    private final HeardCosigners heard;
    private final Map<String, String> inForce = new HashMap<>();
    /** Policies that were stated and are not final yet: while cosigners are away they must not pile up in the log. */
    private final Map<String, Submission> underWay = new HashMap<>();

    @Inject
    Quorums(
            Communities communities,
            Councils councils,
            RunningCouncil running,
            Spine spine,
            Logs logs,
            Identity self,
            Witnessing witnessing,
            CosignersOverHttp cosigners,
            Following following) {
        this.communities = communities;
        this.councils = councils;
        this.running = running;
        this.spine = spine;
        this.logs = logs;
        this.self = self;
        this.witnessing = witnessing;
        this.heard = new HeardCosigners(cosigners, logs);
        this.following = following;
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

    /** As the log says now, or the terms that began its epoch. */
    public Policy policy(Log log) throws Refused {
        return policy(log, communities.of(log));
    }

    private Policy policy(Log log, Optional<Community> community) throws Refused {
        Optional<String> stated = community
                .flatMap(known -> stated(log, known))
                .or(() -> logs.era(log).flatMap(era -> spine.statedPolicy(log)));
        return stated.isPresent()
                ? Policy.parse(stated.orElseThrow().getBytes(StandardCharsets.UTF_8))
                : Policy.unwitnessed(logs.keys(log).checkpoint());
    }

    /**
     * How near the newest entries are to be final.
     *
     * @param size of the newest final checkpoint that this node holds
     * @param finality {@code final}, or whom it waits for
     */
    record View(long size, String finality, Map<String, Cosigning> cosigners) {
        Optional<Cosigning> of(String member) {
            return Optional.ofNullable(cosigners.get(member));
        }
    }

    /** One cosigner; sizes are -1 when this node does not know them. */
    record Cosigning(long held, long lag, String trouble) {}

    View view(Log log) {
        long size = spine.finalSize(log);
        Map<String, Cosigning> known = new HashMap<>();
        if (logs.followed(log)) {
            try {
                policy(log).witnesses().forEach(witness -> known.put(witness.name(), new Cosigning(-1, -1, "")));
            } catch (Refused unreadable) {
                return new View(size, "unknown: " + unreadable.refusal(), Map.of());
            }
            long held = witnessing.last(log).map(SignedCheckpoint::size).orElse(-1L);
            known.computeIfPresent(self.name(), (name, any) -> new Cosigning(held, Math.max(0, size - held), ""));
            return new View(size, following.of(log).flatMap(Followed::waiting).orElse("final"), known);
        }
        CosigningStatus status = spine.cosigning(log);
        for (CosigningStatus.CosignerState one : status.cosigners()) {
            OptionalLong held = one.heldSize();
            known.put(
                    one.name(),
                    new Cosigning(
                            held.orElse(-1),
                            one.lag(),
                            one.trouble().map(Refusal::message).orElse("")));
        }
        String finality = status.obstacle()
                .map(Refusal::message)
                .orElseGet(() -> status.standing().text());
        return new View(size, finality, known);
    }

    /** What goes wrong with one log does not keep it from the others. */
    private Duration turn() throws InterruptedException {
        Optional<RuntimeException> first = Optional.empty();
        for (Log log : logs.all()) {
            try {
                if (log.space() == Space.COMMUNITY) {
                    look(log);
                }
            } catch (RuntimeException fault) {
                first = first.or(() -> Optional.of(fault));
            }
        }
        if (first.isPresent()) {
            throw first.orElseThrow();
        }
        return LOOK;
    }

    /** What the log says of those whose cosignatures count. */
    private record Standing(Community community, List<Member> members) {}

    private void look(Log log) throws InterruptedException {
        Optional<Standing> found = spine.asOfNow(
                        log,
                        () -> communities.of(log).map(community -> new Standing(community, communities.members(log))))
                .flatMap(standing -> standing);
        if (found.isEmpty()) {
            return;
        }
        Community community = found.orElseThrow().community();
        try {
            follow(log, community);
            if (logs.followed(log)) {
                following.of(log).ifPresent(Followed::watch);
            } else if (logs.ordering(log) == Ordering.ALONE) {
                hold(log);
            }
            if (community.steward().equals(self.name()) && community.epoch() == epoch(log)) {
                restate(log, found.orElseThrow());
            }
        } catch (Refused refused) {
            LOG.warnf("the quorum of %s stays as it is: %s", log.name(), refused.refusal());
        }
    }

    /** Whoever comes to order the log cosigns it in its own way from then on; what was found before must not replace that. */
    private void hold(Log log) throws Refused {
        Optional<Era> era = logs.era(log);
        Witnessing.Trust trust = Witnessing.Trust.of(policy(log));
        List<CheckpointRule> rules = era.map(begun -> witnessing.epochRule(log, () -> logs.reader(log))).stream()
                .toList();
        logs.whileAlone(log, () -> {
            if (number(logs.era(log)) == number(era)) {
                witnessing.hold(log, era, () -> trust, Witnessing.own(() -> logs.reader(log)), rules);
            }
        });
    }

    /** The policy that the entries state; before they have come to the log's epoch, what they state was of the one before. */
    private Optional<String> stated(Log log, Community community) {
        return community.policy().filter(text -> community.epoch() == epoch(log));
    }

    private long epoch(Log log) {
        return number(logs.era(log));
    }

    private static long number(Optional<Era> era) {
        return era.map(Era::number).orElse(1L);
    }

    /** Puts what the log says in force here. */
    private void follow(Log log, Community community) throws Refused {
        String stated = stated(log, community).orElse("");
        if (!stated.isEmpty() && !stated.equals(inForce.get(log.name()))) {
            if (!spine.statedPolicy(log).equals(Optional.of(stated))) {
                spine.policy(log, Policy.parse(stated.getBytes(StandardCharsets.UTF_8)));
                LOG.infof("%s goes by another quorum from here on", log.name());
            }
            inForce.put(log.name(), stated);
        }
    }

    /** States another policy when members came that cosign, or cosigners left. */
    private void restate(Log log, Standing standing) throws Refused, InterruptedException {
        Optional<Submission> last = Optional.ofNullable(underWay.get(log.name()));
        if (last.isPresent() && !last.orElseThrow().applied().isDone()) {
            return;
        }
        Policy now = policy(log, Optional.of(standing.community()));
        List<Policy.Witness> wanted = new ArrayList<>();
        List<Policy.Witness> unheard = new ArrayList<>();
        for (Member member : standing.members()) {
            Optional<Policy.Witness> witness = witness(member);
            if (witness.isEmpty()) {
                continue;
            }
            boolean here = counts(now, witness.orElseThrow()) || heard.hears(log, witness.orElseThrow());
            (here ? wanted : unheard).add(witness.orElseThrow());
        }
        // Another order of the same cosigners is no other policy.
        List<String> counted =
                now.witnesses().stream().map(Policy.Witness::name).toList();
        wanted.sort(order(counted));
        List<Policy.Log> keys = orderingKeys(log, now).stream()
                .map(key -> new Policy.Log(key, Optional.empty()))
                .toList();
        // Who has a newer key that nobody has heard yet counts with the one before, unless something else is to
        // change: a policy that is stated anew may not have that one.
        List<Policy.Witness> patient = Stream.concat(
                        wanted.stream(), unheard.stream().flatMap(one -> now.witness(one.name()).stream()))
                .sorted(order(counted))
                .toList();
        Charter charter = standing.community().charter();
        if (PolicySteps.lawful(keys, PolicySteps.step(now.witnesses(), patient), charter)
                .equals(now)) {
            return;
        }
        Policy next = PolicySteps.lawful(keys, PolicySteps.step(now.witnesses(), wanted), charter);
        if (!next.equals(now)) {
            Submission stated = MembershipActs.policy(spine, log, next.text());
            underWay.put(log.name(), stated);
            stated.await(ANSWER_MAX);
        }
    }

    private static Comparator<Policy.Witness> order(List<String> counted) {
        return Comparator.comparingInt(
                one -> counted.contains(one.name()) ? counted.indexOf(one.name()) : counted.size());
    }

    /**
     * Log keys of all whose checkpoints are to be taken: the council that the log names, and before there is one its founder;
     * and whoever orders still though the log names it no more. In a later epoch the one whom its terms name.
     */
    private List<NoteKey> orderingKeys(Log log, Policy now) {
        if (logs.era(log).isPresent()) {
            return List.of(logs.keys(log).checkpoint());
        }
        Set<NoteKey> keys = new LinkedHashSet<>();
        List<Seat> council = councils.council(log);
        council.forEach(seat -> keys.add(seat.checkpoint()));
        if (council.isEmpty()) {
            keys.add(logs.keys(log).checkpoint());
        }
        Optional<List<String>> order = running.ordering(log);
        if (order.isPresent()) {
            councils.everSeated(log).stream()
                    .filter(seat -> order.orElseThrow().contains(seat.member()))
                    .filter(seat -> now.logKeys().contains(seat.checkpoint()))
                    // Who sits there again signs with that seat's key.
                    .filter(seat ->
                            council.stream().noneMatch(one -> one.member().equals(seat.member())))
                    .forEach(seat -> keys.add(seat.checkpoint()));
        } else {
            // Who orders is not known here; whose checkpoints were taken are taken until it is.
            keys.addAll(now.logKeys());
        }
        return List.copyOf(keys);
    }

    private static boolean counts(Policy now, Policy.Witness witness) {
        return now.witness(witness.name())
                .filter(counted -> counted.key().equals(witness.key()))
                .isPresent();
    }

    /** With the key that the entries say; a member that has said none for this epoch does not cosign yet. */
    private static Optional<Policy.Witness> witness(Member member) throws Refused {
        Organisation organisation = member.organisation();
        if (member.cosigner().isEmpty() || organisation.urls().isEmpty()) {
            return Optional.empty();
        }
        CosignerKey key = CosignerKey.parse(member.cosigner().orElseThrow());
        URI url = organisation.urls().getFirst();
        return Optional.of(new Policy.Witness(organisation.name(), key, Optional.of(url + "/witness")));
    }
}
