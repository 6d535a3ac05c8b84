package org.commonwatch.sim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.follow.Follower;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.succession.Ballot;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Succession;
import org.commonwatch.ledger.succession.Terms;
import org.commonwatch.ledger.succession.Vote;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Witness;
import org.commonwatch.ledger.witness.WitnessedLog;

/** Votes on their way, and members who put them together; liars vote as suits them. */
final class Elections {
    private static final Path SCRATCH = Path.of("/scratch");

    private final Community community;
    private final World world;
    private final Random dice;
    private final boolean finalsAreShown;
    private final Map<Long, Map<Integer, Vote>> votes = new HashMap<>();

    Elections(Community community, long seed) {
        this.community = community;
        this.world = community.world();
        this.dice = new Random(~seed);
        // What votes leave open a final checkpoint may decide; half of the seeds have to do without.
        this.finalsAreShown = dice.nextBoolean();
    }

    private Map<Integer, Vote> cast(Epoch epoch) {
        return votes.computeIfAbsent(epoch.number(), any -> new TreeMap<>());
    }

    void vote(Member member) {
        Epoch epoch = member.current().epoch;
        Terms next = community.terms(epoch.number() + 1);
        member.vote(next).ifPresent(vote -> cast(epoch).put(member.number(), vote));
    }

    /** A liar says of itself what it likes: here that it cosigned nothing, or what some honest member did. */
    void liarsVote() {
        Epoch epoch = community.honest().getFirst().current().epoch;
        List<Vote> others = List.copyOf(cast(epoch).values());
        for (Member member : community.members()) {
            boolean votes = member.lies()
                    && community.scenario().members() > 3
                    && community.takesPart(member.number(), epoch)
                    && dice.nextInt(3) != 0
                    && !others.isEmpty();
            if (votes) {
                Optional<Note> last = dice.nextInt(3) == 0
                        ? Optional.empty()
                        : others.get(dice.nextInt(others.size())).last();
                cast(epoch).put(member.number(), lyingVote(member, epoch, last));
            }
        }
    }

    /** Through a witness that has forgotten everything else, so that the bytes are right. */
    private Vote lyingVote(Member member, Epoch epoch, Optional<Note> last) {
        Cosigner cosigner = community.cosigner(member.number(), epoch.number());
        CrashDisk disk = new CrashDisk(SCRATCH);
        WitnessedLog log = new WitnessedLog(Keys.ORIGIN, epoch.terms().policy().logKeys(), List.of());
        Witness witness = new Witness(
                disk, SCRATCH.resolve("w"), List.of(cosigner), any -> Optional.of(log), world::now, fork -> {});
        try {
            if (last.isPresent()) {
                Checkpoint checkpoint = Checkpoint.parse(last.get().text());
                witness.add(new AddCheckpoint(0, List.of(), checkpoint, last.get()));
            }
            Terms next = community.terms(epoch.number() + 1);
            world.tell(member.name() + " lies in its vote");
            return new Ballot(disk, SCRATCH.resolve("v"), witness, cosigner).vote(epoch, next.id(), List.of());
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts together what the builder can reach; nothing happens when that is not enough. */
    void succeed(Member builder) {
        Stand stand = builder.current();
        if (builder.lies() || !stand.isUp()) {
            return;
        }
        Follower follower = stand.follower().orElseThrow();
        List<Vote> reached = new ArrayList<>();
        cast(stand.epoch).forEach((number, vote) -> {
            if (world.lineHolds(number, builder.number())) {
                reached.add(vote);
            }
        });
        try {
            builder.asksEverybody(true);
            reached.forEach(vote -> vote.last().ifPresent(last -> suspect(follower, last)));
            follower.forks().forEach(fork -> community.caught(stand.epoch, fork));
            Terms next = community.terms(stand.epoch.number() + 1);
            Succession record = Succession.of(
                    stand.epoch, next, reached, finals(builder), community.forks(stand.epoch), follower.reader());
            keepsWhatIsFinal(record, follower.reader());
            Epoch begun = Succession.parse(record.toBytes()).verify(stand.epoch);
            community.notice("succession");
            // The same terms, but of keys that remember: a process full of nodes verifies every signature many times.
            community.begin(new Epoch(begun.origin(), begun.number(), next, begun.start(), begun.keys()));
        } catch (Refused e) {
            community.notice(e.refusal().code());
            world.tell(builder.name() + " cannot put a succession together: "
                    + e.refusal().code());
        } catch (DiskFault e) {
            world.tell(builder.name() + " disk fault");
        } finally {
            builder.asksEverybody(false);
        }
    }

    private static void suspect(Follower follower, Note last) {
        try {
            follower.suspect(new SignedCheckpoint(Checkpoint.parse(last.text()), last));
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Note> finals(Member builder) {
        List<Note> known = new ArrayList<>();
        for (Member member : community.honest()) {
            boolean same =
                    member.current().epoch.number() == builder.current().epoch.number();
            if (finalsAreShown && same && world.lineHolds(member.number(), builder.number())) {
                member.current()
                        .follower()
                        .flatMap(held -> held.reader().finalCheckpoint())
                        .ifPresent(signed -> known.add(signed.note()));
            }
        }
        return known;
    }

    /** Whatever anybody was shown as final is kept by every record that verifies, whoever made it of whatever votes. */
    private void keepsWhatIsFinal(Succession record, LogReader reader) {
        Invariants all = community.invariants();
        if (record.start().size() < all.finalSize()) {
            throw new Broken("a succession starts at " + record.start().size() + " and loses what is final: "
                    + all.finalSize() + " entries");
        }
        for (int i = 0; i < all.finalSize(); i++) {
            if (!reader.leafHash(i).equals(all.leaves().get(i))) {
                throw new Broken("a succession goes on from another history than the final one: entry " + i);
            }
        }
    }

    /**
     * Whether the written rule allows that no succession comes about: fewer honest cosigners than a quorum, or votes for two
     * histories in a community so large that a second liar may have hidden what it signed.
     */
    boolean mayBeStuck() {
        Scenario scenario = community.scenario();
        boolean few = community.honest().size() < scenario.quorum();
        boolean undecided = scenario.operator().twoHistories() && scenario.liarsMax() > 1;
        return few || undecided;
    }
}
