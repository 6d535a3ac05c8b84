package org.commonwatch.ledger.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.BentDisk;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.DiskFile;
import org.commonwatch.ledger.statement.PayloadCommitment;
import org.junit.jupiter.api.Test;

/** What was said to be durable is there, whatever failed and whenever the power went; what was taken back is not. */
class PayloadJournalsTest {
    private static final Path ROOT = Path.of("/disk");
    private static final SecureRandom SALTS = new SecureRandom();

    private static Digest id(int number) {
        return Digest.of(ByteBuffer.allocate(4).putInt(number).array());
    }

    private static Payload payload(int number) {
        try {
            return Payload.of(
                    List.of(("object " + number).repeat(1 + number % 7).getBytes(StandardCharsets.UTF_8)), SALTS);
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    private static void assertThere(CrashDisk disk, Map<Digest, PayloadCommitment> acknowledged, String where) {
        try (PayloadStore store = PayloadStore.journaled(disk, ROOT)) {
            acknowledged.forEach((id, commitment) -> {
                try {
                    store.verify(id, commitment);
                } catch (Refused e) {
                    throw new AssertionError(where + ": " + e.refusal(), e);
                }
            });
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAnyFailureAndPowerLoss() {
        int lost = 0;
        for (CrashDisk.Failure how : CrashDisk.Failure.values()) {
            for (int at = 1; at <= 60; at++) {
                for (int seed = 0; seed < 3; seed++) {
                    lost += interrupted(how, at, new Random(seed), seed == 2);
                }
            }
        }
        assertTrue(lost > 100, "failures that refused a payload: " + lost);
    }

    /** Writes, takes back and writes over several turns of the two journals while one change fails. */
    private static int interrupted(CrashDisk.Failure how, int at, Random dice, boolean forGood) {
        String where = how + " at change " + at + (forGood ? " and all after it" : "");
        CrashDisk disk = new CrashDisk(ROOT);
        Map<Digest, PayloadCommitment> acknowledged = new HashMap<>();
        List<Digest> gone = new ArrayList<>();
        int refused = 0;
        try (PayloadStore store = PayloadStore.journaled(disk, ROOT, 4)) {
            disk.failAt(at, how, forGood);
            for (int number = 0; number < 18; number++) {
                Payload payload = payload(number);
                try {
                    store.write(id(number), payload);
                    acknowledged.put(id(number), payload.commitment());
                    if (number % 5 == 3) {
                        acknowledged.remove(id(number));
                        store.discard(id(number));
                        gone.add(id(number));
                    }
                } catch (DiskFault expected) {
                    refused++;
                }
            }
        }
        disk.crash(dice);
        assertThere(disk, acknowledged, where);
        try (PayloadStore store = PayloadStore.journaled(disk, ROOT, 4)) {
            gone.forEach(id -> assertEquals(PayloadStore.State.ABSENT, store.state(id), where));
            store.write(id(99), payload(99));
        }
        disk.crash(dice);
        assertThere(disk, acknowledged, where + ", after another power loss");
        return refused;
    }

    @Test
    void manyThatComeAtOnceShareTheirSyncs() throws Exception {
        AtomicInteger syncs = new AtomicInteger();
        CrashDisk crash = new CrashDisk(ROOT);
        BentDisk disk = new BentDisk(crash) {
            @Override
            public DiskFile openToWrite(Path file) throws IOException {
                if (String.valueOf(file.getFileName()).startsWith("journal-")) {
                    syncs.incrementAndGet();
                    try {
                        Thread.sleep(2);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                return super.openToWrite(file);
            }
        };
        Map<Digest, PayloadCommitment> acknowledged = new ConcurrentHashMap<>();
        int threads = 16;
        try (PayloadStore store = PayloadStore.journaled(disk, ROOT, 64);
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread * 40;
                writers.add(() -> {
                    for (int number = first; number < first + 40; number++) {
                        Payload payload = payload(number);
                        store.write(id(number), payload);
                        acknowledged.put(id(number), payload.commitment());
                    }
                    return true;
                });
            }
            for (Future<Boolean> one : pool.invokeAll(writers)) {
                assertTrue(one.get());
            }
        }
        assertEquals(threads * 40, acknowledged.size());
        assertTrue(syncs.get() < threads * 40 / 2, syncs + " writes of " + threads * 40 + " payloads");
        crash.crash(new Random(3));
        assertThere(crash, acknowledged, "16 threads");
    }

    @Test
    void aLongPayloadGoesByItselfAndAnEarlierOneOfTheStatementDoesNotComeBack() throws Refused {
        CrashDisk disk = new CrashDisk(ROOT);
        Payload large = Payload.of(List.of(new byte[PayloadJournals.PAYLOAD_BYTES_MAX + 1]), SALTS);
        try (PayloadStore store = PayloadStore.journaled(disk, ROOT)) {
            store.write(id(1), payload(1));
            store.write(id(1), large);
        }
        disk.crash(new Random(5));
        assertThere(disk, Map.of(id(1), large.commitment()), "a long one");
    }

    @Test
    void whatIsErasedWhileItComesStaysInNoJournal() throws Refused, IOException {
        CrashDisk crash = new CrashDisk(ROOT);
        byte[] whole;
        Payload payload = payload(4);
        try (PayloadStore elsewhere = new PayloadStore(new CrashDisk(ROOT), ROOT)) {
            elsewhere.write(id(4), payload);
            whole = elsewhere.whole(id(4)).orElseThrow();
        }
        PayloadStore[] store = new PayloadStore[1];
        boolean[] erased = new boolean[1];
        BentDisk disk = new BentDisk(crash) {
            @Override
            public DiskFile openToWrite(Path file) throws IOException {
                // The journal has it, its own file is about to be written.
                if (String.valueOf(file.getFileName()).endsWith(".tmp") && !erased[0]) {
                    erased[0] = true;
                    store[0].erase(id(4), "log", 7);
                }
                return super.openToWrite(file);
            }
        };
        try (PayloadStore opened = PayloadStore.journaled(disk, ROOT)) {
            store[0] = opened;
            String code = "";
            try {
                opened.accept(id(4), whole, payload.commitment());
            } catch (Refused refused) {
                code = refused.refusal().code();
            }
            assertEquals("payload-erased", code);
            assertTrue(opened.isErased(id(4), List.of()));
        }
        for (Path path : crash.paths()) {
            String content = new String(crash.readAll(path, 1 << 20), StandardCharsets.ISO_8859_1);
            assertFalse(content.contains("object 4"), path.toString());
        }
    }

    /** The file of a payload is held up by who erases it, while the journals turn over and its own place in one is needed. */
    @Test
    void whoErasesHoldsUpNobodyForGood() throws Exception {
        CrashDisk crash = new CrashDisk(ROOT);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        BentDisk disk = new BentDisk(crash) {
            @Override
            public DiskFile openToWrite(Path file) throws IOException {
                if (file.endsWith(Path.of(id(1).hex().substring(2) + ".tmp"))) {
                    held.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                return super.openToWrite(file);
            }
        };
        Payload first = payload(1);
        byte[] whole;
        try (PayloadStore elsewhere = new PayloadStore(new CrashDisk(ROOT), ROOT)) {
            elsewhere.write(id(1), first);
            whole = elsewhere.whole(id(1)).orElseThrow();
        }
        try (PayloadStore store = PayloadStore.journaled(disk, ROOT, 2);
                ExecutorService pool = Executors.newFixedThreadPool(3)) {
            Future<Boolean> slow = pool.submit(() -> {
                store.accept(id(1), whole, first.commitment());
                return true;
            });
            held.await();
            Future<Boolean> others = pool.submit(() -> {
                for (int number = 2; number < 12; number++) {
                    store.write(id(number), payload(number));
                }
                return true;
            });
            // The other one waits for the first one's file by now, or will.
            store.erase(id(50), "log", 7);
            go.countDown();
            Future<Boolean> erased = pool.submit(() -> {
                store.erase(id(1), "log", 8);
                return true;
            });
            assertTrue(others.get(30, TimeUnit.SECONDS) && erased.get(30, TimeUnit.SECONDS));
            try {
                slow.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException refused) {
                assertTrue(refused.getCause() instanceof Refused, String.valueOf(refused.getCause()));
            }
            assertEquals(PayloadStore.State.ERASED, store.state(id(1)));
            assertEquals(PayloadStore.State.PRESENT, store.state(id(11)));
        }
    }

    /** What fails without saying so as a disk does is no success. */
    @Test
    void aWriteThatEndsInAFaultTellsNobodyThatItIsDurable() {
        boolean[] faulty = {true};
        BentDisk disk = new BentDisk(new CrashDisk(ROOT)) {
            @Override
            public DiskFile openToWrite(Path file) throws IOException {
                if (faulty[0] && String.valueOf(file.getFileName()).startsWith("journal-")) {
                    throw new IllegalStateException("a fault");
                }
                return super.openToWrite(file);
            }
        };
        try (PayloadStore store = PayloadStore.journaled(disk, ROOT, 2)) {
            assertThrows(RuntimeException.class, () -> store.write(id(1), payload(1)));
            assertEquals(PayloadStore.State.ABSENT, store.state(id(1)));
            faulty[0] = false;
            for (int number = 1; number < 9; number++) {
                store.write(id(number), payload(number));
            }
            assertEquals(PayloadStore.State.PRESENT, store.state(id(8)));
        }
    }

    @Test
    void aJournalThatIsDamagedGivesWhatIsWholeInIt() throws Refused, IOException {
        CrashDisk disk = new CrashDisk(ROOT);
        Map<Digest, PayloadCommitment> acknowledged = new HashMap<>();
        try (PayloadStore store = PayloadStore.journaled(disk, ROOT)) {
            for (int number = 0; number < 6; number++) {
                Payload payload = payload(number);
                store.write(id(number), payload);
                acknowledged.put(id(number), payload.commitment());
            }
        }
        Path journal = ROOT.resolve("payload/journal-0");
        int used = 0;
        byte[] bytes = disk.readAll(journal, 1 << 20);
        for (int at = 0; at < bytes.length; at++) {
            used = bytes[at] == 0 ? used : at + 1;
        }
        // The files are whole, so a journal with any one wrong byte changes nothing.
        for (int at = 0; at < used; at += 7) {
            CrashDisk bent = disk.copy();
            bent.flip(journal, at, 1);
            assertThere(bent, acknowledged, "byte " + at);
        }
    }
}
