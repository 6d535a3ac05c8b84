package org.commonwatch.sim;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.follow.EntryCheck;
import org.commonwatch.ledger.sequence.LogTime;
import org.commonwatch.ledger.statement.Envelope;

/** What a member's rules need of the entries it holds: which statements, and the log's time. */
final class Seen implements EntryCheck {
    private final Map<Digest, Long> statements = new HashMap<>();
    private final TreeMap<Long, Instant> times = new TreeMap<>();

    @Override
    public Optional<Refusal> check(long index, byte[] leaf) {
        Optional<Digest> known = Keys.idOf(leaf);
        if (known.isPresent()) {
            statements.putIfAbsent(known.get(), index);
            return Optional.empty();
        }
        try {
            Envelope envelope = Envelope.parse(leaf);
            statements.putIfAbsent(envelope.id(), index);
            LogTime.of(envelope.statement()).ifPresent(time -> times.put(index + 1, time));
            return Optional.empty();
        } catch (Refused e) {
            return Optional.of(e.refusal());
        }
    }

    boolean holds(Digest statement, long size) {
        return statements.getOrDefault(statement, Long.MAX_VALUE) < size;
    }

    Optional<Instant> logTimeAt(long size) {
        return Optional.ofNullable(times.floorEntry(size)).map(Map.Entry::getValue);
    }
}
