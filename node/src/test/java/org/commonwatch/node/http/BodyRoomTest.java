package org.commonwatch.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.commonwatch.node.spine.TooBusy;
import org.junit.jupiter.api.Test;

/** Bodies together never hold more than the room; each gets its turn; nobody waits for ever. */
class BodyRoomTest {
    private static final int MIB = 1024 * 1024;

    @Test
    void turnsAwayWhoWaitedLongEnough() {
        BodyRoom room = new BodyRoom(10 * MIB, Duration.ofMillis(50));
        int first = room.take(8 * MIB);
        assertThrows(TooBusy.class, () -> room.take(4 * MIB));
        room.giveBack(first);
        room.giveBack(room.take(4 * MIB));
        assertEquals(0, room.takenUnits());
    }

    @Test
    void aBodyLargerThanTheRoomHasItForItself() {
        BodyRoom room = new BodyRoom(10 * MIB, Duration.ofMillis(50));
        int all = room.take(64 * MIB);
        assertThrows(TooBusy.class, () -> room.take(MIB));
        room.giveBack(all);
        assertEquals(0, room.takenUnits());
    }

    @Test
    void manyAtOnceStayWithinTheRoomAndAllGetIn() throws InterruptedException {
        BodyRoom room = new BodyRoom(10 * MIB, Duration.ofMinutes(2));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            clients.add(Thread.ofPlatform().start(() -> {
                int taken = room.take(4 * MIB);
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                inside.decrementAndGet();
                room.giveBack(taken);
                served.incrementAndGet();
            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        assertEquals(32, served.get());
        assertTrue(most.get() <= 2, "at once: " + most.get());
        assertEquals(0, room.takenUnits());
    }
}
