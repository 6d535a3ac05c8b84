package org.commonwatch.node.spine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.CosigningStatus;
import org.commonwatch.ledger.sequence.Finality;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.node.policy.Space;
import org.commonwatch.stix.StixObject;

/** Commands in, finality and replay behind: what slices use to change shared state. Also owns the order of closing. */
public final class Spine implements AutoCloseable {
    private final Home home;
    private final SqliteStore local;
    private final SqliteStore index;
    private final LedgerHost host;
    private final Logs logs;
    private final Replay replay;
    private final Ahead ahead;
    private final List<Projection> projections;
    private final Seals seals;
    private final Resealing resealing = new Resealing();

    Spine(
            Home home,
            SqliteStore local,
            SqliteStore index,
            LedgerHost host,
            Logs logs,
            ReplayStep step,
            Seals seals,
            List<Projection> projections) {
        this.home = home;
        this.local = local;
        this.index = index;
        this.host = host;
        this.logs = logs;
        this.projections = List.copyOf(projections);
        this.seals = seals;
        this.replay = new Replay(index, logs, step, db -> IndexStore.create(db, this.projections));
        this.ahead = step.ahead();
        logs.hosted().forEach(this::listen);
    }

    /** Starts replay. */
    void open() {
        replay.start();
        logs.hosted().forEach(host::begin);
    }

    /**
     * Signs a command and asks for its entry. Returns once it is durable here and queued; see {@link Submission} for the
     * rest.
     *
     * @param objects the payload; empty for none, at most what {@link org.commonwatch.kernel.Limits} allow
     */
    public Submission submit(Log log, String type, int version, ObjectNode body, List<StixObject> objects) {
        return submit(log, Recipients.EVERYONE, type, version, body, objects);
    }

    /**
     * As above, for those whom a payload is meant for. What is sealed when its audience's key is just being renewed is sealed
     * anew, by itself and a few times.
     */
    public Submission submit(
            Log log, Recipients recipients, String type, int version, ObjectNode body, List<StixObject> objects) {
        ahead.start(objects);
        return new Submission(resealing
                .submit(() -> attempt(log, recipients, type, version, body, objects))
                .whenComplete((index, fault) -> ahead.forget(objects)));
    }

    /** A command whose payload is bytes that nobody's objects are, in clear: wraps of keys. */
    public Submission submitRaw(Log log, String type, int version, ObjectNode body, List<byte[]> payload) {
        try {
            return new Submission(logs.hosted(log.number())
                    .appendRaw(type, version, body, payload)
                    .thenCompose(receipt -> replay.applied(log, receipt.index())));
        } catch (Refused refused) {
            return new Submission(CompletableFuture.failedFuture(refused));
        }
    }

    private CompletableFuture<Long> attempt(
            Log log, Recipients recipients, String type, int version, ObjectNode body, List<StixObject> objects) {
        try {
            Optional<Sealing> sealing = objects.isEmpty() ? Optional.empty() : seals.current(log, recipients);
            return logs.hosted(log.number())
                    .append(type, version, body, objects, sealing)
                    .thenCompose(receipt -> replay.applied(log, receipt.index()));
        } catch (Refused | RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    /** The command by which this organisation's new key comes to count; it signs nothing else there before that does. */
    public Submission submitKeys(Log log, String type, int version, ObjectNode body) {
        try {
            return new Submission(logs.hosted(log.number())
                    .appendKeys(type, version, body)
                    .thenCompose(receipt -> replay.applied(log, receipt.index())));
        } catch (Refused refused) {
            return new Submission(CompletableFuture.failedFuture(refused));
        }
    }

    /** The applied entries of a log say that the newest key counts there: this organisation speaks with it from here on. */
    public synchronized void speakAnew(Log log) {
        host.speakAnew(logs.hosted(log.number()));
    }

    /** Makes and opens a log beside the others, unless there is one of this name. */
    public synchronized Log add(String name, Space space) {
        return logs.named(name).orElseGet(() -> {
            HostedLog hosted = host.open(host.make(name, space));
            logs.add(hosted);
            listen(hosted);
            return hosted.log();
        });
    }

    /**
     * Makes and opens a log that another node orders, and starts to fetch it; there is none of this name.
     *
     * @param era empty in the founder's epoch
     */
    public synchronized Log follow(
            String name,
            String origin,
            String checkpointKey,
            String timeKey,
            String founderKey,
            Follows follows,
            Optional<Era> era) {
        HostedLog hosted = host.open(host.join(name, origin, checkpointKey, timeKey, founderKey, follows, era));
        logs.add(hosted);
        listen(hosted);
        host.begin(hosted);
        return hosted.log();
    }

    /**
     * Takes a statement of another member into a log that this node orders. Its signature was verified and its author
     * speaks there; whether it counts is replay's to say. Submitting the same statement again gives the same receipt.
     *
     * @param payload the payload file; empty when the statement has none
     */
    public CompletableFuture<Receipt> accept(Log log, Envelope envelope, Optional<byte[]> payload) throws Refused {
        return logs.hosted(log.number()).accept(envelope, payload);
    }

    /**
     * From now on this policy says which cosignatures make a checkpoint of the log final. Remembered over restarts; what was
     * final stays so.
     */
    public synchronized void policy(Log log, Policy policy) {
        host.policy(logs.hosted(log.number()), policy);
    }

    /**
     * Goes on with a log in its next epoch: under new keys, ordered by another node or by this one. Items, payloads and what
     * was final stay; own statements that were not final are sent again. Done again after a crash.
     *
     * @throws Refused as the log stays where it is; see {@link EpochTurn#prepare}
     */
    public synchronized void succeed(Log log, NewEpoch next) throws Refused {
        HostedLog before = logs.hosted(log.number());
        LogReader everything = before.sequencer().everything();
        try {
            before.close();
            host.turn(before, everything, next);
        } finally {
            HostedLog opened = host.reopened(before);
            logs.replace(opened);
            host.begin(opened);
            replay.wake();
        }
    }

    /** What replay waited for may be there now. */
    public void wake() {
        replay.wake();
    }

    /** Another verified record lets the log's epoch start here. */
    public synchronized void startsAt(Log log, Checkpoint place) {
        host.startsAt(logs.hosted(log.number()), place);
    }

    /** The policy that was put in force last; empty when none was. */
    public Optional<String> statedPolicy(Log log) {
        return host.policy(log);
    }

    /** Whether a quorum of others makes this log's entries final. */
    public boolean witnessed(Log log) {
        return host.witnessed(log);
    }

    /** Entries of a log that are final here. */
    public long finalSize(Log log) {
        return logs.hosted(log.number()).finalSize();
    }

    /** Whether entries of a log are final and not applied yet. */
    public boolean isBehind(Log log) {
        return index.read(db -> db.number("SELECT size FROM progress WHERE log = ?", log.number())) < finalSize(log);
    }

    /** How the newest checkpoint of a log that this node orders fares with the cosigners. */
    public CosigningStatus cosigning(Log log) {
        return logs.hosted(log.number()).sequencer().cosigning();
    }

    /** Where the next statement of a key must stand in a log that this node orders. */
    public LanePosition nextPosition(Log log, KeyId key) {
        return logs.hosted(log.number()).sequencer().nextPosition(key);
    }

    /** Calls {@code listener} after each growth of a log, on the thread that owns it; it returns at once. */
    public void onGrowth(Log log, Consumer<Finality> listener) {
        logs.hosted(log.number()).onGrowth(listener);
    }

    /**
     * Keeps the payload of a statement that another node of the log's council is about to ask a place for. Its signature was
     * verified.
     */
    public void keep(Log log, Envelope envelope, byte[] payload) throws Refused {
        logs.hosted(log.number()).keep(envelope, Optional.of(payload));
    }

    /**
     * Has this node order a log as one of its council: with the whole log when it ordered it alone, otherwise by joining the
     * others. Blocks while it changes over.
     *
     * @param others whom to go on from should this end; empty while there is nobody
     * @throws Refused when the others could not be joined now, or when one node orders the log's epoch
     */
    public synchronized void takeSeat(Log log, Optional<Follows> others) throws Refused {
        host.seat(logs.hosted(log.number()), others);
    }

    /** Remembers whom this node would go on from. */
    public synchronized void others(Log log, Follows others) {
        host.others(logs.hosted(log.number()), others);
    }

    /** The council has let this node go: from here on it follows. Blocks while it changes over. */
    public synchronized void leaveSeat(Log log, Follows others) {
        host.unseat(logs.hosted(log.number()), others);
    }

    /** The keys with which this node orders a log, or would if it had a seat in its council; made when there are none yet. */
    public OrderingKeys orderingKeys(Log log) {
        return host.orderingKeys(log);
    }

    /**
     * Makes new keys with which this node would order a log, in place of those that it has; durable when this returns.
     *
     * @throws Refused {@code seat-leaving} while it still orders the log with those
     */
    public OrderingKeys newOrderingKeys(Log log) throws Refused {
        if (logs.ordering(log) != Ordering.ELSEWHERE) {
            throw Refusal.of(
                            "seat-leaving",
                            "",
                            "The council has not let this node go yet; offer the seat again when it has.",
                            log.name())
                    .toException();
        }
        return host.newOrderingKeys(log);
    }

    /** Deletes a log with all that is in it and rebuilds the index without it. */
    public void remove(Log log) {
        synchronized (this) {
            host.delete(logs.take(log.number()));
        }
        replay.forget(log);
        rebuild(Replay.BATCH_ENTRIES_MAX);
    }

    /** Empties the index and replays everything in batches of {@code entriesMax}; returns when all is applied again. */
    public void rebuild(int entriesMax) {
        replay.rebuild(entriesMax);
    }

    /** SHA-256 over the tables of every projection, hex: equal on every node that replayed the same entries. */
    public String contentHash() {
        return index.read(db -> ContentHash.of(db, projections));
    }

    /**
     * Calls {@code listener} after entries of a log were applied and committed, on the replay thread. Calls can be merged;
     * it returns at once and does not throw.
     */
    public void onApplied(Consumer<Log> listener) {
        replay.onApplied(listener);
    }

    /** Calls {@code listener} after payloads that were closed could be opened and the index was made anew with them. */
    public void onOpened(Runnable listener) {
        replay.onOpened(listener);
    }

    /**
     * Answers a question about what the entries of a log came to; empty while the index would answer of the past. After a
     * restore, a new release or a key that came late it passes through all that ever was, and whoever acts on what a log says
     * must not take that for now.
     */
    public <T> Optional<T> asOfNow(Log log, Supplier<T> question) {
        Optional<Long> making = replay.making(log);
        if (making.isEmpty()) {
            return Optional.empty();
        }
        T answer = question.get();
        return making.equals(replay.making(log)) ? Optional.of(answer) : Optional.empty();
    }

    /** The folder of this node. */
    public Home home() {
        return home;
    }

    /** Every log with its size and how far it is replayed. */
    public List<LogStatus> statuses() {
        return index.read(
                db -> logs.hosted().stream().map(hosted -> status(db, hosted)).toList());
    }

    /** Entries that trailing projections have still to take in. */
    public long behind() {
        return index.read(db -> projections.stream()
                .filter(projection -> projection.pace() == Projection.Pace.TRAILING)
                .mapToLong(projection -> db.number(
                        "SELECT coalesce(sum(progress.size - coalesce(trail.size, 0)), 0) FROM progress"
                                + " LEFT JOIN trail ON trail.log = progress.log AND trail.projection = ?",
                        projection.name()))
                .max()
                .orElse(0));
    }

    public long freeBytes() {
        return home.root().toFile().getUsableSpace();
    }

    private static LogStatus status(Db db, HostedLog hosted) {
        Log log = hosted.log();
        return new LogStatus(
                log.name(),
                log.space().name().toLowerCase(Locale.ROOT),
                log.origin(),
                hosted.finalSize(),
                db.number("SELECT size FROM progress WHERE log = ?", log.number()),
                hosted.reader().root().base64(),
                db.number("SELECT sum(objects) FROM entry WHERE log = ? AND void_reason IS NULL", log.number()));
    }

    /** Why replay stands still, if it does. */
    public Optional<String> fault() {
        return replay.fault();
    }

    /** Closes every part, whatever becomes of the others; the first fault is thrown when all are closed. */
    @Override
    public void close() {
        List<Runnable> parts = new ArrayList<>();
        parts.add(resealing::close);
        parts.add(replay::close);
        logs.hosted().forEach(hosted -> parts.add(hosted::close));
        parts.addAll(List.of(index::close, local::close, home::close));
        Optional<RuntimeException> first = Optional.empty();
        for (Runnable part : parts) {
            try {
                part.run();
            } catch (RuntimeException fault) {
                first.ifPresent(earlier -> earlier.addSuppressed(fault));
                first = first.or(() -> Optional.of(fault));
            }
        }
        if (first.isPresent()) {
            throw first.orElseThrow();
        }
    }

    private void listen(HostedLog hosted) {
        hosted.onGrowth(finality -> replay.wake());
    }
}
