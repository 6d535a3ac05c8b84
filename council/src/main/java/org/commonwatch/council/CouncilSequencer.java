package org.commonwatch.council;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.CosigningStatus;
import org.commonwatch.ledger.sequence.Finality;
import org.commonwatch.ledger.sequence.Joining;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;

/**
 * The sequencer of a log that several nodes order. An append is answered when most of the council have it durably, this node
 * has it in its own tree, and a signed checkpoint covers it.
 *
 * <p>Its thread leads while this node leads: it signs and asks cosigners as {@link
 * org.commonwatch.ledger.sequence.LocalSequencer} does, and tells the others what became final. It also opens the node's part
 * again after a fault, and joins again when the others have given up the turns this node lacks.
 */
public final class CouncilSequencer implements Sequencer {
    private static final Logger LOG = System.getLogger(CouncilSequencer.class.getName());

    /** Between two looks while nothing happens. */
    private static final long LOOK_MILLIS = 100;

    /** After a fault, before this node tries to take part again. */
    private static final long REOPEN_MILLIS = 2_000;

    /** Before it joins again, which asks the others for seconds by itself. */
    private static final long REJOIN_MILLIS = 200;

    /**
     * A node that is to be added is called so soon as it is there; in the middle of a change that others have lost the thread of
     * it waits so long before it votes by itself.
     */
    private static final long HALFWAY_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A closing node waits so long for checkpoints over what it was asked for. */
    private static final long CLOSING_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    private final Raft raft;
    private final List<Consumer<Finality>> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore moved = new Semaphore(0);
    private final Entered entered;
    private final Sending sending;
    private final Thread thread;
    private volatile CouncilSettings settings;
    private volatile Session session;
    private volatile boolean behind;
    private volatile boolean closing;
    private volatile Optional<String> trouble = Optional.empty();

    // Owned by the thread.
    private Optional<Leading> leading = Optional.empty();
    private long halfwaySinceNanos = System.nanoTime();
    private List<Seat> council = List.of();
    private List<Seat> remembered = List.of();
    private Finality announced;

    private CouncilSequencer(CouncilSettings settings, Raft raft, Session.Way way) throws IOException {
        this.settings = settings;
        this.raft = raft;
        this.session = Session.open(settings, raft, way, this::wake, this::fallenBehind);
        this.announced = session.replica().finality();
        this.entered = new Entered(announced.publishedSize());
        this.sending = new Sending(settings.self().name(), proposal -> session.propose(proposal), entered);
        this.thread =
                Thread.ofPlatform().name("council-" + settings.self().name()).unstarted(this::run);
    }

    private static CouncilSequencer started(CouncilSequencer sequencer) {
        sequencer.thread.start();
        sequencer.sending.start();
        return sequencer;
    }

    /**
     * Makes the log here one of a council of one, without a new origin and with all its entries; or opens what is part of a
     * council already.
     *
     * @throws DiskFault when the disk fails
     */
    public static CouncilSequencer open(CouncilSettings settings) {
        return open(settings, new Raft(settings));
    }

    static CouncilSequencer open(CouncilSettings settings, Raft raft) {
        try {
            boolean known = raft.isKnown();
            if (!known) {
                Joining.forgetTurns(settings.log().disk(), settings.log().directory());
            }
            return started(new CouncilSequencer(settings, raft, known ? Session.Way.VOTES : Session.Way.FIRST));
        } catch (IOException e) {
            throw new DiskFault("opening the council's log in " + settings.log().directory(), e);
        }
    }

    /**
     * Opens this node so that the council can add it: it fetches the log, verified, and waits to be told of the turns.
     *
     * @param council the nodes there are
     * @throws Refused what could not be had or does not verify
     */
    public static CouncilSequencer join(CouncilSettings settings, List<Seat> council) throws Refused {
        Raft raft = new Raft(settings);
        try {
            boolean part = isPart(settings.log(), settings.raftDirectory());
            if (!part) {
                Joiner.join(settings, raft, council);
            }
            return started(new CouncilSequencer(settings, raft, part ? Session.Way.VOTES : Session.Way.WAITS));
        } catch (IOException e) {
            throw new DiskFault("joining the council's log in " + settings.log().directory(), e);
        }
    }

    /**
     * Whether this node has been part of the council, so that opening it needs nobody else.
     *
     * @param raftDirectory as in {@link CouncilSettings}
     */
    public static boolean isPart(LogSettings log, Path raftDirectory) {
        return Raft.isKnown(raftDirectory, log.origin()) && !Joining.isUnderWay(log.disk(), log.directory());
    }

    /**
     * Forgets what a node that was removed knows of the council's order; the log stays. Never while the others count on it: what
     * it has voted for would be forgotten.
     *
     * @throws DiskFault when the disk fails; do it again
     */
    public static void forget(LogSettings log, Path raftDirectory) {
        try {
            Raft.deleteFiles(raftDirectory, log.origin());
        } catch (IOException e) {
            throw new DiskFault("leaving the council of " + log.origin(), e);
        }
    }

    private void wake() {
        moved.release();
    }

    private void fallenBehind() {
        behind = true;
        wake();
    }

    @Override
    public CompletableFuture<Receipt> append(Envelope envelope) {
        Asked asked = new Asked(envelope);
        Optional<Refusal> refusal = settings.refusal(envelope);
        if (refusal.isPresent()) {
            asked.refuse(refusal.get());
        } else {
            sending.add(asked);
        }
        return asked.future;
    }

    /**
     * Statements that this node has asked a place for and that have none, though it has the council's order: for a cosigner,
     * which signs for no leader that starves its node. Who is refused for now asks anew.
     *
     * @param bound counted is what was asked for longer ago
     */
    public List<Digest> leftOut(Duration bound) {
        return sending.unanswered(bound).stream()
                .filter(id -> !session.replica().has(id))
                .toList();
    }

    @Override
    public Finality finality() {
        return session.replica().finality();
    }

    @Override
    public CosigningStatus cosigning() {
        return session.replica().cosigning();
    }

    @Override
    public void onGrowth(Consumer<Finality> listener) {
        listeners.add(listener);
    }

    @Override
    public LanePosition nextPosition(KeyId key) {
        return session.replica().next(key);
    }

    @Override
    public Optional<Instant> logTime() {
        return session.replica().logTime();
    }

    @Override
    public LogReader reader() {
        return session.replica().reader();
    }

    @Override
    public LogReader everything() {
        return session.replica().everything();
    }

    /** Judges by another policy from here on; what was final stays so. */
    public void policy(Policy policy) {
        settings = settings.judgedBy(policy);
        session.replica().policy(policy);
    }

    /** Whether all entries of a checkpoint are durable here, by its root; for this node's cosigner. */
    public boolean holds(Checkpoint checkpoint) {
        return session.replica().holds(checkpoint);
    }

    /** Whether this node orders now. */
    public boolean leads() {
        return session.leads();
    }

    /** Who orders now; empty while nobody is known to. */
    public Optional<Seat> leader() {
        return session.leader();
    }

    /** The council as this node knows it. */
    public List<Seat> seats() {
        return session.seats();
    }

    /** The council when it is agreed on; empty while it changes, or this node does not know. Whom it leaves out is not needed. */
    public List<Seat> agreed() {
        return session.agreed();
    }

    /** What keeps this node from taking part; empty while it does. */
    public Optional<String> trouble() {
        return trouble;
    }

    /**
     * Adds or removes one node; a new one must have been opened to join. Returns when it is agreed.
     *
     * @throws Refused {@code council-step} when it is not one node that changes
     * @throws IOException when it was not agreed in time; ask {@link #seats} what holds
     */
    public void seats(List<Seat> next) throws Refused, IOException {
        List<Seat> now = seats();
        long come = next.stream().filter(seat -> !now.contains(seat)).count();
        long gone = now.stream().filter(seat -> !next.contains(seat)).count();
        if (come + gone != 1) {
            throw Refusal.of("council-step", "", "A council grows and shrinks by one node at a time.", next.toString())
                    .toException();
        }
        session.seats(next);
    }

    private void run() {
        while (!closing) {
            try {
                if (moved.tryAcquire(leading.isPresent() ? pauseMillis() : LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    moved.drainPermits();
                }
                step();
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                trouble = Optional.of(String.valueOf(e.getMessage()));
                LOG.log(Level.WARNING, "the council's node " + settings.self().name() + " goes on after a fault", e);
            }
        }
    }

    private long pauseMillis() {
        return Math.max(
                1, Math.min(LOOK_MILLIS, settings.log().checkpointSpacing().toMillis()));
    }

    private void step() throws IOException, InterruptedException {
        if (behind || session.fault().isPresent() || session.isOver()) {
            reopen(session.isOver() ? Session.Way.WAITS : Session.Way.VOTES);
            return;
        }
        if (!session.isHalfway()) {
            halfwaySinceNanos = System.nanoTime();
        } else if (System.nanoTime() - halfwaySinceNanos > HALFWAY_NANOS) {
            reopen(Session.Way.VOTES);
            return;
        }
        session.look();
        remember();
        session.settle();
        boolean leads = session.leads();
        if (leads != leading.isPresent()) {
            leading = leads ? Optional.of(new Leading(session, this::wake)) : Optional.empty();
            if (!leads) {
                session.replica().follow();
            }
        }
        if (leading.isPresent()) {
            leading.orElseThrow().step();
        }
        announce();
    }

    private void remember() throws IOException {
        List<Seat> now = session.agreed();
        if (!now.equals(remembered) && now.contains(settings.self())) {
            raft.remember(
                    now.stream().filter(seat -> !seat.equals(settings.self())).toList());
            remembered = now;
        }
    }

    private void announce() {
        Finality now = session.replica().finality();
        if (!now.equals(announced)) {
            announced = now;
            listeners.forEach(listener -> listener.accept(now));
        }
        entered.published(now.publishedSize());
    }

    /** Leaves the council's order and takes it up again from what is durable here. */
    private void reopen(Session.Way way) throws IOException, InterruptedException {
        session.fault().ifPresent(fault -> trouble = Optional.of(String.valueOf(fault.getMessage())));
        if (way == Session.Way.WAITS && trouble.isEmpty()) {
            trouble = Optional.of("the others do not count this node");
        }
        leading = Optional.empty();
        List<Seat> now = session.seats();
        // A session that is closed already, since the last try failed, knows of nobody.
        council = now.isEmpty() ? council : now;
        boolean joins = behind;
        try {
            session.close();
        } catch (DiskFault e) {
            LOG.log(Level.WARNING, "closing the council's log failed; it is opened again", e);
        }
        Thread.sleep(joins ? REJOIN_MILLIS : REOPEN_MILLIS);
        try {
            if (joins) {
                Joiner.join(settings, raft, council);
                behind = false;
            }
            session = Session.open(settings, raft, way, this::wake, this::fallenBehind);
            // It may have changed since the settings were read.
            session.replica().policy(settings.log().policy());
            halfwaySinceNanos = System.nanoTime();
            trouble = Optional.empty();
        } catch (Refused e) {
            throw new IOException("joining the council again: " + e.refusal(), e);
        }
    }

    @Override
    public void close() {
        sending.close();
        boolean interrupted = entered.awaitAnswers(CLOSING_NANOS_MAX);
        closing = true;
        wake();
        interrupted |= Sending.awaitEnd(thread);
        entered.abandon(new DiskFault("publishing, outcome unknown", new IOException("the log was closed before")));
        session.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
