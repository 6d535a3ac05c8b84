package org.commonwatch.ledger.follow;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
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
 */
public final class StatementCheck implements EntryCheck {
    /** Of the newest log times, one a second at most, those remembered: the rule asks for sizes of the last minutes. */
    private static final int TIMES_MAX = 1_024;

    private final String origin;
    private final KeyId timeKey;
    private final Function<KeyId, Optional<VerifyingKey>> authors;
    private final Map<KeyId, LanePosition> lanes = new HashMap<>();

    /** Log time by the size from which on it holds; guarded by itself. */
    private final TreeMap<Long, Instant> times = new TreeMap<>();

    /**
     * @param timeKey the key that states the log's time
     * @param authors the keys whose statements count, the time key among them
     */
    public StatementCheck(String origin, KeyId timeKey, Function<KeyId, Optional<VerifyingKey>> authors) {
        this.origin = origin;
        this.timeKey = timeKey;
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
        KeyId id = envelope.statement().key();
        Optional<VerifyingKey> key = authors.apply(id);
        if (key.isEmpty()) {
            return Optional.of(Refusal.of("key-unknown", "/key", "Nobody here has this key.", id.toString()));
        }
        if (!envelope.verify(key.get())) {
            return Optional.of(Refusal.of("signature-wrong", "", "The signature does not verify."));
        }
        LanePosition next = lanes.getOrDefault(id, LanePosition.FIRST);
        if (!envelope.statement().position().equals(next)) {
            return Optional.of(
                    Refusal.of("lane-number", "/sequence", "Not number " + next.sequence() + " of its lane."));
        }
        lanes.put(id, next.next(envelope.id()));
        if (id.equals(timeKey)) {
            LogTime.of(envelope.statement()).ifPresent(time -> keep(index + 1, time));
        }
        return Optional.empty();
    }

    private void keep(long size, Instant time) {
        synchronized (times) {
            times.put(size, time);
            if (times.size() > TIMES_MAX) {
                times.pollFirstEntry();
            }
        }
    }

    /** The log's time after its first {@code size} entries; empty when it is not known or long ago. For any thread. */
    public Optional<Instant> logTimeAt(long size) {
        synchronized (times) {
            return Optional.ofNullable(times.floorEntry(size)).map(Map.Entry::getValue);
        }
    }
}
