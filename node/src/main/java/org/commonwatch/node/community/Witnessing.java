package org.commonwatch.node.community;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.CheckpointRule;
import org.commonwatch.ledger.witness.Holding;
import org.commonwatch.ledger.witness.MirrorWitness;
import org.commonwatch.ledger.witness.Verdict;
import org.commonwatch.ledger.witness.Witness;
import org.commonwatch.ledger.witness.WitnessedLog;
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
class Witnessing {
    /** The log itself asks once at a time; the rest is for who repeats it. */
    static final int WAITING_MAX = 4;

    private static final Logger LOG = Logger.getLogger(Witnessing.class);

    private final Identity self;
    private final MirrorWitness mirror;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Map<String, Fork> forks = new ConcurrentHashMap<>();

    @Inject
    Witnessing(Identity self, Home home, Clock clock) {
        this.self = self;
        Witness witness = new Witness(
                new LocalDisk(),
                home.root().resolve("witness"),
                List.of(self.cosigner()),
                origin -> Optional.ofNullable(held.get(origin)).map(known -> known.log(origin)),
                clock,
                this::forked);
        this.mirror = new MirrorWitness(
                witness, origin -> Optional.ofNullable(held.get(origin)).map(Held::holding));
    }

    /** @param keys asked at each request: who orders the log changes with its policy */
    private record Held(Supplier<List<NoteKey>> keys, Holding holding, List<CheckpointRule> rules) {
        WitnessedLog log(String origin) {
            return new WitnessedLog(origin, keys.get(), rules);
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

    /** The keys it cosigns with, as C2SP vkey texts. */
    List<String> keys() {
        return List.of(self.cosigner().key().text());
    }

    /**
     * From now on checkpoints of this log are cosigned, when {@code holding} has their entries.
     *
     * @param keys of all who order the log now; one of them has signed what is cosigned
     */
    void hold(Log log, Supplier<List<NoteKey>> keys, Holding holding, List<CheckpointRule> rules) {
        held.put(log.origin(), new Held(keys, new Bounded(holding), List.copyOf(rules)));
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
        return mirror.add(request);
    }

    Verdict add(AddCheckpoint request) {
        return mirror.add(request);
    }

    /** The largest checkpoint that this node has cosigned. */
    Optional<SignedCheckpoint> last(Log log) {
        return mirror.witness().last(log.origin());
    }

    /** The proof that a log signed two histories, if this witness was shown both. */
    Optional<Fork> fork(Log log) {
        return Optional.ofNullable(forks.get(log.origin()));
    }

    private void forked(Fork fork) {
        LOG.errorf("a log signed two histories; %s proves it", fork.fileName());
        forks.put(fork.older().text().lines().findFirst().orElse(""), fork);
    }
}
