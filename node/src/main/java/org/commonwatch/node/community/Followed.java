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
 * <p>An announcement says that it is time to look and may bring what is new, which is verified like what is fetched. Whether it
 * comes or not, the fetching thread looks now and then.
 */
final class Followed implements Sequencer {
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

    /** Entries taken to replay at a time, so that a long catch-up is seen as it goes. */
    private static final int STEP_ENTRIES_MAX = 4_096;

    private final Function<Policy, Follower> opening;
    private volatile Follower follower;
    private final Noted noted;
    private final Sources sources;
    private final PayloadCatchUp payloads;
    private final Outgoing outgoing;
    private final List<Consumer<Finality>> listeners = new CopyOnWriteArrayList<>();
    private final Thread fetching;
    private final Hearing hearing;

    private volatile long complete;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile Optional<String> waiting = Optional.empty();
    private volatile boolean closing;
    private volatile boolean reached;

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
        this.hearing = new Hearing(log.name(), () -> ordering().events("/ledger/" + log.name() + "/news"), this::hear);
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
        long behind = checkpoint.size() - held();
        if (behind > 0 && behind <= Announcement.ENTRIES_MAX && hearing.hears()) {
            try {
                follower.announced().await(checkpoint.size(), ANNOUNCED_PATIENCE.toNanos(), System::nanoTime);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
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

    /** Entries held, final or not. */
    long held() {
        return follower.finality().publishedSize();
    }

    /** Follows from a bundle, then from the others again; returns when all of it is taken. */
    void bring(LogSource bundle) throws InterruptedException, Refused {
        turn.lockInterruptibly();
        try {
            sources.bundle(Optional.of(bundle));
            if (!look(List.of())) {
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
        LanePosition here = noted.next(key);
        return outgoing.told().filter(told -> told.sequence() > here.sequence()).orElse(here);
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
            follower.settle();
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
            } catch (DiskFault fault) {
                trouble = Optional.of(String.valueOf(fault.getMessage()));
                pause = doubled(pause);
                looked = System.nanoTime();
            }
        }
    }

    /** Nothing has come for a moment: what was put off is done. */
    private void tidy() {
        synchronized (following) {
            follower.settle();
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
        Optional<String> problem = news.isEmpty() ? trouble(asked()) : Optional.empty();
        for (byte[] checkpoint : news) {
            problem = follow(checkpoint);
        }
        trouble = problem;
        payloads.takeHeard(follower.reader(), complete, follower.finality().publishedSize());
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

    private FollowOutcome asked() {
        synchronized (following) {
            return follower.follow();
        }
    }

    /** What is wrong with it; empty when nothing is. What is not final yet is held already, so that it is here when it is. */
    private Optional<String> follow(byte[] checkpoint) {
        try {
            synchronized (following) {
                FollowOutcome outcome = follower.follow(checkpoint, sources.ordering());
                Optional<Refusal> notHeld =
                        outcome instanceof FollowOutcome.Waiting ? follower.holdAhead(checkpoint) : Optional.empty();
                return trouble(outcome).or(() -> notHeld.map(Refusal::message));
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
            noted.take(leaf);
        }
        complete = to;
        Finality now = finality();
        listeners.forEach(listener -> listener.accept(now));
        outgoing.included(from, leaves, to);
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
