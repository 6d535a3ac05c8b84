package org.commonwatch.node.spine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.seal.SealedPayload;
import org.commonwatch.ledger.sequence.Finality;
import org.commonwatch.ledger.sequence.Lane;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.tile.LogCut;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.stix.StixObject;
import org.jboss.logging.Logger;

/** One log on this node: who orders it for the time being, its payloads and this organisation's lane in it. */
final class HostedLog implements AutoCloseable {
    /** How long a new sequencer's first look at its cosigners may hold up who appends. */
    private static final Duration COSIGNERS_PATIENCE = Duration.ofSeconds(5);

    /** How long a change of who orders the log waits for what is under way; the rest stays in the outbox. */
    private static final Duration ANSWERS_PATIENCE = Duration.ofSeconds(5);

    /** How long an append waits for a change of keys that is under way. */
    private static final Duration NEW_KEY_PATIENCE = Duration.ofSeconds(5);

    private static final int LOOK_MILLIS = 5;
    private static final Logger LOG = Logger.getLogger(HostedLog.class);

    private final Log log;
    private final List<Consumer<Finality>> listeners = new CopyOnWriteArrayList<>();
    private volatile Hosting hosting;
    private final PayloadStore payloads;
    private volatile Member self;
    private final LogKeys keys;
    private final SecureRandom random;
    private final Clock clock;
    private final PayloadWrites writes;
    private final HeldPayloads held;
    private final Incoming incoming;
    private final SpeakerCheck speakerCheck;

    /** What was final when it began counts as final until its own quorum has cosigned more. */
    private volatile Optional<Era> era;

    /** Statements of a time when another node ordered the log, for this one to take. */
    private final Optional<LeftBehind> left;

    /** Up to where final entries were looked through for keys. Owned by whoever has the index's writing connection. */
    private long lookedAheadTo;

    /** Whether a new key is to count and does not yet: what the old one signs now would be void. Guarded by {@code this}. */
    private boolean newKeyAwaited;

    /** Whether another may have been opened in its place. Guarded by {@code this}. */
    private boolean closed;

    /** Statements are signed by whoever holds {@code this}, and handed over afterwards. */
    private final OwnStatements own = new OwnStatements();

    HostedLog(
            Log log,
            Hosting hosting,
            PayloadStore payloads,
            Member self,
            LogKeys keys,
            Optional<LeftBehind> left,
            Optional<Era> era,
            SecureRandom random,
            Clock clock,
            LongSupplier usableBytes) {
        this.left = left;
        this.era = era;
        this.log = log;
        this.hosting = hosting;
        this.payloads = payloads;
        this.self = self;
        this.keys = keys;
        this.random = random;
        this.clock = clock;
        this.writes = new PayloadWrites(usableBytes);
        this.held = new HeldPayloads(payloads);
        this.incoming = new Incoming(payloads, writes);
        this.speakerCheck = new SpeakerCheck(log, keys);
        hosting.sequencer().onGrowth(this::grown);
    }

    private void grown(Finality finality) {
        listeners.forEach(listener -> listener.accept(finality));
    }

    /** As {@link Sequencer#onGrowth}, over every sequencer that this log has. */
    void onGrowth(Consumer<Finality> listener) {
        listeners.add(listener);
    }

    /** Whoever listened to this log before it was opened anew listens on. */
    void listenAs(HostedLog before) {
        listeners.addAll(before.listeners);
    }

    /**
     * Has the log ordered in another way from here on. Who appends meanwhile waits; what was appended is finished before, or
     * stays in the outbox and goes the new way.
     *
     * @param opening after the old way is closed; must open something
     */
    synchronized void reopen(Supplier<Hosting> opening) {
        own.forget();
        await(() -> underWay() == 0, ANSWERS_PATIENCE);
        try {
            hosting.close();
        } catch (DiskFault unsettled) {
            // Nothing is lost: the next opening recovers it. Not to open would leave the log shut.
            LOG.warnf("%s was not settled: %s", log.name(), unsettled.getMessage());
        }
        hosting = opening.get();
        hosting.sequencer().onGrowth(this::grown);
        awaitCosigners();
        grown(hosting.sequencer().finality());
    }

    /** Who appends meanwhile waits with us, instead of being refused for the moment that the first answers take. */
    private void awaitCosigners() {
        await(() -> hosting.sequencer().cosigning().obstacle().isEmpty(), COSIGNERS_PATIENCE);
    }

    private static void await(BooleanSupplier holds, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!holds.getAsBoolean() && System.nanoTime() < deadline) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Log log() {
        return log;
    }

    /** Empty in the founder's epoch. */
    Optional<Era> era() {
        return era;
    }

    void takeLeftBehind() {
        left.ifPresent(behind -> behind.begin(this::sequencer));
    }

    /** The same epoch with another place where it may start. */
    void era(Era same) {
        era = Optional.of(same);
    }

    /** The payloads that are here. */
    HeldPayloads held() {
        return held;
    }

    LogKeys keys() {
        return keys;
    }

    Sequencer sequencer() {
        return hosting.sequencer();
    }

    PayloadStore payloads() {
        return payloads;
    }

    LogReader reader() {
        return sequencer().reader();
    }

    LogErasing erasing() {
        return new LogErasing(log, reader(), payloads, held);
    }

    long finalSize() {
        long before = era.map(begun -> begun.base().size()).orElse(0L);
        return Math.max(before, sequencer().finality().finalSize());
    }

    long lookedAheadTo() {
        return lookedAheadTo;
    }

    void lookedAhead(long to) {
        lookedAheadTo = to;
    }

    List<byte[]> leaves(long from, long to) {
        return reader().entries(from, to).map(leaf -> leaf.bytes()).toList();
    }

    /**
     * Signs and appends a command. The payload is durable before the statement is asked for.
     *
     * @param sealing what the payload is sealed to; empty for none
     */
    CompletableFuture<Receipt> append(
            String type, int version, ObjectNode body, List<StixObject> objects, Optional<Sealing> sealing)
            throws Refused {
        Optional<OutgoingPayload> outgoing = objects.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        sealing.isPresent()
                                ? sealed(objects, sealing.orElseThrow())
                                : OutgoingPayload.clear(payload(objects), objects));
        return append(type, version, body, outgoing, this::awaitNewKey);
    }

    /** As above, of bytes that are no objects of ours to read. */
    CompletableFuture<Receipt> appendRaw(String type, int version, ObjectNode body, List<byte[]> bytes) throws Refused {
        Optional<OutgoingPayload> raw = Optional.of(OutgoingPayload.clear(Payload.of(bytes, random), List.of()));
        return append(type, version, body, raw, this::awaitNewKey);
    }

    private Payload payload(List<StixObject> objects) throws Refused {
        return Payload.of(objects.stream().map(StixObject::bytes).toList(), random);
    }

    private OutgoingPayload sealed(List<StixObject> objects, Sealing sealing) throws Refused {
        return OutgoingPayload.sealed(
                SealedPayload.of(
                        payload(objects), log.origin(), sealing.audience(), sealing.epoch(), sealing.key(), random),
                sealing,
                objects);
    }

    /** The statement by which a new key comes to count: the last one that the old key signs here. */
    CompletableFuture<Receipt> appendKeys(String type, int version, ObjectNode body) throws Refused {
        return append(type, version, body, Optional.empty(), this::holdForNewKey);
    }

    /** Nothing more is signed with the old key. */
    synchronized void holdForNewKey() {
        newKeyAwaited = true;
    }

    /** From here on statements are this member's; everything that the one before signed is answered for. */
    synchronized void speakAs(Member now, Optional<Supplier<Lane>> lane) {
        own.forget();
        hosting.outbox().ifPresent(Lane::close);
        hosting = new Hosting(hosting.ordering(), hosting.sequencer(), lane.map(Supplier::get));
        self = now;
        newKeyAwaited = false;
        notifyAll();
    }

    private void awaitNewKey() throws Refused {
        long deadline = System.nanoTime() + NEW_KEY_PATIENCE.toNanos();
        try {
            for (long left = NEW_KEY_PATIENCE.toMillis(); newKeyAwaited && left > 0; ) {
                wait(left);
                left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (newKeyAwaited) {
            throw Refusal.of(
                            "keys-changing",
                            "",
                            "This organisation's new key does not count in " + log.name()
                                    + " yet; it does as soon as the"
                                    + " entry that says so is final (commonwatch community status). Try again then.")
                    .toException();
        }
    }

    /** What is looked at before a statement is signed, by whoever holds {@code this}. */
    @FunctionalInterface
    private interface Before {
        void sign() throws Refused;
    }

    private CompletableFuture<Receipt> append(
            String type, int version, ObjectNode body, Optional<OutgoingPayload> outgoing, Before before)
            throws Refused {
        OwnStatements.Signed signed;
        Sequencer into;
        synchronized (this) {
            before.sign();
            Draft draft = draft(type, version, outgoing).with(body);
            Optional<Lane> outbox = hosting.outbox();
            if (outbox.isPresent()) {
                return send(outbox.orElseThrow(), draft, outgoing);
            }
            if (left.filter(behind -> !behind.done()).isPresent()) {
                throw Refusal.of(
                                "log-unavailable",
                                "",
                                "This node orders the log since a moment ago, and takes what was under way before; try again.")
                        .toException();
            }
            into = sequencer();
            signed = own.sign(
                    outgoing.isEmpty()
                            ? draft
                            : draft.with(outgoing.orElseThrow().commitment()),
                    self.key(),
                    into);
        }
        return own.handOver(
                signed,
                into,
                statement -> {
                    if (outgoing.isPresent()) {
                        writes.run(() -> outgoing.orElseThrow().write(payloads, statement));
                        held.remember(statement, outgoing.orElseThrow());
                    }
                },
                this::takeBack);
    }

    private Draft draft(String type, int version, Optional<OutgoingPayload> outgoing) throws Refused {
        return Draft.of(
                log.origin(),
                self.name(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                type,
                version,
                outgoing.flatMap(OutgoingPayload::audience).orElseGet(() -> Audience.of(log.name())));
    }

    /** A payload whose statement is certainly no entry is nobody's, and no order would ever erase it. */
    private void takeBack(Digest statement, Throwable fault) {
        held.forget(statement);
        if (Arrivals.isRefusal(fault)) {
            // Elsewhere: the sequencer's thread does not wait for files.
            var _ = CompletableFuture.runAsync(() -> payloads.discard(statement));
        }
    }

    /** The lane numbers and signs, perhaps more than once; each time the payload is put under the new statement's name. */
    private CompletableFuture<Receipt> send(Lane lane, Draft draft, Optional<OutgoingPayload> outgoing) throws Refused {
        if (outgoing.isEmpty()) {
            return lane.submit(draft);
        }
        OutgoingPayload payload = outgoing.orElseThrow();
        AtomicReference<Optional<Digest>> name = new AtomicReference<>(Optional.empty());
        CompletableFuture<Receipt> receipt = lane.submit(draft.with(payload.commitment()), envelope -> {
            payload.write(payloads, envelope.id());
            held.remember(envelope.id(), payload);
            // Signed again because the statement before was refused: under its name it is not wanted any more.
            name.getAndSet(Optional.of(envelope.id())).ifPresent(refused -> {
                held.forget(refused);
                payloads.discard(refused);
            });
        });
        return receipt.whenComplete((entry, fault) -> {
            if (fault != null) {
                name.get().ifPresent(statement -> takeBack(statement, fault));
            }
        });
    }

    /** The log as it is published at this moment; who orders it does not change meanwhile. */
    synchronized LogCut cut() {
        return reader().cut();
    }

    Ordering ordering() {
        return hosting.ordering();
    }

    /** Acts unless the log is ordered in another way; it does not come to be so before the act is over. */
    synchronized void whileOrdered(Ordering how, Runnable act) {
        if (!closed && ordering() == how) {
            act.run();
        }
    }

    /** Own statements that the log has not answered for. */
    int underWay() {
        return hosting.outbox().map(Lane::underWay).orElse(0);
    }

    /**
     * As {@link SpeakerCheck}. Into logs that this node orders alone and nobody ordered before only signatures that it has
     * verified get in; those of others are verified here.
     */
    Optional<Refusal> check(Envelope envelope, Speakers speakers, Db db) {
        boolean verifiedBefore = ordering() == Ordering.ALONE && era.isEmpty();
        return speakerCheck.refusal(envelope, verifiedBefore, speakers, db);
    }

    /** A statement of another member, as {@link Incoming#accept}. */
    CompletableFuture<Receipt> accept(Envelope envelope, Optional<byte[]> file) throws Refused {
        return incoming.accept(this::sequencer, envelope, file);
    }

    /** The payload of one that another node asks a place for, as {@link Incoming#keep}. */
    void keep(Envelope envelope, Optional<byte[]> file) throws Refused {
        incoming.keep(envelope, file);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        try {
            left.ifPresent(LeftBehind::close);
            hosting.close();
        } finally {
            payloads.close();
        }
    }
}
