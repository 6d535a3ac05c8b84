package org.commonwatch.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Terms;
import org.commonwatch.ledger.tile.LogReader;

/** One community from founding to clear weather, and all that its members and its orderers ever showed. */
final class Community {
    /** One seed in so many has a cosigner with ML-DSA-44, which costs as much as a dozen with Ed25519. */
    private static final int POST_QUANTUM_EVERY = 16;

    /** Epochs that one run may come to. */
    private static final int EPOCHS_MAX = 4;

    /** How long members wait for an honest orderer in clear weather: it asks a silent cosigner again after five seconds. */
    private static final long SETTLE_MILLIS = 30_000;

    /** And for a liar, who gains nothing by more. */
    private static final long PATIENCE_MILLIS = 8_000;

    private static final long ROUND_MILLIS = 1_000;

    /** A statement that got lost is sent again after this time. */
    private static final long RESUBMIT_MILLIS = 2_000;

    private final long seed;
    private final Scenario scenario;
    private final Parts parts;
    private final World world;
    private final Invariants invariants = new Invariants();
    private final List<Member> members = new ArrayList<>();
    private final Map<Long, Orderer> orderers = new TreeMap<>();
    private final Map<Long, Terms> terms = new HashMap<>();
    private final Map<Long, List<Epoch>> begun = new HashMap<>();
    private final Map<Long, List<Fork>> forks = new HashMap<>();
    private final Map<String, Integer> noticed = new TreeMap<>();
    private final Elections elections;

    Community(long seed, Scenario scenario, Parts parts) {
        this.seed = seed;
        this.scenario = scenario;
        this.parts = parts;
        this.world = new World(seed);
        this.elections = new Elections(this, seed);
        Epoch first = Epoch.first(Keys.ORIGIN, terms(1));
        orderers.put(1L, new Orderer(this, first, 0, scenario.operator()));
        for (int i = 0; i < scenario.members(); i++) {
            members.add(new Member(this, i, first));
        }
    }

    World world() {
        return world;
    }

    Scenario scenario() {
        return scenario;
    }

    Parts parts() {
        return parts;
    }

    Invariants invariants() {
        return invariants;
    }

    Member member(int number) {
        return members.get(number);
    }

    List<Member> members() {
        return members;
    }

    List<Member> honest() {
        return members.stream().filter(member -> !member.lies()).toList();
    }

    Orderer orderer(long epoch) {
        return Optional.ofNullable(orderers.get(epoch)).orElseThrow();
    }

    long epochs() {
        return orderers.size();
    }

    Map<String, Integer> noticed() {
        return Map.copyOf(noticed);
    }

    void notice(String what) {
        noticed.merge(what, 1, Integer::sum);
    }

    Cosigner cosigner(int member, long epoch) {
        boolean postQuantum = member == 1 && Math.floorMod(seed, POST_QUANTUM_EVERY) == POST_QUANTUM_EVERY - 1;
        return Keys.cosigner(member, epoch, postQuantum);
    }

    static int memberOf(Policy.Witness witness) {
        return Integer.parseInt(witness.name().substring(1));
    }

    static CrashDisk.Failure failure(Random dice) {
        List<CrashDisk.Failure> all = List.of(CrashDisk.Failure.values());
        return all.get(dice.nextInt(all.size()));
    }

    /** The orderer of an epoch: after a liar's, a member that is honest. */
    private int ordererOf(long epoch) {
        return epoch == 1 ? 0 : honest().get((int) (epoch % honest().size())).number();
    }

    /** Who lied as orderer is left out of what comes next, where enough members remain for a quorum that tolerates somebody. */
    Terms terms(long epoch) {
        return terms.computeIfAbsent(epoch, any -> {
            int first = epoch > 1 && scenario.operator().lies() && scenario.members() > 3 ? 1 : 0;
            List<Policy.Witness> witnesses = new ArrayList<>();
            for (int i = first; i < scenario.members(); i++) {
                witnesses.add(new Policy.Witness("m" + i, cosigner(i, epoch).key(), Optional.empty()));
            }
            NoteKey log = Keys.log(epoch).noteKey();
            try {
                Policy policy = PolicyBuilder.community(List.of(new Policy.Log(log, Optional.empty())), witnesses);
                return new Terms(policy, Map.of(log, "m" + ordererOf(epoch)));
            } catch (Refused e) {
                throw new IllegalStateException(e);
            }
        });
    }

    boolean takesPart(int member, Epoch epoch) {
        return epoch.terms().policy().witness("m" + member).isPresent();
    }

    /** One for each record of a succession that somebody put together. */
    List<Epoch> begun(long epoch) {
        return begun.getOrDefault(epoch, List.of());
    }

    /** A record is there, verified from its bytes; with the first one an orderer. */
    void begin(Epoch next) {
        begun.computeIfAbsent(next.number(), any -> new ArrayList<>()).add(next);
        world.tell("a succession begins epoch " + next.number() + " at "
                + next.start().size());
        if (!orderers.containsKey(next.number())) {
            Orderer orderer = new Orderer(this, next, ordererOf(next.number()), Scenario.Operator.HONEST);
            orderer.inherit(() -> holding(next.number() - 1, next.start()));
            orderers.put(next.number(), orderer);
            orderer.wake();
        }
    }

    /** Some honest member's copy of an earlier epoch's log, from which the next one's orderer begins. */
    private Optional<LogReader> holding(long epoch, Checkpoint start) {
        return honest().stream()
                .flatMap(member -> member.reader(epoch).stream())
                .filter(reader -> reader.size() >= start.size()
                        && reader.rootAt(start.size()).equals(start.root()))
                .findFirst();
    }

    void caught(Epoch epoch, Fork fork) {
        notice("fork-proved");
        List<Fork> known = forks.computeIfAbsent(epoch.number(), any -> new ArrayList<>());
        if (!known.contains(fork) && known.size() < 4) {
            known.add(fork);
        }
    }

    List<Fork> forks(Epoch epoch) {
        return List.copyOf(forks.getOrDefault(epoch.number(), List.of()));
    }

    /** Who is told apart as a liar must be one; where the log has two histories, honest members hold different ones. */
    void putAside(Member by, String source) {
        notice("put-aside " + (source.equals("orderer") ? source : "member"));
        boolean liar = source.equals("orderer")
                ? scenario.operator().lies() && by.current().epoch.number() == 1
                : scenario.feedLies(Integer.parseInt(source.substring(1)));
        if (!liar && !orderer(by.current().epoch.number()).hasForked()) {
            throw new Broken(by.name() + " calls an honest source a liar: " + source);
        }
    }

    /** Runs a planned story and lets the weather clear. */
    void run(List<Step> steps) {
        orderer(1).wake();
        steps.forEach(step -> world.at(step.millis() * 1_000_000, () -> take(step)));
        world.run(Step.MILLIS_MAX * 1_000_000, this::check);
        settle();
    }

    private void check() {
        members.forEach(Member::look);
    }

    private Orderer newest() {
        return orderer(epochs());
    }

    private void take(Step step) {
        Member member = members.get(step.member());
        Random dice = new Random(step.dice());
        switch (step.act()) {
            case SUBMIT -> orderer(member.current().epoch.number()).submit(step.member(), dice);
            case FOLLOW -> member.follow();
            case CRASH -> member.crash(dice);
            case DISK_FAILS -> member.diskFails(dice);
            case DISK_FULL -> member.diskFull();
            case SKEW -> member.skew(dice);
            case PARTITION -> {
                int side = dice.nextInt(1 << scenario.members());
                world.partition(side);
                world.tell("the network falls into two parts: " + Integer.toBinaryString(side));
            }
            case OPERATOR_CRASH -> newest().crash(dice);
            case OPERATOR_DISK_FAILS -> newest().diskFails(dice);
            case LIE -> orderer(1).lie();
            case VOTE -> elections.vote(member);
            case SUCCEED -> elections.succeed(member);
        }
    }

    private void settle() {
        world.clear();
        members.forEach(Member::clear);
        orderers.values().forEach(Orderer::clear);
        world.tell("the weather clears");
        for (int round = 0; round < EPOCHS_MAX; round++) {
            if (becomesFinal()) {
                return;
            }
            if (mustGoOn()) {
                throw new Broken("the weather is clear and nothing becomes final");
            }
            honest().forEach(elections::vote);
            elections.liarsVote();
            long before = epochs();
            for (Member builder : honest()) {
                if (epochs() == before) {
                    elections.succeed(builder);
                    check();
                }
            }
            if (epochs() == before) {
                if (elections.mayBeStuck()) {
                    notice("stuck");
                    return;
                }
                throw new Broken("the members cannot leave the wedge: " + noticed);
            }
        }
        throw new Broken("after " + EPOCHS_MAX + " epochs nothing becomes final");
    }

    private boolean isOrdererHonest() {
        return epochs() > 1 || scenario.operator() == Scenario.Operator.HONEST;
    }

    /** Whether an honest orderer and enough cosigners that left nothing are there. */
    private boolean mustGoOn() {
        return isOrdererHonest() && honest().stream().noneMatch(Member::isFrozen);
    }

    /** Every honest member says something and looks until it is final everywhere; false when that never happens. */
    private boolean becomesFinal() {
        honest().forEach(Member::waitsForItsOwn);
        long until = isOrdererHonest() ? SETTLE_MILLIS : PATIENCE_MILLIS;
        for (long millis = 0; millis < until; millis += ROUND_MILLIS) {
            for (Member member : honest()) {
                if (millis % RESUBMIT_MILLIS == 0 && member.isWaiting()) {
                    orderer(member.current().epoch.number()).submit(member.number(), new Random(millis));
                }
                member.follow();
            }
            world.run(world.nanos() + ROUND_MILLIS * 1_000_000, this::check);
            check();
            if (honest().stream().noneMatch(Member::isWaiting) && newest().isSettled() && areAlike()) {
                return true;
            }
        }
        return false;
    }

    /** All honest members are in the newest epoch and have applied all that is final. */
    private boolean areAlike() {
        Set<Long> sizes = new HashSet<>();
        honest().forEach(member -> sizes.add(member.applied()));
        boolean together =
                honest().stream().allMatch(member -> member.current().epoch.number() == epochs());
        return together && sizes.equals(Set.of(newest().finalSize()));
    }

    /** The largest size that is final anywhere. */
    long finalSize() {
        return invariants.finalSize();
    }

    List<String> story() {
        return world.story();
    }
}
