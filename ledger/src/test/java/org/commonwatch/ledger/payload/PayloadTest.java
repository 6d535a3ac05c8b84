package org.commonwatch.ledger.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.BentDisk;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.DiskFile;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.statement.PayloadCommitment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PayloadTest {
    private static final SecureRandom SALTS = new SecureRandom();
    private static final Digest ID = Digest.of("a statement".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    private static List<byte[]> objects(int count) {
        List<byte[]> objects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            objects.add(("{\"n\":" + i + "}").repeat(i % 5).getBytes(StandardCharsets.UTF_8));
        }
        return objects;
    }

    private static String codeOf(Executable action) {
        return assertThrows(Refused.class, action).refusal().code();
    }

    @Test
    void commitmentIsTheDocumentedHash() throws Refused {
        byte[] object = "only one".getBytes(StandardCharsets.UTF_8);
        Payload payload = Payload.of(List.of(object), SALTS);
        Disclosure disclosed = payload.disclose(0);
        assertEquals(
                Digest.of(new byte[] {0}, disclosed.salt(), object),
                payload.commitment().root());
        assertEquals(1, payload.commitment().count());
        assertEquals(object.length, payload.commitment().bytes());
    }

    @Test
    void equalObjectsDoNotLink() throws Refused {
        List<byte[]> same = List.of(new byte[] {1}, new byte[] {1});
        Payload one = Payload.of(same, SALTS);
        assertNotEquals(
                one.header().commitments().get(0), one.header().commitments().get(1));
        assertNotEquals(
                one.commitment().root(), Payload.of(same, SALTS).commitment().root());
    }

    /** The same payload comes from two sources at once: neither tears what the other writes, or fails for it. */
    @Test
    void onePayloadMayComeTwiceAtOnce() throws Exception {
        Payload payload = Payload.of(objects(20), SALTS);
        byte[] whole;
        try (PayloadStore store = new PayloadStore(new CrashDisk(Path.of("/other")), Path.of("/other"))) {
            store.write(ID, payload);
            whole = store.whole(ID).orElseThrow();
        }
        CountDownLatch both = new CountDownLatch(2);
        BentDisk disk = new BentDisk(new CrashDisk(Path.of("/disk"))) {
            @Override
            public DiskFile openToWrite(Path file) throws IOException {
                both.countDown();
                return super.openToWrite(file);
            }

            @Override
            public void move(Path from, Path to) throws IOException {
                try {
                    // The other is let in, if it can come in.
                    both.await(300, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                super.move(from, to);
            }
        };
        try (PayloadStore store = new PayloadStore(disk, Path.of("/disk"));
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Callable<Boolean> accepting = () -> {
                store.accept(ID, whole, payload.commitment());
                return true;
            };
            for (Future<Boolean> one : threads.invokeAll(List.of(accepting, accepting))) {
                assertTrue(one.get());
            }
            store.verify(ID, payload.commitment());
        }
    }

    @Test
    void whatIsTakenBackIsGoneAfterPowerLossToo() throws Refused {
        CrashDisk disk = new CrashDisk(Path.of("/disk"));
        Payload payload = Payload.of(objects(3), SALTS);
        try (PayloadStore store = new PayloadStore(disk, Path.of("/disk"))) {
            store.write(ID, payload);
            assertTrue(store.whole(ID).isPresent());
            store.discard(ID);
            assertEquals(PayloadStore.State.ABSENT, store.state(ID));
            disk.crash(new Random(1));
            assertEquals(PayloadStore.State.ABSENT, store.state(ID));
            store.write(ID, payload);
            store.verify(ID, payload.commitment());
        }
    }

    @Test
    void aNearlyFullDiskTakesNoPayloadOfOthers() throws Refused {
        CrashDisk disk = new CrashDisk(Path.of("/disk"));
        Payload payload = Payload.of(objects(3), SALTS);
        try (PayloadStore store = new PayloadStore(disk, Path.of("/disk"))) {
            store.write(ID, payload);
            byte[] whole = store.whole(ID).orElseThrow();
            store.discard(ID);
            disk.setUsableBytes(Disk.RESERVE_BYTES - 1);
            assertThrows(DiskFault.class, () -> store.accept(ID, whole, payload.commitment()));
            assertEquals(PayloadStore.State.ABSENT, store.state(ID));
        }
    }

    @Test
    void everyObjectIsReadBySliceAndDisclosedWithoutTheOthers() throws Refused {
        List<byte[]> objects = objects(37);
        Payload payload = Payload.of(objects, SALTS);
        try (PayloadStore store = new PayloadStore(new LocalDisk(), directory)) {
            PayloadHeader written = store.write(ID, payload);
            PayloadHeader read = store.header(ID).orElseThrow();
            assertEquals(37, read.count());
            for (int i = 0; i < 37; i++) {
                assertEquals(written.offset(i), read.offset(i));
                assertArrayEquals(
                        objects.get(i),
                        store.read(ID, read.offset(i), read.length(i)).orElseThrow());
                Disclosure disclosed = store.disclose(ID, i).orElseThrow();
                assertArrayEquals(objects.get(i), disclosed.bytes());
                disclosed.verify(payload.commitment());
            }
            int run = (int) (read.offset(20) - read.offset(5));
            byte[] neighbours = store.read(ID, read.offset(5), run).orElseThrow();
            assertEquals(objects.subList(5, 20).stream().mapToInt(o -> o.length).sum(), neighbours.length);
            store.verify(ID, payload.commitment());
        }
    }

    @Test
    void aChangedDisclosureIsRefused() throws Refused {
        Payload payload = Payload.of(objects(9), SALTS);
        PayloadCommitment commitment = payload.commitment();
        Disclosure right = payload.disclose(4);
        right.verify(commitment);
        byte[] salt = right.salt();
        salt[3] ^= 1;
        List<Disclosure> wrong = List.of(
                new Disclosure(5, right.salt(), right.bytes(), right.proof()),
                new Disclosure(4, salt, right.bytes(), right.proof()),
                new Disclosure(4, right.salt(), new byte[] {9}, right.proof()),
                new Disclosure(4, right.salt(), right.bytes(), right.proof().subList(1, 4)));
        for (Disclosure disclosure : wrong) {
            assertThrows(Refused.class, () -> disclosure.verify(commitment));
        }
    }

    @Test
    void boundsAreRefusedByName() {
        assertEquals("payload-empty", codeOf(() -> Payload.of(List.of(), SALTS)));
        assertEquals(
                "payload-too-many",
                codeOf(() -> Payload.of(Collections.nCopies(Limits.STATEMENT_OBJECTS_MAX + 1, new byte[0]), SALTS)));
        byte[] half = new byte[Limits.STATEMENT_PAYLOAD_BYTES_MAX / 2 + 1];
        assertEquals("payload-too-large", codeOf(() -> Payload.of(List.of(half, half), SALTS)));
    }

    @Test
    void theLargestPayloadFits() throws Refused {
        byte[] object = new byte[Limits.STATEMENT_PAYLOAD_BYTES_MAX / Limits.STATEMENT_OBJECTS_MAX];
        Payload payload = Payload.of(Collections.nCopies(Limits.STATEMENT_OBJECTS_MAX, object), SALTS);
        try (PayloadStore store = new PayloadStore(new LocalDisk(), directory)) {
            store.write(ID, payload);
            store.verify(ID, payload.commitment());
        }
    }

    @Test
    void anotherStatementsPayloadIsAMismatch() throws Refused {
        Payload payload = Payload.of(objects(3), SALTS);
        try (PayloadStore store = new PayloadStore(new LocalDisk(), directory)) {
            store.write(ID, payload);
            PayloadCommitment other = Payload.of(objects(3), SALTS).commitment();
            assertEquals("payload-mismatch", codeOf(() -> store.verify(ID, other)));
        }
    }

    @Test
    void aWrittenPayloadSurvivesPowerLoss() throws Refused {
        Payload payload = Payload.of(objects(5), SALTS);
        for (int seed = 0; seed < 50; seed++) {
            CrashDisk disk = new CrashDisk(Path.of("/disk"));
            try (PayloadStore store = new PayloadStore(disk, Path.of("/disk"))) {
                store.write(ID, payload);
            }
            disk.crash(new Random(seed));
            try (PayloadStore store = new PayloadStore(disk, Path.of("/disk"))) {
                store.verify(ID, payload.commitment());
                store.erase(ID, "log", 7);
            }
            disk.crash(new Random(seed));
            try (PayloadStore store = new PayloadStore(disk, Path.of("/disk"))) {
                assertEquals(PayloadStore.State.ERASED, store.state(ID), "seed " + seed);
            }
        }
    }

    @Test
    void manyReadersShareFewOpenFiles() throws Refused, InterruptedException, ExecutionException {
        int files = PayloadStore.OPEN_FILES_MAX + 50;
        List<Digest> ids = new ArrayList<>();
        try (PayloadStore store = new PayloadStore(new LocalDisk(), directory);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < files; i++) {
                Digest id = Digest.of(new byte[] {(byte) i, (byte) (i >> 8)});
                store.write(id, Payload.of(List.of(id.toBytes()), SALTS));
                ids.add(id);
            }
            List<Callable<Boolean>> readers = new ArrayList<>();
            for (int reader = 0; reader < 8; reader++) {
                Random random = new Random(reader);
                readers.add(() -> {
                    for (int i = 0; i < 500; i++) {
                        Digest id = ids.get(random.nextInt(files));
                        PayloadHeader header = store.header(id).orElseThrow();
                        assertArrayEquals(
                                id.toBytes(),
                                store.read(id, header.offset(0), 32).orElseThrow());
                    }
                    return true;
                });
            }
            for (Future<Boolean> done : threads.invokeAll(readers)) {
                assertTrue(done.get());
            }
        }
    }

    @Test
    void onlyRefusalsComeOutOfForeignHeaders() {
        Random random = new Random(20261122);
        byte[] valid;
        try {
            valid = Payload.of(objects(4), SALTS).header().toBytes();
        } catch (Refused e) {
            throw new AssertionError(e);
        }
        int accepted = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(valid, random.nextInt(valid.length + 1));
            for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                PayloadHeader.parse(bytes, random.nextInt(400));
                accepted++;
            } catch (Refused e) {
                assertEquals("payload-header", e.refusal().code());
            }
        }
        assertTrue(accepted < 20_000);
    }
}
