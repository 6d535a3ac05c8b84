package org.commonwatch.ledger.sequence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;

/**
 * Decides which statements of a batch get a place in the log. What gets one follows from the batch and the entries before it
 * alone, so that everybody who takes the same batches in the same order has the same log.
 */
final class Places {
    /** What becomes of one statement. */
    sealed interface Decision {
        /** It is the next entry of its lane. */
        record New() implements Decision {}

        /** The same statement stands earlier in this batch. */
        record Repeat() implements Decision {}

        /** The same statement is an entry already. */
        record Known(long index) implements Decision {}

        record No(Refusal why) implements Decision {}
    }

    private static final Decision NEW = new Decision.New();
    private static final Decision REPEAT = new Decision.Repeat();

    private final Heads heads;
    private final Function<Digest, OptionalLong> entries;
    private final Map<KeyId, LanePosition> lanes = new HashMap<>();
    private final Set<Digest> taken = new HashSet<>();
    private int lanesNew;

    /** @param entries index of the entry that is this very statement; empty when it is none, or an old one */
    Places(Heads heads, Function<Digest, OptionalLong> entries) {
        this.heads = heads;
        this.entries = entries;
    }

    /** For the next statement of the batch. */
    Decision decide(Envelope envelope) {
        KeyId key = envelope.statement().key();
        LanePosition next = lanes.computeIfAbsent(key, heads::next);
        LanePosition position = envelope.statement().position();
        if (position.equals(next)) {
            boolean newLane = next.equals(LanePosition.FIRST) && !heads.hasLane(key);
            if (newLane && heads.laneCount() + lanesNew == Heads.LANES_MAX) {
                return new Decision.No(Refusal.of("lanes-full", "/key", "The log has as many lanes as it takes."));
            }
            lanesNew += newLane ? 1 : 0;
            lanes.put(key, position.next(envelope.id()));
            taken.add(envelope.id());
            return NEW;
        }
        if (position.sequence() < next.sequence()) {
            return old(envelope, next);
        }
        return new Decision.No(
                position.sequence() > next.sequence()
                        ? Refusal.of(
                                "lane-number",
                                "/sequence",
                                "The next number of this lane is " + next.sequence() + ".",
                                Long.toString(position.sequence()))
                        : Refusal.of(
                                "lane-previous",
                                "/previous",
                                "The statement names another predecessor than the lane has."));
    }

    /** The number is used: by this very statement or by another one. */
    private Decision old(Envelope envelope, LanePosition next) {
        if (taken.contains(envelope.id())) {
            return REPEAT;
        }
        OptionalLong index = entries.apply(envelope.id());
        return index.isPresent()
                ? new Decision.Known(index.getAsLong())
                : new Decision.No(Refusal.of(
                        "lane-number-taken",
                        "/sequence",
                        "Another statement has this number; the next one is " + next.sequence() + ".",
                        Long.toString(envelope.statement().position().sequence())));
    }
}
