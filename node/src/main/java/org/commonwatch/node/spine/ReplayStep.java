package org.commonwatch.node.spine;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.ledger.sequence.LogTime;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.PayloadCommitment;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.node.policy.Space;

/** Judges and applies entries within one transaction of the writing connection. No state of its own. */
final class ReplayStep {
    /** Objects of one transaction; an entry that alone has more is still one transaction. */
    private static final int BATCH_OBJECTS_MAX = 10_000;

    /** Entries that are looked through for keys before they are applied, at a time: some tenths of a second. */
    private static final int LEARN_AHEAD_MAX = 10_000;

    /**
     * Objects and entries that trail in one transaction: some hundredths of a second, so that a new entry does not wait long. An
     * entry that alone has more is still one transaction.
     */
    private static final int TRAIL_OBJECTS_MAX = 256;

    private static final int TRAIL_ENTRIES_MAX = 128;

    /** Leaves that lie so close together are read in one go. */
    private static final int TRAIL_SPAN_MAX = 1_024;

    private final Map<String, EntryType<?>> types;
    private final List<Projection> withEntry;
    private final List<Projection> trailing;
    private final Ahead ahead;
    private final Speakers speakers;
    private final Seals seals;
    private final Fan fan;

    ReplayStep(List<EntryType<?>> types, List<Projection> projections, Speakers speakers, Seals seals, Fan fan) {
        this.fan = fan;
        this.seals = seals;
        this.speakers = speakers;
        this.ahead = new Ahead(fan, projections);
        this.types = types.stream()
                .collect(Collectors.toMap(type -> name(type.name(), type.version()), Function.identity()));
        this.withEntry = paced(projections, Projection.Pace.WITH_ENTRY);
        this.trailing = paced(projections, Projection.Pace.TRAILING);
    }

    /** What an entry turned out to be: a command that holds, or void for a reason. */
    private sealed interface Judged {
        record Holds(Leaf leaf, Object command, Statement statement) implements Judged {}

        record Voided(Leaf leaf, String reason) implements Judged {}
    }

    /**
     * How far a log is applied now.
     *
     * @param voided reasons of the entries of this step that changed nothing, by index
     * @param learned whether keys came that were not known before
     */
    record Advance(long size, Map<Long, String> voided, boolean learned) {}

    /** Where what is about to be appended is looked at while it waits. */
    Ahead ahead() {
        return ahead;
    }

    /** Applies the next entries of a log; nothing when there were none. */
    Optional<Advance> advance(Db db, HostedLog log, int entriesMax) {
        int number = log.log().number();
        long from = db.number("SELECT size FROM progress WHERE log = ?", number);
        long to = Math.min(Math.min(log.finalSize(), from + entriesMax), StateRoots.boundary(from));
        if (to <= from) {
            return Optional.empty();
        }
        List<byte[]> leaves = log.leaves(from, to);
        List<Parsed> scanned = log.log().space() == Space.COMMUNITY
                ? leaves.stream().map(Parsed::of).toList()
                : List.of();
        boolean here = learn(log, scanned);
        boolean learned = learnAhead(log, to) || here;
        return Optional.of(db.transaction(() -> {
            Map<Long, String> voided = new HashMap<>();
            Instant now = Micros.toInstant(db.number("SELECT log_time FROM progress WHERE log = ?", number));
            long next = from;
            int objects = 0;
            for (int i = 0; i < leaves.size() && objects < BATCH_OBJECTS_MAX; i++) {
                Parsed parsed = scanned.isEmpty() ? Parsed.of(leaves.get(i)) : scanned.get(i);
                Judged judged = judge(db, log, next, now, parsed);
                now = time(judged).filter(now::isBefore).orElse(now);
                record(db, judged, parsed.id());
                switch (judged) {
                    case Judged.Holds holds -> {
                        List<PayloadObject> payload = payload(db, log, holds.leaf(), holds.statement(), parsed.id());
                        Applied applied = new Applied(holds.leaf(), holds.command(), payload, ahead.of(payload), fan);
                        objects += payload.size();
                        if (holds.command() instanceof EraseOrder order) {
                            List<Long> keys = ErasedKeys.of(db, log, order);
                            objects += keys.size();
                            withEntry.forEach(projection -> projection.erase(keys, db));
                        }
                        withEntry.forEach(projection -> projection.apply(applied, db));
                    }
                    case Judged.Voided nothing -> {
                        voided.put(next, nothing.reason());
                        log.held().forget(parsed.id());
                    }
                }
                next++;
            }
            db.update(
                    "INSERT INTO progress VALUES (?,?,?) ON CONFLICT (log) DO UPDATE SET size = excluded.size,"
                            + " log_time = excluded.log_time",
                    number,
                    next,
                    Micros.of(now));
            StateRoots.keep(db, withEntry, log.log(), next);
            return new Advance(next, voided, learned);
        }));
    }

    /** Keys that are further on in the log, so that what comes before them is open when it is applied. */
    private boolean learn(HostedLog log, List<Parsed> entries) {
        boolean learned = false;
        for (Parsed entry : entries) {
            learned |= entry.envelope()
                    .filter(envelope ->
                            seals.learn(log.log(), envelope, () -> log.held().raw(envelope.id())))
                    .isPresent();
        }
        return learned;
    }

    /**
     * Keys of what is to be applied may stand far behind it: who has just joined is handed them at the end of the log, and would
     * apply everything without them first.
     */
    private boolean learnAhead(HostedLog log, long applied) {
        long from = Math.max(applied, log.lookedAheadTo());
        long to = Math.min(log.finalSize(), from + LEARN_AHEAD_MAX);
        if (log.log().space() != Space.COMMUNITY || to <= from) {
            return false;
        }
        boolean learned =
                learn(log, log.leaves(from, to).stream().map(Parsed::of).toList());
        log.lookedAhead(to);
        return learned;
    }

    /** Notes a payload that stays closed. */
    private List<PayloadObject> payload(Db db, HostedLog log, Leaf leaf, Statement statement, Digest id) {
        SealedReads.Keys keys = (audience, epoch) -> seals.key(db, log.log(), audience, epoch);
        return switch (log.held().payload(statement, id, keys)) {
            case OpenedPayload.Objects open -> open.objects();
            case OpenedPayload.Closed closed -> {
                EntryRows.sealed(db, leaf, closed);
                yield List.of();
            }
        };
    }

    /** Whether an entry was applied without its objects whose payload this node can open now. */
    boolean opens(Db db, HostedLog log) {
        return EntryRows.closed(db, log.log()).stream()
                .anyMatch(closed -> seals.key(db, log.log(), closed.audience(), closed.epoch())
                        .isPresent());
    }

    /** Brings each trailing projection a few entries with objects further; false when all have caught up. */
    boolean trail(Db db, HostedLog log) {
        boolean any = false;
        for (Projection projection : trailing) {
            any |= db.transaction(() -> trailSome(db, log, projection));
        }
        return any;
    }

    private boolean trailSome(Db db, HostedLog log, Projection projection) {
        int number = log.log().number();
        long from = db.number("SELECT size FROM trail WHERE projection = ? AND log = ?", projection.name(), number);
        long size = db.number("SELECT size FROM progress WHERE log = ?", number);
        if (from >= size) {
            return false;
        }
        List<Leaf> next = db.query(
                EntryRows.SELECT
                        + " WHERE log = ? AND idx >= ? AND idx < ? AND objects > 0 AND void_reason IS NULL LIMIT ?",
                row -> EntryRows.leaf(row, log.log()),
                number,
                from,
                size,
                TRAIL_ENTRIES_MAX);
        List<Leaf> taken = upTo(TRAIL_OBJECTS_MAX, next);
        trail(db, log, projection, taken);
        boolean last = taken.size() == next.size() && next.size() < TRAIL_ENTRIES_MAX;
        db.update(
                "INSERT INTO trail VALUES (?,?,?) ON CONFLICT (projection, log) DO UPDATE SET size = excluded.size",
                projection.name(),
                number,
                last ? size : taken.getLast().index() + 1);
        return true;
    }

    /** The first of them, as many as have so many objects together; one at least. */
    private static List<Leaf> upTo(int objectsMax, List<Leaf> leaves) {
        int count = 0;
        int objects = 0;
        while (count < leaves.size()
                && (count == 0 || objects + leaves.get(count).objects() <= objectsMax)) {
            objects += leaves.get(count++).objects();
        }
        return leaves.subList(0, count);
    }

    private void trail(Db db, HostedLog log, Projection projection, List<Leaf> taken) {
        if (taken.isEmpty()) {
            return;
        }
        long first = taken.getFirst().index();
        boolean together = taken.getLast().index() - first < TRAIL_SPAN_MAX;
        List<byte[]> bytes = together ? log.leaves(first, taken.getLast().index() + 1) : List.of();
        for (Leaf leaf : taken) {
            Parsed parsed = Parsed.of(
                    together
                            ? bytes.get((int) (leaf.index() - first))
                            : log.leaves(leaf.index(), leaf.index() + 1).getFirst());
            Statement statement = parsed.statement().orElseThrow();
            OpenedPayload payload = log.held()
                    .payload(statement, parsed.id(), (audience, epoch) -> seals.key(db, log.log(), audience, epoch));
            List<PayloadObject> objects = payload instanceof OpenedPayload.Objects open ? open.objects() : List.of();
            projection.apply(new Applied(leaf, decode(statement), objects, Optional.empty(), fan), db);
        }
    }

    private Object decode(Statement statement) {
        EntryType<?> type =
                types.get(name(statement.draft().type(), statement.draft().version()));
        try {
            return Objects.requireNonNull(type).decode(statement.draft().body());
        } catch (Refused e) {
            throw new IllegalStateException("an applied entry no longer decodes", e);
        }
    }

    private Judged judge(Db db, HostedLog log, long index, Instant now, Parsed parsed) {
        if (parsed.statement().isEmpty()) {
            Leaf leaf = new Leaf(log.log(), index, "", "", 0, now, Instant.EPOCH, 0);
            return new Judged.Voided(leaf, parsed.refusal());
        }
        Statement statement = parsed.statement().orElseThrow();
        Leaf leaf = leaf(log.log(), index, now, statement);
        Envelope envelope = parsed.envelope().orElseThrow();
        Optional<Refusal> refusal = log.check(envelope, speakers, db)
                .or(() -> log.log().space() == Space.COMMUNITY ? Lanes.take(db, log.log(), envelope) : Optional.empty())
                .or(() -> seals.check(db, log.log(), statement));
        if (refusal.isPresent()) {
            return new Judged.Voided(leaf, refusal.orElseThrow().toString());
        }
        EntryType<?> type = types.get(name(leaf.type(), leaf.version()));
        if (type == null) {
            return new Judged.Voided(
                    leaf, "this release knows no entry type " + leaf.type() + " version " + leaf.version());
        }
        return judge(type, statement, leaf, before -> EntryRows.applied(db, log.log(), before), db);
    }

    private static <C> Judged judge(EntryType<C> type, Statement statement, Leaf leaf, Leaves before, Db db) {
        try {
            C command = type.decode(statement.draft().body());
            Optional<Refusal> refusal = type.judge(command, leaf, before, db);
            return refusal.isPresent()
                    ? new Judged.Voided(leaf, refusal.orElseThrow().toString())
                    : new Judged.Holds(leaf, Objects.requireNonNull(command), statement);
        } catch (Refused e) {
            return new Judged.Voided(leaf, e.refusal().toString());
        }
    }

    /** A log.time entry counts from its successor on. */
    private static Optional<Instant> time(Judged judged) {
        return judged instanceof Judged.Holds holds ? LogTime.of(holds.statement()) : Optional.empty();
    }

    private static void record(Db db, Judged judged, Digest id) {
        switch (judged) {
            case Judged.Holds holds -> EntryRows.insert(db, holds.leaf(), id, Optional.empty());
            case Judged.Voided empty -> EntryRows.insert(db, empty.leaf(), id, Optional.of(empty.reason()));
        }
    }

    private static Leaf leaf(Log log, long index, Instant now, Statement statement) {
        return new Leaf(
                log,
                index,
                statement.draft().author(),
                statement.draft().type(),
                statement.draft().version(),
                now,
                statement.draft().time(),
                statement.draft().payload().map(PayloadCommitment::count).orElse(0));
    }

    private static List<Projection> paced(List<Projection> projections, Projection.Pace pace) {
        return projections.stream()
                .filter(projection -> projection.pace() == pace)
                .sorted(Comparator.comparing(Projection::name))
                .toList();
    }

    private static String name(String type, int version) {
        return type + " " + version;
    }

    /** A leaf's bytes, read as far as they go. */
    private record Parsed(Optional<Envelope> envelope, Digest id, String refusal) {
        static Parsed of(byte[] bytes) {
            try {
                Envelope envelope = Envelope.parse(bytes);
                return new Parsed(Optional.of(envelope), envelope.id(), "");
            } catch (Refused e) {
                return new Parsed(
                        Optional.empty(), Digest.of(bytes), e.refusal().toString());
            }
        }

        Optional<Statement> statement() {
            return envelope.map(Envelope::statement);
        }
    }
}
