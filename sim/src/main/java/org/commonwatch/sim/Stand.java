package org.commonwatch.sim;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.follow.FollowSettings;
import org.commonwatch.ledger.follow.Follower;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.succession.Ballot;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.EpochRule;
import org.commonwatch.ledger.witness.LogTimeRule;
import org.commonwatch.ledger.witness.MirrorWitness;
import org.commonwatch.ledger.witness.OverdueRule;
import org.commonwatch.ledger.witness.Witness;
import org.commonwatch.ledger.witness.WitnessedLog;

/** A member's place in one epoch: follower, mirror and ballot of real parts on the member's disk, opened when needed. */
final class Stand {
    /** A member waits so long for an entry that the orderer says it took. */
    static final Duration OVERDUE = Duration.ofSeconds(5);

    final Epoch epoch;
    final Cosigner cosigner;
    final List<Checkpoint> starts = new ArrayList<>();
    private final Member member;
    private final CrashDisk disk;
    private final InstantSource clock;
    private Seen seen = new Seen();
    private Optional<Follower> follower = Optional.empty();
    private Optional<MirrorWitness> mirror = Optional.empty();
    private Optional<Ballot> ballot = Optional.empty();

    /** Final entries of this epoch's log compared with the one history. */
    long compared;

    /** The largest final size it ever had. */
    long finalSeen;

    Stand(Member member, CrashDisk disk, Epoch epoch, Cosigner cosigner, InstantSource clock) {
        this.member = member;
        this.disk = disk;
        this.epoch = epoch;
        this.cosigner = cosigner;
        this.clock = clock;
        starts.add(epoch.start());
    }

    private Path folder(String name) {
        return Member.ROOT.resolve(name + "-" + epoch.number());
    }

    /** Opens what a crash closed; false when the disk fails just then. */
    boolean isUp() {
        if (ballot.isPresent()) {
            return true;
        }
        try {
            Seen fresh = new Seen();
            Follower opened = Follower.open(new FollowSettings(
                    disk,
                    folder("log"),
                    Keys.ORIGIN,
                    member.parts().followed(epoch.terms().policy()),
                    () -> member.sources(epoch),
                    fresh,
                    Runnable::run));
            WitnessedLog log = new WitnessedLog(
                    Keys.ORIGIN,
                    epoch.terms().policy().logKeys(),
                    List.of(
                            new EpochRule(() -> starts, opened.reader()::rootAt),
                            new LogTimeRule(fresh::logTimeAt, clock),
                            new OverdueRule((size, bound) -> member.leftOut(fresh, size, bound), OVERDUE)));
            Witness witness = new Witness(
                    disk, folder("mirror"), List.of(cosigner), any -> Optional.of(log), clock, member::caught);
            seen = fresh;
            follower = Optional.of(opened);
            mirror = Optional.of(new MirrorWitness(witness, any -> Optional.of(opened)));
            ballot = Optional.of(new Ballot(disk, folder("votes"), witness, cosigner));
            return true;
        } catch (DiskFault e) {
            return false;
        }
    }

    /** The machine lost power; what is on disk remains. */
    void close() {
        follower = Optional.empty();
        mirror = Optional.empty();
        ballot = Optional.empty();
        compared = 0;
    }

    Optional<Follower> follower() {
        return follower;
    }

    Seen seen() {
        return seen;
    }

    MirrorWitness mirror() {
        return mirror.orElseThrow();
    }

    Ballot ballot() {
        return ballot.orElseThrow();
    }
}
