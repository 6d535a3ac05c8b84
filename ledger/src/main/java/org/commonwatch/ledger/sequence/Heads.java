package org.commonwatch.ledger.sequence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;

/**
 * What admission must remember of the log: the next place in every lane, recent statement ids and the log's time. Derived
 * from the entries; saved now and then so that opening a log need not read it all. Changed by one thread; lanes and time
 * may be read by others.
 */
final class Heads {
    /** Lanes of one log. At 200 bytes each in memory; every lane belongs to a key that admission knows. */
    static final int LANES_MAX = 100_000;

    private static final byte[] MAGIC = "CWHEADS1".getBytes(StandardCharsets.US_ASCII);
    private static final int FIXED_BYTES = MAGIC.length + 8 + Digest.BYTES + 8 + 4 + 8 + 4;
    private static final int LANE_BYTES = Digest.BYTES + 8 + Digest.BYTES;
    private static final long NO_TIME = Long.MIN_VALUE;

    /** The longest saved form. */
    static final int BYTES_MAX = FIXED_BYTES + LANES_MAX * LANE_BYTES + KnownIds.ENTRIES_MAX * 8 + Digest.BYTES;

    private final Map<KeyId, LanePosition> lanes = new ConcurrentHashMap<>();
    private final KnownIds ids = new KnownIds();
    private final Predicate<KeyId> timeKeys;
    private volatile Optional<Instant> logTime = Optional.empty();

    /** @param timeKeys only statements of these keys state the log's time */
    Heads(Predicate<KeyId> timeKeys) {
        this.timeKeys = timeKeys;
    }

    LanePosition next(KeyId key) {
        return lanes.getOrDefault(key, LanePosition.FIRST);
    }

    boolean hasLane(KeyId key) {
        return lanes.containsKey(key);
    }

    int laneCount() {
        return lanes.size();
    }

    KnownIds ids() {
        return ids;
    }

    Optional<Instant> logTime() {
        return logTime;
    }

    /** Takes in the entry at the next index. Its lane moves only if it stands at the lane's next place. */
    void apply(Envelope envelope) {
        KeyId key = envelope.statement().key();
        ids.add(KnownIds.prefix(envelope.id()));
        if (envelope.statement().position().equals(next(key))) {
            lanes.put(key, next(key).next(envelope.id()));
            if (timeKeys.test(key)) {
                LogTime.of(envelope.statement()).ifPresent(time -> logTime = Optional.of(time));
            }
        }
    }

    /** Takes in an entry that is no envelope: it holds an index and means nothing. */
    void applyVoid() {
        ids.add(0);
    }

    /** @param lastLeaf hash of the last leaf, which ties the saved form to this very log */
    byte[] toBytes(Digest lastLeaf) {
        int known = (int) (ids.to() - ids.from());
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + lanes.size() * LANE_BYTES + known * 8 + Digest.BYTES);
        out.put(MAGIC).putLong(ids.to()).put(lastLeaf.toBytes());
        out.putLong(logTime.map(Instant::toEpochMilli).orElse(NO_TIME));
        out.putInt(lanes.size());
        lanes.forEach((key, next) -> out.put(key.digest().toBytes())
                .putLong(next.sequence())
                .put(next.previous().orElseThrow().toBytes()));
        out.putLong(ids.from()).putInt(known);
        for (long index = ids.from(); index < ids.to(); index++) {
            out.putLong(ids.prefixAt(index));
        }
        out.put(Digest.of(Arrays.copyOf(out.array(), out.position())).toBytes());
        return out.array();
    }

    /** A saved form: which log size and last leaf it belongs to, and the heads. */
    record Saved(long size, Digest lastLeaf, Heads heads) {}

    /** @throws Refused {@code heads-damaged}; the caller then reads the entries instead */
    static Saved parse(byte[] bytes, Predicate<KeyId> timeKeys) throws Refused {
        int content = bytes.length - Digest.BYTES;
        if (content < FIXED_BYTES
                || !Arrays.equals(
                        Digest.of(Arrays.copyOf(bytes, content)).toBytes(),
                        Arrays.copyOfRange(bytes, content, bytes.length))) {
            throw damaged();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, content);
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        long size = in.getLong();
        Digest lastLeaf = digest(in);
        Heads heads = new Heads(timeKeys);
        long time = in.getLong();
        heads.logTime = time == NO_TIME ? Optional.empty() : Optional.of(Instant.ofEpochMilli(time));
        int lanes = in.getInt();
        if (!Arrays.equals(magic, MAGIC) || lanes < 0 || lanes > (in.remaining() - 12) / LANE_BYTES) {
            throw damaged();
        }
        for (int i = 0; i < lanes; i++) {
            KeyId key = new KeyId(digest(in));
            heads.lanes.put(key, new LanePosition(in.getLong(), Optional.of(digest(in))));
        }
        long from = in.getLong();
        int known = in.getInt();
        if (known < 0 || known > KnownIds.ENTRIES_MAX || in.remaining() != known * 8 || from + known != size) {
            throw damaged();
        }
        heads.ids.startAt(from);
        for (int i = 0; i < known; i++) {
            heads.ids.add(in.getLong());
        }
        return new Saved(size, lastLeaf, heads);
    }

    private static Digest digest(ByteBuffer in) {
        byte[] bytes = new byte[Digest.BYTES];
        in.get(bytes);
        return Digest.fromBytes(bytes);
    }

    private static Refused damaged() {
        return Refusal.of("heads-damaged", "", "The saved lane heads are not whole.")
                .toException();
    }
}
