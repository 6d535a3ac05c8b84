package org.commonwatch.node.community;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.proof.ForkFiles;
import org.commonwatch.ledger.succession.Ballot;
import org.commonwatch.ledger.succession.EpochRule;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.CheckpointRule;
import org.commonwatch.ledger.witness.Holding;
import org.commonwatch.ledger.witness.MirrorWitness;
import org.commonwatch.ledger.witness.Verdict;
import org.commonwatch.ledger.witness.Witness;
import org.commonwatch.ledger.witness.WitnessedLog;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.spine.Era;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.jboss.logging.Logger;

/**
 * This node as a cosigner of the logs that it holds, C2SP tlog-witness with the promise of a mirror: what it cosigns is
 * consistent with all it cosigned before and durable here. What it signed last is kept in {@code witness/} of the home
 * folder.
 */
@Singleton
public class Witnessing {
    /** The log itself asks once at a time; the rest is for who repeats it. */
    static final int WAITING_MAX = 4;

    private static final Logger LOG = Logger.getLogger(Witnessing.class);

    private final Identity self;
    private final Communities communities;
    private final Home home;
    private final Clock clock;

    /** Cosigns logs in their founders' epochs, and those that this node joined later. */
    private final Post first;

    /** Cosign one log in one epoch each, with a key of its own, by log and number. */
    private final Map<String, Post> later = new ConcurrentHashMap<>();

    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Map<String, List<Checkpoint>> starts = new ConcurrentHashMap<>();
    /** Proofs that the disk did not take, by origin; the newest of each. */
    private final Map<String, Fork> unkept = new ConcurrentHashMap<>();

    @Inject
    Witnessing(Identity self, Communities communities, Home home, Clock clock) {
        this.self = self;
        this.communities = communities;
        this.home = home;
        this.clock = clock;
        this.first = post(home.root().resolve("witness"), self::cosigner);
    }

    /**
     * One cosigner with a memory of its own.
     *
     * @param usual the key with which it signs unless entries say another of this node's
     */
    private record Post(MirrorWitness mirror, Supplier<Cosigner> usual) {}

    private Post post(Path folder, Supplier<Cosigner> usual) {
        Witness witness = new Witness(
                new LocalDisk(),
                folder,
                origin -> Optional.ofNullable(held.get(origin))
                        .map(known -> known.signing().now())
                        .orElseGet(() -> List.of(usual.get())),
                origin -> Optional.ofNullable(held.get(origin)).map(known -> known.log(origin)),
                clock,
                this::forked);
        return new Post(
                new MirrorWitness(
                        witness, origin -> Optional.ofNullable(held.get(origin)).map(Held::holding)),
                usual);
    }

    /** Whoever came through a succession has a new key; the one before it is frozen, or could still sign for the old log. */
    private Post post(Log log, Optional<Era> era) {
        return era.filter(begun -> begun.base().size() > 0)
                .map(begun -> later.computeIfAbsent(
                        log.name() + " " + begun.number(),
                        any -> post(
                                home.root().resolve("witness").resolve("epoch-" + begun.number()),
                                epochKey(log, begun.number()))))
                .orElse(first);
    }

    private Supplier<Cosigner> epochKey(Log log, long epoch) {
        Cosigner key = self.cosigner(log, epoch);
        return () -> key;
    }

    /**
     * Whom a log's checkpoints are taken from, and by which policy its entries become final here.
     *
     * @param orders keys of all who order the log now; one of them has signed what is cosigned
     */
    record Trust(List<NoteKey> orders, Policy policy) {
        Trust {
            orders = List.copyOf(orders);
        }

        static Trust of(Policy policy) {
            return new Trust(policy.logKeys(), policy);
        }
    }

    /** @param trust asked at each request: who orders the log changes with its policy */
    private record Held(
            Post post,
            Supplier<Trust> trust,
            CosigningKeys signing,
            Holding holding,
            List<CheckpointRule> rules,
            ForkFiles forks) {
        WitnessedLog log(String origin) {
            return new WitnessedLog(origin, trust.get().orders(), rules);
        }
    }

    /** Anybody may ask, and an answer may take as long as fetching does: only so many threads wait for one log. */
    static final class Bounded implements Holding {
        private final Holding holding;
        private final Semaphore waiting = new Semaphore(WAITING_MAX);

        Bounded(Holding holding) {
            this.holding = holding;
        }

        @Override
        public Optional<Refusal> hold(SignedCheckpoint checkpoint) {
            if (!waiting.tryAcquire()) {
                return Optional.of(
                        Refusal.of("witness-busy", "", "Many ask for a cosignature of this log; ask again shortly."));
            }
            try {
                return holding.hold(checkpoint);
            } finally {
                waiting.release();
            }
        }

        @Override
        public void suspect(SignedCheckpoint checkpoint) {
            if (waiting.tryAcquire()) {
                try {
                    holding.suspect(checkpoint);
                } finally {
                    waiting.release();
                }
            }
        }
    }

    /** The keys it cosigns with where it becomes a member, as C2SP vkey texts. */
    List<String> keys() {
        return List.of(self.cosigner().key().text());
    }

    /**
     * From now on checkpoints of this log are cosigned, when {@code holding} has their entries.
     *
     * @param era empty in the founder's epoch; a later one starts where its records let it
     */
    void hold(Log log, Optional<Era> era, Supplier<Trust> trust, Holding holding, List<CheckpointRule> rules) {
        starts.put(log.origin(), era.map(Era::starts).orElse(List.of()));
        Post post = post(log, era);
        CosigningKeys signing = new CosigningKeys(
                () -> own(post),
                () -> trust.get().policy().witness(self.name()).map(Policy.Witness::key),
                () -> communities.member(log, self.name()).flatMap(Communities.Member::cosigner));
        held.put(
                log.origin(), new Held(post, trust, signing, new Bounded(holding), List.copyOf(rules), forkFiles(log)));
    }

    /** Every key that may cosign, the usual one first. */
    private List<Cosigner> own(Post post) {
        return Stream.concat(Stream.of(post.usual().get()), self.cosigners().stream())
                .toList();
    }

    /** In an epoch after the founder's: its trees continue a place where a record lets it start. */
    CheckpointRule epochRule(Log log, Supplier<LogReader> reader) {
        return new EpochRule(
                () -> starts.getOrDefault(log.origin(), List.of()),
                size -> reader.get().rootAt(size));
    }

    /** Another verified record lets the log's epoch start here. */
    public void startsAt(Log log, Checkpoint place) {
        starts.computeIfPresent(
                log.origin(),
                (origin, known) -> Stream.concat(known.stream(), Stream.of(place))
                        .distinct()
                        .toList());
    }

    void forget(Log log) {
        held.remove(log.origin());
    }

    /** The log that this node orders holds its own entries. */
    static Holding own(Supplier<LogReader> reader) {
        return checkpoint -> {
            LogReader here = reader.get();
            return checkpoint.size() <= here.size()
                            && here.rootAt(checkpoint.size()).equals(checkpoint.root())
                    ? Optional.empty()
                    : Optional.of(Refusal.of("log-incomplete", "", "This is no checkpoint of the log that is here."));
        };
    }

    Verdict add(byte[] request) {
        try {
            return add(AddCheckpoint.parse(request));
        } catch (Refused malformed) {
            return new Verdict.Bad(malformed.refusal());
        }
    }

    Verdict add(AddCheckpoint request) {
        Held log = held.get(request.checkpoint().origin());
        return (log == null ? first : log.post()).mirror().add(request);
    }

    /** Why a checkpoint that the log signed is not held here; empty when all its entries are, perhaps fetched just now. */
    public Optional<Refusal> holds(Log log, SignedCheckpoint checkpoint) {
        Held known = held.get(log.origin());
        return known == null
                ? Optional.of(Refusal.of("log-unknown", "", "This node does not cosign the log yet."))
                : known.holding().hold(checkpoint);
    }

    /** The largest checkpoint that this node has cosigned in the log's epoch. */
    public Optional<SignedCheckpoint> last(Log log) {
        return current(log).mirror().witness().last(log.origin());
    }

    /** The public key that this node cosigns the log with unless its entries say another. */
    public CosignerKey key(Log log) {
        return current(log).usual().get().key();
    }

    /** Whether this node can cosign the log with this key. */
    public boolean has(Log log, CosignerKey key) {
        return own(current(log)).stream().anyMatch(one -> one.key().equals(key));
    }

    /** Whether this node has left the log's epoch for good. */
    public boolean frozen(Log log) {
        return current(log).mirror().witness().isFrozen(log.origin());
    }

    /** Leaves the log's epoch for good, durably: what it cosigned last stays the last. */
    public Optional<SignedCheckpoint> freeze(Log log) {
        return current(log).mirror().witness().freeze(log.origin());
    }

    /**
     * Casts this node's votes.
     *
     * @param under the policy by which they count: it says with which of this node's keys
     */
    public Ballot ballot(Log log, Policy under) {
        Post post = current(log);
        Optional<CosignerKey> asked = under.witness(self.name()).map(Policy.Witness::key);
        return new Ballot(
                new LocalDisk(),
                home.root().resolve("witness").resolve("votes"),
                post.mirror().witness(),
                CosigningKeys.choose(own(post), asked, Optional.empty()).getFirst());
    }

    private Post current(Log log) {
        Held known = held.get(log.origin());
        return known == null ? first : known.post();
    }

    /** Proofs that a log signed two histories: what was found by following it, and what this witness was shown. */
    List<Fork> forks(Log log) {
        return Stream.concat(forkFiles(log).all().stream(), Optional.ofNullable(unkept.get(log.origin())).stream())
                .distinct()
                .toList();
    }

    private ForkFiles forkFiles(Log log) {
        return new ForkFiles(new LocalDisk(), home.ledger().resolve(log.name()));
    }

    private void forked(Fork fork) {
        LOG.errorf("a log signed two histories; %s proves it", fork.fileName());
        String origin = fork.older().text().lines().findFirst().orElse("");
        Held log = held.get(origin);
        try {
            if (log != null) {
                log.forks().keep(fork);
                return;
            }
        } catch (IOException | DiskFault failed) {
            LOG.errorf("the proof could not be kept, and is gone with this process: %s", failed.getMessage());
        }
        unkept.put(origin, fork);
    }
}
