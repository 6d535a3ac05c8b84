package org.commonwatch.node.community;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.follow.FollowOutcome;
import org.commonwatch.ledger.follow.Follower;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.follow.SourceStanding;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.sequence.CosigningStatus;
import org.commonwatch.ledger.sequence.Finality;
import org.commonwatch.ledger.sequence.LogTime;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.node.spine.Log;

/**
 * A log that another node orders, as a sequencer: statements are sent there, and what is final is what this node has
 * verified and holds, payloads included. Its thread fetches; one hears news, see {@link Hearing}, and one sends, see {@link
 * Outgoing}.
 *
 * <p>An announcement only says that it is time to look. Whether it comes or not, the fetching thread looks now and then.
 */
final class Followed implements Sequencer {
    /** Between two looks while announcements arrive, each of which costs some kilobytes a source: none should be lost. */
    private static final Duration LOOK_WHILE_HEARING = Duration.ofMinutes(5);

    /** Between two looks while none arrive, at first and at most. */
    static final Duration LOOK_MIN = Duration.ofSeconds(1);

    private static final Duration LOOK_MAX = Duration.ofSeconds(30);

    /** Entries taken to replay at a time, so that a long catch-up is seen as it goes. */
    private static final int STEP_ENTRIES_MAX = 4_096;

    private final Function<Policy, Follower> opening;
    private volatile Follower follower;
    private volatile KeyId own;
    private final Sources sources;
    private final PayloadCatchUp payloads;
    private final Outgoing outgoing;
    private final List<Consumer<Finality>> listeners = new CopyOnWriteArrayList<>();
    private final Thread fetching;
    private final Hearing hearing;

    private volatile long complete;
    private volatile LanePosition lane = LanePosition.FIRST;
    private volatile Optional<Instant> logTime = Optional.empty();
    private volatile Optional<String> trouble = Optional.empty();
    private volatile Optional<String> waiting = Optional.empty();
    private volatile boolean closing;
    private volatile boolean reached;

    /** Held by whoever looks: the fetching thread, or somebody who brings a bundle. */
    private final ReentrantLock turn = new ReentrantLock();

    /** Held while the follower works or is exchanged. */
    private final Object following = new Object();

    // Guarded by this.
    private Optional<byte[]> announced = Optional.empty();
    private boolean look = true;

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
        this.own = own;
        this.sources = sources;
        this.payloads = new PayloadCatchUp(store, sources, fetchers);
        this.outgoing = new Outgoing(
                log.name(),
                parcels -> ordering()
                        .post(
                                "/ledger/" + log.name() + "/entries",
                                parcels,
                                Parcel.MEDIA_TYPE,
                                Outgoing.answerBytesMax(),
                                Peer.PAYLOAD_MAX),
                statement -> file(store, statement));
        this.fetching =
                Thread.ofPlatform().daemon().name("follow-" + log.name()).unstarted(this::run);
        this.hearing =
                new Hearing(log.name(), () -> ordering().events("/ledger/" + log.name() + "/news"), this::announce);
        recall();
    }

    private static Optional<byte[]> file(PayloadStore store, org.commonwatch.kernel.Digest statement) {
        try {
            return store.whole(statement);
        } catch (Refused damaged) {
            return Optional.empty();
        }
    }

    /** What is held already: entries up to the first whose payload is missing, and where the own lane stands. */
    private void recall() {
        long held = payloads.heldUpTo(follower.reader(), 0, follower.finality().finalSize());
        for (long from = 0; from < held; from += STEP_ENTRIES_MAX) {
            take(from, Math.min(held, from + STEP_ENTRIES_MAX));
        }
    }

    void begin() {
        outgoing.begin();
        fetching.start();
        hearing.start();
    }

    /** The node that orders the log. */
    private Peer ordering() {
        return sources.ordering().peer();
    }

    /** For this node's cosigner: holds the entries of a checkpoint that its log signed. */
    Optional<Refusal> hold(SignedCheckpoint checkpoint) {
        synchronized (following) {
            return follower.hold(checkpoint);
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
        lane = LanePosition.FIRST;
        own = key;
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
            if (!look(Optional.empty())) {
                throw Refusal.of("bundle-incomplete", "", trouble.orElse("Not everything in it could be taken."))
                        .toException();
            }
        } finally {
            sources.bundle(Optional.empty());
            turn.unlock();
        }
    }

    /** Proofs that the log signed two histories. */
    List<Fork> forks() {
        return follower.forks();
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
        long size = complete;
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
        LanePosition here = key.equals(own) ? lane : LanePosition.FIRST;
        return outgoing.told(key)
                .filter(told -> told.sequence() > here.sequence())
                .orElse(here);
    }

    @Override
    public Optional<Instant> logTime() {
        return logTime;
    }

    @Override
    public LogReader reader() {
        return follower.reader();
    }

    @Override
    public void close() {
        closing = true;
        outgoing.close();
        synchronized (this) {
            notifyAll();
        }
        fetching.interrupt();
        hearing.close();
        await(fetching);
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
        while (!closing) {
            try {
                Optional<byte[]> news = next(hearing.hears() && trouble.isEmpty() ? LOOK_WHILE_HEARING : pause);
                if (closing) {
                    return;
                }
                turn.lockInterruptibly();
                boolean good;
                try {
                    good = look(news);
                } finally {
                    turn.unlock();
                }
                pause = good ? LOOK_MIN : doubled(pause);
            } catch (InterruptedException stopped) {
                return;
            } catch (DiskFault fault) {
                trouble = Optional.of(String.valueOf(fault.getMessage()));
                pause = doubled(pause);
            }
        }
    }

    static Duration doubled(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LOOK_MAX) > 0 ? LOOK_MAX : twice;
    }

    private synchronized Optional<byte[]> next(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!look && !closing) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        look = false;
        Optional<byte[]> news = announced;
        announced = Optional.empty();
        return news;
    }

    private synchronized void announce(Optional<byte[]> checkpoint) {
        announced = checkpoint;
        look = true;
        notifyAll();
    }

    private boolean look(Optional<byte[]> news) throws InterruptedException {
        trouble = follow(news);
        long held = follower.finality().finalSize();
        boolean all = true;
        while (complete < held && !closing) {
            long from = complete;
            long to = Math.min(held, from + STEP_ENTRIES_MAX);
            long upTo = payloads.fetch(follower.reader(), from, to);
            take(from, upTo);
            if (upTo < to) {
                all = false;
                trouble = trouble.or(() -> Optional.of("a payload of entry " + upTo + " could not be had yet"));
                break;
            }
        }
        boolean good = all && trouble.isEmpty();
        reached = reached || good;
        return good;
    }

    /** Whether a look has brought everything that the sources had, since this was opened. */
    boolean reached() {
        return reached;
    }

    /** What is wrong with it; empty when nothing is. */
    private Optional<String> follow(Optional<byte[]> news) {
        try {
            synchronized (following) {
                return trouble(
                        news.isPresent() ? follower.follow(news.orElseThrow(), sources.ordering()) : follower.follow());
            }
        } catch (Refused refused) {
            return Optional.of("an announced checkpoint is not believed: " + refused.refusal());
        }
    }

    private Optional<String> trouble(FollowOutcome outcome) {
        waiting = outcome instanceof FollowOutcome.Waiting some
                ? Optional.of(some.standing().text())
                : Optional.empty();
        return switch (outcome) {
            case FollowOutcome.Current current -> Optional.empty();
            case FollowOutcome.Advanced advanced -> Optional.empty();
            case FollowOutcome.Waiting notYet -> Optional.empty();
            case FollowOutcome.Incomplete incomplete -> Optional.of(whyNot(incomplete));
            case FollowOutcome.Forked forked -> Optional.of("the log signed two histories; the evidence is kept");
        };
    }

    /** A source that lied is asked no more, so what it did is said as long as nobody else helps. */
    private String whyNot(FollowOutcome.Incomplete incomplete) {
        return follower.sources().stream()
                .filter(SourceStanding::putAside)
                .flatMap(source -> source.last().stream())
                .findFirst()
                .or(() -> incomplete.why().stream().findFirst())
                .map(why ->
                        why.source() + ": " + why.why().message() + (why.lied() ? " It is not believed any more." : ""))
                .orElse("no source answers");
    }

    /** Entries that are verified and here with their payloads: from now on they are final for this node. */
    private void take(long from, long to) {
        if (to <= from) {
            return;
        }
        List<byte[]> leaves = new ArrayList<>();
        try (var entries = follower.reader().entries(from, to)) {
            entries.map(Leaf::bytes).forEach(leaves::add);
        }
        for (byte[] leaf : leaves) {
            note(leaf);
        }
        complete = to;
        Finality now = finality();
        listeners.forEach(listener -> listener.accept(now));
        outgoing.included(from, leaves, to);
    }

    private void note(byte[] leaf) {
        try {
            Envelope envelope = Envelope.parse(leaf);
            if (envelope.statement().key().equals(own)
                    && envelope.statement().position().equals(lane)) {
                lane = lane.next(envelope.id());
            }
            logTime = LogTime.of(envelope.statement()).or(() -> logTime);
        } catch (Refused isVoid) {
            // It stands in the log and means nothing; replay says so.
            return;
        }
    }

    /** Ends a stream on which nothing was heard for too long; called now and then from outside. */
    void watch() {
        hearing.watch();
    }

    /** For somebody who must not wait for an announcement. */
    void lookNow() {
        announce(Optional.empty());
    }
}
