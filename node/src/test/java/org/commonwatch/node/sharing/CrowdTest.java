package org.commonwatch.node.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.commonwatch.node.sharing.PageQuestion.Versions;
import org.commonwatch.node.spine.Log;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many writers of single objects and readers who page meanwhile: nobody waits for ever, the counts are right. */
class CrowdTest {
    private static final int WRITERS = 32;
    private static final int READERS = 4;
    private static final int OBJECTS_EACH = 25;

    @TempDir
    Path folder;

    @Test
    @Timeout(600)
    void manyWritersAndReadersAtOnce() throws InterruptedException {
        try (SharingFixture node = SharingFixture.open(folder)) {
            Log log = node.node.community();
            AtomicBoolean written = new AtomicBoolean();
            Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
            List<Thread> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int first = writer * OBJECTS_EACH;
                writers.add(Thread.ofPlatform()
                        .uncaughtExceptionHandler((thread, fault) -> faults.add(fault))
                        .start(() -> {
                            for (int i = 0; i < OBJECTS_EACH; i++) {
                                node.put(log, "b-" + first, List.of(SharingFixture.indicator(first + i, 1)));
                            }
                        }));
            }
            List<Thread> readers = new ArrayList<>();
            for (int reader = 0; reader < READERS; reader++) {
                readers.add(Thread.ofPlatform()
                        .uncaughtExceptionHandler((thread, fault) -> faults.add(fault))
                        .start(() -> {
                            int before = 0;
                            while (!written.get()) {
                                before = pageThrough(node, log, before);
                            }
                        }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            written.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
            assertEquals(List.of(), List.copyOf(faults));
            assertEquals(
                    WRITERS * OBJECTS_EACH, node.everything(log, Versions.LAST).size());
            assertEquals(WRITERS * OBJECTS_EACH, node.node.verify());
        }
    }

    /** Reads everything; what is there never shrinks, comes once, and in rising order of the time it was added. */
    private static int pageThrough(SharingFixture node, Log log, int before) {
        List<Item> all = node.everything(log, Versions.LAST);
        assertTrue(all.size() >= before, "objects went away");
        assertEquals(all.size(), new HashSet<>(all.stream().map(Item::id).toList()).size());
        for (int i = 1; i < all.size(); i++) {
            assertTrue(all.get(i - 1).added() < all.get(i).added(), "date_added does not rise");
        }
        return all.size();
    }
}
