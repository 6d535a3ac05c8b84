package org.commonwatch.node.sources;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.commonwatch.kernel.Digest;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.SqliteStore;

/**
 * What a broker and this node owe each other for one source, over connections and restarts of both.
 *
 * <p>With QoS 1 a message is sent until its acknowledgement arrives. It is acknowledged only after the commit that took it in,
 * so a kill loses none; and since an acknowledgement may be lost on its way, a message that was taken may come again. MQTT marks
 * it as sent again and gives it its old number. Therefore the numbers and digests of the last {@link #REMEMBERED_MAX} messages
 * are kept in the very transaction that took them. What comes again under the same number with the same content is acknowledged
 * and not counted. A commit holds at most {@link #RECEIVE_MAX}, also when the broker sends more than it was told it may (some
 * do after a restart), so that several commits are remembered.
 *
 * <p>Error: a broker gives a number to another message with the very same topic and bytes, the old one is among those last, and
 * this node is killed before the new one's commit: then two equal messages count as one. Safe for many threads.
 */
final class MqttSession implements Deliveries {
    /** Messages that may be on their way to matching: a block of short lines. Told to the broker. */
    static final int RECEIVE_MAX = 500;

    /** Messages remembered: acknowledgements of so many may have been under way when this node was killed. */
    static final int REMEMBERED_MAX = 8 * RECEIVE_MAX;

    private final long source;
    private final SqliteStore local;

    /** Whether the broker said once that it holds a session. */
    private boolean begun;

    /** Counts sessions, so that what was received in an old one is not taken for something of this. */
    private long number;

    /** Messages on their way to matching, by packet. */
    private final Map<Integer, Delivery> waiting = new HashMap<>();

    /** What was taken last, by packet; the oldest first. */
    private final Map<Integer, Taken> taken = new LinkedHashMap<>();

    /** What was received over this connection and is not acknowledged. */
    private final Set<Integer> owed = new HashSet<>();

    private long nextPlace;
    private IntConsumer acknowledging = packet -> {};
    private long repeated;

    /** @param place in the order of what was taken */
    private record Taken(Digest content, long place) {}

    private MqttSession(long source, SqliteStore local) {
        this.source = source;
        this.local = local;
    }

    /** The session as the last commit left it. */
    static MqttSession of(Source source, SqliteStore local) {
        MqttSession session = new MqttSession(source.number(), local);
        local.read(db -> {
            session.load(db);
            return session;
        });
        return session;
    }

    private synchronized void load(Db db) {
        begun = db.number("SELECT count(*) FROM source_session WHERE source = ?", source) == 1;
        db.query(
                        "SELECT packet, content, place FROM source_message WHERE source = ? ORDER BY place",
                        row -> Map.entry(row.getInt(1), new Taken(Digest.fromBytes(row.getBytes(2)), row.getLong(3))),
                        source)
                .forEach(row -> {
                    taken.put(row.getKey(), row.getValue());
                    nextPlace = row.getValue().place() + 1;
                });
    }

    /** What a received message is. */
    enum Meaning {
        NEW,
        /** Taken in before: to be acknowledged at once. */
        TAKEN,
        /** On its way to matching. */
        WAITING
    }

    /**
     * A connection stands.
     *
     * @param present whether the broker still knows the session
     * @param acknowledge tells the broker that a message is safe; does nothing once the connection is gone
     * @return whether the broker forgot a session it had
     */
    synchronized boolean connected(boolean present, IntConsumer acknowledge) {
        boolean lost = begun && !present;
        if (!present) {
            number++;
            waiting.clear();
            taken.clear();
            local.write(db -> {
                db.update("DELETE FROM source_message WHERE source = ?", source);
                return db.update(
                        "INSERT INTO source_session SELECT number FROM source WHERE number = ?"
                                + " ON CONFLICT (source) DO NOTHING",
                        source);
            });
            begun = true;
            notifyAll();
        }
        owed.clear();
        acknowledging = acknowledge;
        return lost;
    }

    /** Waits until another message may be received; whether one may, after so many milliseconds at most. */
    synchronized boolean awaitRoom(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        long left = millis;
        while (waiting.size() >= RECEIVE_MAX && left > 0) {
            wait(left);
            left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        }
        return waiting.size() < RECEIVE_MAX;
    }

    /** @param again whether the broker says that it sent this before */
    synchronized Meaning received(int packet, boolean again, Digest content) {
        boolean known = Optional.ofNullable(taken.get(packet))
                .filter(before -> before.content().equals(content))
                .isPresent();
        if (again && known) {
            repeated++;
            return Meaning.TAKEN;
        }
        owed.add(packet);
        Delivery before = waiting.get(packet);
        if (again && before != null && before.content().equals(content)) {
            return Meaning.WAITING;
        }
        taken.remove(packet);
        waiting.put(packet, new Delivery(number, packet, content));
        return Meaning.NEW;
    }

    /** The delivery that {@link #received} called new. */
    synchronized Optional<Delivery> delivery(int packet) {
        return Optional.ofNullable(waiting.get(packet));
    }

    /** A message that {@link #received} called new is not on its way after all. */
    synchronized void forget(Delivery delivery) {
        if (waiting.remove(delivery.packet(), delivery)) {
            owed.remove(delivery.packet());
            notifyAll();
        }
    }

    /** Messages that came again and were not counted again, since this node started. */
    synchronized long repeated() {
        return repeated;
    }

    @Override
    public void keep(Db db, List<Delivery> deliveries) {
        Map<Integer, Taken> next;
        Set<Integer> gone;
        synchronized (this) {
            next = new LinkedHashMap<>(taken);
            remember(next, deliveries);
            gone = new HashSet<>(taken.keySet());
        }
        gone.removeAll(next.keySet());
        gone.forEach(packet -> db.update("DELETE FROM source_message WHERE source = ? AND packet = ?", source, packet));
        for (Delivery delivery : deliveries) {
            Taken one = next.get(delivery.packet());
            if (one != null) {
                db.update(
                        "INSERT INTO source_message VALUES (?, ?, ?, ?) ON CONFLICT (source, packet)"
                                + " DO UPDATE SET content = excluded.content, place = excluded.place",
                        source,
                        delivery.packet(),
                        one.content().toBytes(),
                        one.place());
            }
        }
    }

    @Override
    public void done(List<Delivery> deliveries) {
        List<Integer> safe = new ArrayList<>();
        IntConsumer tell;
        synchronized (this) {
            nextPlace = remember(taken, deliveries);
            for (Delivery delivery : deliveries) {
                if (waiting.remove(delivery.packet(), delivery) && owed.remove(delivery.packet())) {
                    safe.add(delivery.packet());
                }
            }
            tell = acknowledging;
            notifyAll();
        }
        safe.forEach(tell::accept);
    }

    /** The place after the last one. */
    private long remember(Map<Integer, Taken> into, List<Delivery> deliveries) {
        long place = nextPlace;
        for (Delivery delivery : deliveries) {
            if (delivery.session() == number) {
                into.remove(delivery.packet());
                into.put(delivery.packet(), new Taken(delivery.content(), place++));
            }
        }
        while (into.size() > REMEMBERED_MAX) {
            into.remove(into.keySet().iterator().next());
        }
        return place;
    }
}
