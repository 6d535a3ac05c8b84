package org.commonwatch.sim;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.follow.FollowOutcome;
import org.commonwatch.ledger.follow.Follower;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Terms;
import org.commonwatch.ledger.succession.Vote;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Verdict;

/** A member's node: what it holds, cosigns and makes of it, on one disk. A liar's cosigner signs whatever it is shown. */
final class Member {
    static final Path ROOT = Path.of("/member");

    /** Members whose copies it looks at besides the orderer's log. */
    private static final int FEEDS = 2;

    private static final long SKEW_MILLIS_MAX = 120_000;

    private final Community community;
    private final World world;
    private final int number;
    private final boolean lies;
    private final CrashDisk disk = new CrashDisk(ROOT);
    private final List<Stand> stands = new ArrayList<>();
    private final Map<Digest, Long> acknowledged = new HashMap<>();

    /** Records of each epoch that it has looked at. */
    private final Map<Long, Integer> looked = new HashMap<>();

    private boolean asksEverybody;
    private long skewMillis;
    private State state;
    private long applied;
    private long ownFinal;
    private long ownWanted;

    Member(Community community, int number, Epoch first) {
        this.community = community;
        this.world = community.world();
        this.number = number;
        this.lies = community.scenario().lies(number);
        this.state = parts().state();
        begin(first);
    }

    private void begin(Epoch epoch) {
        stands.add(new Stand(
                this,
                disk,
                epoch,
                community.cosigner(number, epoch.number()),
                () -> world.now().plusMillis(skewMillis)));
    }

    Parts parts() {
        return community.parts();
    }

    int number() {
        return number;
    }

    String name() {
        return "m" + number;
    }

    boolean lies() {
        return lies;
    }

    Stand current() {
        return stands.getLast();
    }

    /** From now on it waits until one more statement of its own is final here. */
    void waitsForItsOwn() {
        ownWanted = ownFinal + 1;
    }

    boolean isWaiting() {
        return ownFinal < ownWanted;
    }

    private Optional<Stand> at(long epoch) {
        return stands.stream().filter(stand -> stand.epoch.number() == epoch).findFirst();
    }

    /** What it holds of an epoch's log; empty while its node is down. */
    Optional<LogReader> reader(long epoch) {
        return at(epoch).flatMap(Stand::follower).map(Follower::reader);
    }

    /** Answers a request for a cosignature; empty: not at all. */
    Optional<Verdict> answer(Epoch of, byte[] request, String history) {
        if (lies) {
            return Optional.of(signed(of, request));
        }
        Optional<Stand> stand = at(of.number());
        if (stand.isEmpty() || !stand.get().isUp()) {
            return Optional.empty();
        }
        Verdict verdict = parts().cosign(stand.get().mirror(), stand.get().cosigner, request);
        String code = switch (verdict) {
            case Verdict.Cosigned cosigned -> "cosigned";
            case Verdict.Conflict conflict -> "conflict";
            case Verdict.Bad bad -> bad.why().code();
            case Verdict.Forbidden forbidden -> forbidden.why().code();
            case Verdict.Unknown unknown -> unknown.why().code();
            case Verdict.Unprocessable unprocessable -> unprocessable.why().code();
            case Verdict.Later later -> later.why().code();
        };
        community.notice(code);
        world.tell(name() + " asked to cosign a checkpoint" + (history.isEmpty() ? "" : " of history " + history) + ": "
                + code);
        return Optional.of(verdict);
    }

    private Verdict signed(Epoch of, byte[] request) {
        try {
            AddCheckpoint asked = AddCheckpoint.parse(request);
            return new Verdict.Cosigned(
                    List.of(community.cosigner(number, of.number()).cosign(asked.checkpoint(), world.now())));
        } catch (Refused e) {
            return new Verdict.Bad(e.refusal());
        }
    }

    /** The orderer says that it took a statement of somebody's. */
    void acknowledged(Epoch epoch, Digest statement) {
        remember(epoch, statement);
        for (Member other : community.members()) {
            if (other != this) {
                world.send(number, other.number, () -> other.remember(epoch, statement));
            }
        }
    }

    private void remember(Epoch epoch, Digest statement) {
        if (epoch.number() == current().epoch.number()) {
            acknowledged.putIfAbsent(statement, world.nanos());
        }
    }

    /** For the rule against starving somebody. */
    List<Digest> leftOut(Seen seen, long size, Duration bound) {
        long before = world.nanos() - bound.toNanos();
        return acknowledged.entrySet().stream()
                .filter(entry -> entry.getValue() < before && !seen.holds(entry.getKey(), size))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A builder of a record looks at everybody's copy. */
    void asksEverybody(boolean everybody) {
        asksEverybody = everybody;
    }

    /** Where this member's node looks: the orderer, then the next members round the table. */
    List<LogSource> sources(Epoch epoch) {
        List<LogSource> sources = new ArrayList<>();
        sources.add(community.orderer(epoch.number()).source(number));
        int all = community.members().size();
        for (int i = 1; i < (asksEverybody ? all : Math.min(all, 1 + FEEDS)); i++) {
            Member other = community.member((number + i) % all);
            sources.add(new Feed(world, number, other.number, other.at(epoch.number()), community.scenario()));
        }
        return sources;
    }

    /** Looks for news: of the log, and of the epoch that follows. */
    void follow() {
        adopt();
        Stand stand = current();
        if (!stand.isUp()) {
            return;
        }
        Follower follower = stand.follower().orElseThrow();
        try {
            FollowOutcome outcome = follower.follow();
            switch (outcome) {
                case FollowOutcome.Current current -> {}
                case FollowOutcome.Advanced advanced -> world.tell(name() + " holds " + advanced.to() + " as final");
                case FollowOutcome.Waiting waiting -> community.notice("waiting");
                case FollowOutcome.Incomplete incomplete ->
                    world.tell(name() + " could not get all of " + incomplete.wanted());
                case FollowOutcome.Forked forked -> caught(forked.fork());
            }
            follower.sources().stream()
                    .filter(source -> source.putAside())
                    .forEach(source -> community.putAside(this, source.name()));
        } catch (DiskFault e) {
            world.tell(name() + " disk fault");
        }
    }

    /** Proof that the log signed two histories. */
    void caught(Fork fork) {
        community.caught(current().epoch, fork);
        world.tell(name() + " has proof that the log signed two histories");
    }

    /** Takes up every record of a succession that it has not looked at yet. */
    private void adopt() {
        if (lies) {
            return;
        }
        lookAtRecords(current().epoch.number());
        lookAtRecords(current().epoch.number() + 1);
    }

    private void lookAtRecords(long number) {
        List<Epoch> all = community.begun(number);
        for (int i = looked.getOrDefault(number, 0); i < all.size(); i++) {
            looked.put(number, i + 1);
            Epoch next = all.get(i);
            Optional<Stand> here = at(number);
            if (here.isPresent()) {
                here.get().starts.add(next.start());
            } else if (community.takesPart(number(), next)) {
                begin(next);
                acknowledged.clear();
                world.tell(name() + " begins epoch " + number + " at "
                        + next.start().size());
            }
        }
    }

    /** Leaves the epoch and votes; empty when the disk failed. */
    Optional<Vote> vote(Terms next) {
        Stand stand = current();
        if (lies || !stand.isUp()) {
            return Optional.empty();
        }
        try {
            Optional<SignedCheckpoint> last = stand.mirror().witness().last(Keys.ORIGIN);
            List<Note.Signature> known = stand.follower()
                    .flatMap(held -> held.reader().finalCheckpoint())
                    .filter(signed -> last.isPresent()
                            && signed.checkpoint().equals(last.get().checkpoint()))
                    .map(signed -> signed.note().signatures())
                    .orElse(List.of());
            Vote vote = stand.ballot().vote(stand.epoch, next.id(), known);
            world.tell(name() + " votes, having cosigned "
                    + last.map(SignedCheckpoint::size).orElse(0L));
            return Optional.of(vote);
        } catch (DiskFault e) {
            world.tell(name() + " cannot vote: disk fault");
            return Optional.empty();
        } catch (Refused e) {
            throw new Broken(name() + " voted otherwise before: " + e.refusal());
        }
    }

    boolean isFrozen() {
        return current().isUp() && current().mirror().witness().isFrozen(Keys.ORIGIN);
    }

    void crash(Random dice) {
        disk.crash(dice);
        stands.forEach(Stand::close);
        state = parts().state();
        applied = 0;
        world.tell(name() + " loses power");
    }

    void diskFails(Random dice) {
        CrashDisk.Failure how = Community.failure(dice);
        disk.failAt(1 + dice.nextInt(30), how, false);
        world.tell(name() + " disk will fail once: " + how);
    }

    void diskFull() {
        disk.failAt(1, CrashDisk.Failure.NOT_DONE, true);
        world.tell(name() + " disk is full");
    }

    void skew(Random dice) {
        skewMillis = dice.nextLong(2 * SKEW_MILLIS_MAX) - SKEW_MILLIS_MAX;
        world.tell(name() + " clock is off by " + skewMillis / 1_000 + " s");
    }

    void clear() {
        disk.heal();
    }

    /** Applies what is newly final here, and compares. */
    void look() {
        for (Stand stand : stands) {
            stand.follower().ifPresent(follower -> look(stand, follower));
        }
    }

    private void look(Stand stand, Follower follower) {
        long size = follower.finality().finalSize();
        if (size < stand.finalSeen) {
            throw new Broken(name() + " lost what was final: " + stand.finalSeen + " entries before, now " + size);
        }
        stand.finalSeen = size;
        if (stand.compared == size && applied >= size) {
            return;
        }
        LogReader reader = follower.reader();
        for (; stand.compared < size; stand.compared++) {
            community.invariants().isFinal(name(), stand.compared, reader.leafHash(stand.compared));
        }
        if (applied < size) {
            try (Stream<Leaf> leaves = reader.entries(applied, size)) {
                leaves.forEach(state::apply);
            }
            applied = size;
            community.invariants().hasState(name(), applied, state.root());
        }
        while (stand.seen().holds(Keys.statement(number, ownFinal + 1).id(), size)) {
            ownFinal++;
        }
    }

    long applied() {
        return applied;
    }
}
