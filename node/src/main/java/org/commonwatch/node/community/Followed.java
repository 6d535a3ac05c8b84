package org.commonwatch.node.community;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.follow.FollowOutcome;
import org.commonwatch.ledger.follow.Follower;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.follow.SourceStanding;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.CosigningStatus;
import org.commonwatch.ledger.sequence.Finality;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.witness.Holding;
import org.commonwatch.node.spine.Log;
import org.jboss.logging.Logger;

/**
 * A log that another node orders, as a sequencer: statements are sent there, and what is final is what this node has
 * verified and holds, payloads included. Its thread fetches; one hears news, see {@link Hearing}, and one sends, see {@link
 * Outgoing}.
 *
 * <p>An announcement says that it is time to look and may bring what is new, which is verified like what is fetched. Whether it
 * comes or not, the fetching thread looks now and then.
 */
final class Followed implements Sequencer, Holding {
    /** Between two looks while announcements arrive, each of which costs some kilobytes a source: none should be lost. */
    private static final Duration LOOK_WHILE_HEARING = Duration.ofMinutes(5);

    /** Between two looks while none arrive, at first and at most. */
    static final Duration LOOK_MIN = Duration.ofSeconds(1);

    private static final Duration LOOK_MAX = Duration.ofSeconds(30);

    /** Without anything to look at for this long, there is time for what was put off. */
    private static final Duration REST = Duration.ofSeconds(1);

    /**
     * How long a request to cosign waits for the announcement of the same entries, which was sent just before it: less than
     * fetching them takes.
     */
    private static final Duration ANNOUNCED_PATIENCE = Duration.ofMillis(15);

    /**
     * So long what is here waits for the rest, when a log is caught up with for the first time: who joins is handed keys at its end,
     * and what is applied before they are here is applied again.
     */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(15);

    /** How long somebody who brings a bundle waits for a policy in it to be in force: it is looked for twice a second. */
    private static final Duration POLICY_PATIENCE = Duration.ofSeconds(5);

    private static final int POLICY_LOOK_MILLIS = 50;
    private static final String LEFT = "this node does not follow the log any more";
    private static final Logger LOG = Logger.getLogger(Followed.class);

    private final Function<Policy, Follower> opening;
    private volatile Follower follower;
    private final Noted noted;
    private final Sources sources;
    private final PayloadCatchUp payloads;
    private final Outgoing outgoing;
    private final Taken taken;
    private final List<Consumer<Finality>> listeners = new CopyOnWriteArrayList<>();
    private final Thread fetching;
    private final Hearing hearing;

    private volatile Optional<String> trouble = Optional.empty();
    private volatile Optional<String> waiting = Optional.empty();

    /** Whether what is new is signed with keys that are not known here. */
    private volatile boolean strange;

    private volatile boolean closing;
    private volatile boolean reached;

    /** Guarded by {@link #following}. */
    private boolean closed;

    /** Held by whoever looks: the fetching thread, or somebody who brings a bundle. */
    private final ReentrantLock turn = new ReentrantLock();

    /** Held while the follower works or is exchanged. */
    private final Object following = new Object();

    private final Looks looks = new Looks();

    Followed(
            Log log,
            Function<Policy, Follower> opening,
            Policy policy,
            PayloadStore store,
            KeyId own,
            Sources sources,
            Executor fetchers) {
        this.opening = opening;
        this.follower = opening.apply(policy);
        this.noted = new Noted(own);
        this.sources = sources;
        this.payloads = new PayloadCatchUp(store, sources::all, fetchers);
        this.outgoing = new Outgoing(log.name(), new Forwarding(log, sources), statement -> file(store, statement));
        this.taken = new Taken(() -> follower.reader(), payloads, noted, outgoing, size -> grown());
        this.fetching =
                Thread.ofPlatform().daemon().name("follow-" + log.name()).unstarted(this::run);
        this.hearing = new Hearing(log.name(), () -> news(log), this::hear);
        taken.recall(follower.finality().finalSize());
    }

    private static Optional<byte[]> file(PayloadStore store, Digest statement) {
        try {
            return store.whole(statement);
        } catch (Refused damaged) {
            return Optional.empty();
        }
    }

    void begin() {
        outgoing.begin();
        fetching.start();
        hearing.start();
    }

    /** A node that orders the log. */
    Peer ordering() {
        return sources.ordering().peer();
    }

    /** Of a node that orders the log; of another one next time, if this one does not answer. */
    private InputStream news(Log log) throws IOException, InterruptedException {
        PeerSource node = sources.ordering();
        try {
            return node.peer().events("/ledger/" + log.name() + "/news");
        } catch (IOException silent) {
            sources.failed(node);
            throw silent;
        }
    }

    /** For this node's cosigner: holds the entries of a checkpoint that its log signed. */
    @Override
    public Optional<Refusal> hold(SignedCheckpoint checkpoint) {
        long behind = checkpoint.size() - held();
        if (behind > 0 && behind <= Announcement.ENTRIES_MAX && hearing.hears()) {
            try {
                follower.announced().await(checkpoint.size(), ANNOUNCED_PATIENCE.toNanos(), System::nanoTime);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (following) {
            return closed
                    ? Optional.of(Refusal.of("log-closed", "", "This node does not follow the log any more."))
                    : follower.hold(checkpoint);
        }
    }

    /** For this node's cosigner: own statements that a tree of entries held here leaves out, see {@link Outgoing}. */
    List<Digest> leftOut(long size, Duration bound) {
        return outgoing.leftOut(follower.reader(), size, bound);
    }

    /** For this node's cosigner: keeps the proof, if a checkpoint that its log signed is of a second history. */
    @Override
    public void suspect(SignedCheckpoint checkpoint) {
        synchronized (following) {
            if (!closed) {
                follower.suspect(checkpoint);
            }
        }
    }

    /** Judges checkpoints by another policy from here on; what was final stays so. */
    void policy(Policy policy) {
        synchronized (following) {
            follower = opening.apply(policy);
        }
        lookNow();
    }

    /** Statements of this organisation are another key's from here on, which has said nothing in the log yet. */
    void speaksAs(KeyId key) {
        noted.speaksAs(key);
    }

    /** Entries held, final or not. */
    long held() {
        return follower.finality().publishedSize();
    }

    /** Follows from a bundle, then from the others again; returns when all of it is taken. */
    void bring(LogSource bundle) throws InterruptedException, Refused {
        turn.lockInterruptibly();
        try {
            sources.bundle(Optional.of(bundle));
            if (!lookThrough()) {
                throw Refusal.of("bundle-incomplete", "", trouble.orElse("Not everything in it could be taken."))
                        .toException();
            }
        } finally {
            sources.bundle(Optional.empty());
            turn.unlock();
        }
    }

    /** Where a bundle leads over several policies, each is read before the next step: a moment after it is applied. */
    private boolean lookThrough() throws InterruptedException {
        long deadline = System.nanoTime() + POLICY_PATIENCE.toNanos();
        while (true) {
            long before = follower.finality().finalSize();
            boolean good = look(List.of());
            boolean further = follower.finality().finalSize() > before;
            boolean stuck = strange || waiting.isPresent();
            if (further) {
                deadline = System.nanoTime() + POLICY_PATIENCE.toNanos();
            } else if (!stuck || System.nanoTime() > deadline) {
                return good;
            } else {
                Thread.sleep(POLICY_LOOK_MILLIS);
            }
        }
    }

    List<SourceStanding> standings() {
        return follower.sources();
    }

    /** Whom the newest entries wait for, in words; empty when what is known is final. */
    Optional<String> waiting() {
        return waiting;
    }

    /** What keeps this node from following; empty while it follows. */
    Optional<String> trouble() {
        return trouble.or(outgoing::trouble);
    }

    /** Whether announcements arrive. */
    boolean hears() {
        return hearing.hears();
    }

    /** Statements whose payload no source gave. */
    long payloadsMissing() {
        return payloads.missing();
    }

    @Override
    public CompletableFuture<Receipt> append(Envelope envelope) {
        return outgoing.add(envelope);
    }

    @Override
    public Finality finality() {
        long size = taken.size();
        return new Finality(size, size, size);
    }

    /** What the cosigners do is the ordering node's to know. */
    @Override
    public CosigningStatus cosigning() {
        return CosigningStatus.unwitnessed(finality());
    }

    @Override
    public void onGrowth(Consumer<Finality> listener) {
        listeners.add(listener);
    }

    @Override
    public LanePosition nextPosition(KeyId key) {
        LanePosition here = noted.next(key);
        return outgoing.told(key)
                .filter(told -> told.sequence() > here.sequence())
                .orElse(here);
    }

    @Override
    public Optional<Instant> logTime() {
        return noted.logTime();
    }

    @Override
    public LogReader reader() {
        return follower.reader();
    }

    @Override
    public void close() {
        closing = true;
        outgoing.close();
        looks.close();
        fetching.interrupt();
        hearing.close();
        await(fetching);
        synchronized (following) {
            try {
                follower.settle();
            } finally {
                // Whoever works on the log's files is done: they are somebody else's from here on.
                closed = true;
            }
        }
    }

    private static void await(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = LOOK_MIN;
        long looked = System.nanoTime();
        while (!closing) {
            try {
                Optional<List<byte[]>> due = looks.next(REST);
                Duration patience = hearing.hears() && trouble.isEmpty() ? LOOK_WHILE_HEARING : pause;
                if (due.isEmpty()) {
                    tidy();
                }
                if (closing || (due.isEmpty() && System.nanoTime() - looked < patience.toNanos())) {
                    continue;
                }
                turn.lockInterruptibly();
                boolean good;
                try {
                    good = look(due.orElse(List.of()));
                } finally {
                    turn.unlock();
                }
                pause = good ? LOOK_MIN : doubled(pause);
                looked = System.nanoTime();
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException fault) {
                if (closing) {
                    // A read that was interrupted.
                    return;
                }
                // A disk, a damaged file, a store that is too busy: it is shown and tried again, since nobody else
                // would.
                LOG.warn("following a log failed and will be tried again", fault);
                trouble = Optional.of(Optional.ofNullable(fault.getMessage()).orElseGet(fault::toString));
                pause = doubled(pause);
                looked = System.nanoTime();
            }
        }
    }

    /** Nothing has come for a moment: what was put off is done. */
    private void tidy() {
        synchronized (following) {
            if (!closed) {
                follower.settle();
            }
        }
    }

    static Duration doubled(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LOOK_MAX) > 0 ? LOOK_MAX : twice;
    }

    /** On the hearing thread: what came along lies ready before anybody wants it. */
    private void hear(Optional<Announcement> news) {
        news.ifPresentOrElse(
                some -> {
                    payloads.heard(some);
                    follower.announced().add(some.from(), some.leaves());
                    looks.at(some.checkpoint().toBytes());
                },
                looks::atEverything);
    }

    private boolean look(List<byte[]> news) throws InterruptedException {
        Optional<String> problem = news.isEmpty() ? asked() : Optional.empty();
        for (byte[] checkpoint : news) {
            problem = follow(checkpoint);
        }
        trouble = problem;
        payloads.takeHeard(follower.reader(), taken.size(), follower.finality().publishedSize());
        boolean all = taken.size() > 0 ? fetch(follower.finality().finalSize(), System.nanoTime()) : first();
        boolean good = all && trouble.isEmpty();
        reached = reached || good;
        return good;
    }

    /** Of a log that is new here, all and what came meanwhile is taken in one go if it can be had soon. */
    private boolean first() throws InterruptedException {
        long patience = System.nanoTime() + FIRST_PATIENCE.toNanos();
        long held;
        do {
            held = follower.finality().finalSize();
            if (!fetch(held, patience)) {
                return false;
            }
            trouble = asked();
        } while (follower.finality().finalSize() > held && System.nanoTime() - patience < 0 && !closing);
        return fetch(follower.finality().finalSize(), System.nanoTime());
    }

    private boolean fetch(long held, long takeAt) {
        OptionalLong lacking = taken.fetch(held, takeAt, () -> closing);
        if (lacking.isPresent()) {
            trouble = trouble.or(
                    () -> Optional.of("a payload of entry " + lacking.getAsLong() + " could not be had yet"));
        }
        return lacking.isEmpty();
    }

    /** Whether a look has brought everything that the sources had, since this was opened. */
    boolean reached() {
        return reached;
    }

    /** As {@link #follow(byte[])}, of everything that the sources have. */
    private Optional<String> asked() {
        synchronized (following) {
            return closed ? Optional.of(LEFT) : trouble(follower.follow());
        }
    }

    /** What is wrong with it; empty when nothing is. What is not final yet is held already, so that it is here when it is. */
    private Optional<String> follow(byte[] checkpoint) {
        synchronized (following) {
            if (closed) {
                return Optional.of(LEFT);
            }
            try {
                FollowOutcome outcome = follower.follow(checkpoint, sources.ordering());
                Optional<Refusal> notHeld =
                        outcome instanceof FollowOutcome.Waiting ? follower.holdAhead(checkpoint) : Optional.empty();
                return trouble(outcome).or(() -> notHeld.map(Refusal::message));
            } catch (Refused refused) {
                // By keys that came while this node was away, perhaps: then the sources know the way to them.
                return refused.refusal().code().equals(Follower.UNSIGNED)
                        ? trouble(follower.follow())
                        : Optional.of("an announced checkpoint is not believed: " + refused.refusal());
            }
        }
    }

    private Optional<String> trouble(FollowOutcome outcome) {
        waiting = outcome instanceof FollowOutcome.Waiting some
                ? Optional.of(some.standing().text())
                : Optional.empty();
        strange = outcome instanceof FollowOutcome.Incomplete incomplete
                && incomplete.why().stream().anyMatch(why -> why.why().code().equals(Follower.UNSIGNED));
        return FollowTrouble.of(outcome, follower.sources());
    }

    private void grown() {
        Finality now = finality();
        listeners.forEach(listener -> listener.accept(now));
    }

    /** Ends a stream on which nothing was heard for too long; called now and then from outside. */
    void watch() {
        hearing.watch();
    }

    /** For somebody who must not wait for an announcement. */
    void lookNow() {
        looks.atEverything();
    }
}
