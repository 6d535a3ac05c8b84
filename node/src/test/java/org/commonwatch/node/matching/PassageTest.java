package org.commonwatch.node.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every block counts where it was scanned or where it is remembered, whatever the order of scans, changes and commits. */
@Timeout(300)
class PassageTest {
    private final Passage passage = new Passage(Duration.ofMinutes(2));

    /** What a memory holds: blocks. */
    private final AtomicInteger memory = new AtomicInteger();

    @Test
    void a_block_scanned_before_the_change_is_waited_for() throws Exception {
        Passage.Block late = passage.enter(true);
        late.scanned();
        passage.change(() -> {});
        Thread saving = Thread.ofPlatform().start(() -> {
            sleep(100);
            late.saved(memory::incrementAndGet);
        });
        passage.settle();
        assertEquals(1, memory.get());
        passage.answered();
        saving.join();
    }

    @Test
    void a_block_scanned_after_the_change_is_remembered_when_the_memory_has_answered() throws IOException {
        passage.change(() -> {});
        Passage.Block next = passage.enter(true);
        next.scanned();
        next.saved(memory::incrementAndGet);
        passage.settle();
        assertEquals(0, memory.get());
        passage.answered();
        assertEquals(1, memory.get());
    }

    @Test
    void the_index_does_not_change_while_a_block_is_scanned() throws Exception {
        Passage.Block block = passage.enter(true);
        AtomicBoolean changed = new AtomicBoolean();
        Thread changing = Thread.ofPlatform().start(() -> change(() -> changed.set(true)));
        sleep(50);
        assertTrue(!changed.get());
        block.scanned();
        changing.join();
        assertTrue(changed.get());
    }

    @Test
    void a_block_that_is_never_saved_is_waited_for_as_long_as_the_patience_and_then_forgotten() throws IOException {
        Passage hasty = new Passage(Duration.ofMillis(50));
        hasty.enter(true).scanned();
        for (int change = 0; change < 3; change++) {
            hasty.change(() -> {});
            hasty.settle();
            hasty.answered();
        }
        Passage.Block next = hasty.enter(true);
        next.scanned();
        next.saved(memory::incrementAndGet);
        assertEquals(1, memory.get());
    }

    @Test
    void a_block_that_will_not_be_remembered_is_not_waited_for() throws IOException {
        passage.enter(false).scanned();
        long begun = System.nanoTime();
        passage.change(() -> {});
        passage.settle();
        assertTrue(System.nanoTime() - begun < Duration.ofMinutes(1).toNanos());
    }

    @Test
    void beyond_the_bound_the_oldest_is_remembered_at_once() throws IOException {
        passage.change(() -> {});
        for (int block = 0; block < Passage.HELD_MAX + 3; block++) {
            Passage.Block next = passage.enter(true);
            next.scanned();
            next.saved(memory::incrementAndGet);
        }
        assertEquals(3, memory.get());
        passage.answered();
        assertEquals(Passage.HELD_MAX + 3, memory.get());
    }

    /** Four sources scan and save as they like while the index learns of one indicator; its count is the number of blocks. */
    @Test
    void by_seed_none_is_lost_and_none_counts_twice() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("PassageTest seed " + seed);
        for (int round = 0; round < 200; round++) {
            once(new Random(seed + round), "seed " + seed + " round " + round);
        }
    }

    private void once(Random dice, String what) throws Exception {
        Passage fresh = new Passage(Duration.ofMinutes(2));
        AtomicBoolean known = new AtomicBoolean();
        AtomicInteger remembered = new AtomicInteger();
        AtomicInteger hits = new AtomicInteger();
        int blocks = 20;
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> sources = new ArrayList<>();
        for (int source = 0; source < 4; source++) {
            long own = dice.nextLong();
            sources.add(Thread.ofPlatform().start(() -> {
                Random random = new Random(own);
                await(go);
                for (int block = 0; block < blocks; block++) {
                    Passage.Block place = fresh.enter(true);
                    boolean found = known.get();
                    pause(random);
                    assertEquals(found, known.get(), what);
                    place.scanned();
                    pause(random);
                    if (found) {
                        hits.incrementAndGet();
                    }
                    place.saved(remembered::incrementAndGet);
                }
            }));
        }
        go.countDown();
        pause(dice);
        fresh.change(() -> known.set(true));
        fresh.settle();
        int lookedBack = remembered.get();
        fresh.answered();
        for (Thread source : sources) {
            source.join();
        }
        assertEquals(4 * blocks, hits.get() + lookedBack, what);
        assertEquals(4 * blocks, remembered.get(), what);
    }

    private void change(Passage.Change change) {
        try {
            passage.change(change);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void pause(Random random) {
        for (int spin = random.nextInt(2_000); spin > 0; spin--) {
            Thread.onSpinWait();
        }
        if (random.nextInt(20) == 0) {
            LockSupport.parkNanos(50_000);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
