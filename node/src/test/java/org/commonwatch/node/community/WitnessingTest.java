package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.junit.jupiter.api.Test;

class WitnessingTest {
    private static final Checkpoint EMPTY = Checkpoint.of("log", 0, Rfc6962.EMPTY_ROOT);
    private static final SignedCheckpoint CHECKPOINT = new SignedCheckpoint(EMPTY, new Note(EMPTY.text(), List.of()));

    /** Anybody may ask for a cosignature; a log that cannot be fetched just now must not take every thread of the node. */
    @Test
    void onlySoManyWaitForOneLog() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(Witnessing.WAITING_MAX);
        CountDownLatch go = new CountDownLatch(1);
        Witnessing.Bounded bounded = new Witnessing.Bounded(checkpoint -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        });
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < Witnessing.WAITING_MAX; i++) {
            waiting.add(Thread.ofPlatform().start(() -> assertEquals(Optional.empty(), bounded.hold(CHECKPOINT))));
        }
        assertTrue(inside.await(120, TimeUnit.SECONDS));
        assertEquals(Optional.of("witness-busy"), bounded.hold(CHECKPOINT).map(Refusal::code));
        go.countDown();
        for (Thread thread : waiting) {
            thread.join();
        }
        assertEquals(Optional.empty(), bounded.hold(CHECKPOINT));
    }
}
