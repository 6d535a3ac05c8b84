package org.commonwatch.ledger.follow;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.sequence.LogTime;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;

/**
 * Checks each entry as replay does: a statement for this log, by a known key, whose signature holds, next in its lane. And
 * keeps the log's time, for {@link org.commonwatch.ledger.witness.LogTimeRule}. Lanes are of known keys only, so memory is
 * bounded by their number.
 *
 * <p>Several nodes may state the time, each with its key, and who may is said by entries of the log itself, which are held
 * before they are understood. A statement of the time by a key that is not known yet is therefore void for now, remembered, and
 * looked at again when somebody asks for the time.
 */
public final class StatementCheck implements EntryCheck {
    /** Of the newest log times, one a second at most, those remembered: the rule asks for sizes of the last minutes. */
    private static final int TIMES_MAX = 1_024;

    private final String origin;
    private final Predicate<KeyId> timeKeys;
    private final Function<KeyId, Optional<VerifyingKey>> authors;

    /** Guarded by {@link #times}, as what follows. */
    private final Map<KeyId, LanePosition> lanes = new HashMap<>();

    /** Log time by the size from which on it holds. */
    private final TreeMap<Long, Instant> times = new TreeMap<>();

    /** Statements of the time by keys that were not known, by index; the newest {@link #TIMES_MAX}. */
    private final TreeMap<Long, Envelope> strange = new TreeMap<>();

    /**
     * @param timeKey the key that states the log's time
     * @param authors the keys whose statements count, the time key among them
     */
    public StatementCheck(String origin, KeyId timeKey, Function<KeyId, Optional<VerifyingKey>> authors) {
        this(origin, timeKey::equals, authors);
    }

    /**
     * @param timeKeys the keys that state the log's time; asked anew each time, on any thread
     * @param authors the keys whose statements count, those of times among them; asked likewise
     */
    public StatementCheck(String origin, Predicate<KeyId> timeKeys, Function<KeyId, Optional<VerifyingKey>> authors) {
        this.origin = origin;
        this.timeKeys = timeKeys;
        this.authors = authors;
    }

    @Override
    public Optional<Refusal> check(long index, byte[] leaf) {
        Envelope envelope;
        try {
            envelope = Envelope.parse(leaf);
        } catch (Refused e) {
            return Optional.of(e.refusal());
        }
        if (!envelope.statement().draft().origin().equals(origin)) {
            return Optional.of(Refusal.of("log-origin", "/origin", "The statement is for another log."));
        }
        boolean time = LogTime.of(envelope.statement()).isPresent();
        synchronized (times) {
            Optional<VerifyingKey> key = authors.apply(envelope.statement().key());
            if (key.isEmpty()) {
                if (time) {
                    remember(index, envelope);
                }
                String id = envelope.statement().key().toString();
                return Optional.of(Refusal.of("key-unknown", "/key", "Nobody here has this key.", id));
            }
            if (time) {
                settle();
            }
            return count(index, envelope, key.get());
        }
    }

    private Optional<Refusal> count(long index, Envelope envelope, VerifyingKey key) {
        if (!envelope.verify(key)) {
            return Optional.of(Refusal.of("signature-wrong", "", "The signature does not verify."));
        }
        KeyId id = envelope.statement().key();
        LanePosition next = lanes.getOrDefault(id, LanePosition.FIRST);
        if (!envelope.statement().position().equals(next)) {
            return Optional.of(
                    Refusal.of("lane-number", "/sequence", "Not number " + next.sequence() + " of its lane."));
        }
        lanes.put(id, next.next(envelope.id()));
        if (timeKeys.test(id)) {
            LogTime.of(envelope.statement()).ifPresent(time -> keep(index + 1, time));
        }
        return Optional.empty();
    }

    private void remember(long index, Envelope envelope) {
        strange.put(index, envelope);
        if (strange.size() > TIMES_MAX) {
            strange.pollFirstEntry();
        }
    }

    /** Takes up, in log order, what is by keys that are known by now. */
    private void settle() {
        for (Map.Entry<Long, Envelope> one : List.copyOf(strange.entrySet())) {
            Envelope envelope = one.getValue();
            Optional<VerifyingKey> key = authors.apply(envelope.statement().key());
            if (key.isPresent()) {
                strange.remove(one.getKey());
                count(one.getKey(), envelope, key.get());
            }
        }
    }

    private void keep(long size, Instant time) {
        times.put(size, time);
        if (times.size() > TIMES_MAX) {
            times.pollFirstEntry();
        }
    }

    /** The log's time after its first {@code size} entries; empty when it is not known or long ago. For any thread. */
    public Optional<Instant> logTimeAt(long size) {
        synchronized (times) {
            settle();
            return Optional.ofNullable(times.floorEntry(size)).map(Map.Entry::getValue);
        }
    }
}
