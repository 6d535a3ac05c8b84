package org.commonwatch.ledger.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.DiskFault;
import org.junit.jupiter.api.Test;

/** What is erased is on the disk no more, what stays can still be proved, and a crash leaves one or the other. */
class ErasingTest {
    private static final Path ROOT = Path.of("/disk");
    private static final String ORIGIN = "log.example.org/test";
    private static final long ORDER = 90;
    private static final Digest ID = Digest.of("a statement".getBytes(StandardCharsets.UTF_8));
    private static final Path FILE = ROOT.resolve(PayloadStore.path(ID));

    private final List<byte[]> objects = List.of(
            "the first object".getBytes(StandardCharsets.UTF_8),
            "a secret that must go".getBytes(StandardCharsets.UTF_8),
            new byte[0],
            "the last object".getBytes(StandardCharsets.UTF_8));
    private final Payload payload = payload();
    private final CrashDisk disk = new CrashDisk(ROOT);

    private Payload payload() {
        try {
            return Payload.of(objects, new SecureRandom());
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    /** Each write is synced by itself; {@link ErasingJournaledTest} is of the other kind. */
    PayloadStore store(CrashDisk of) {
        return new PayloadStore(of, ROOT);
    }

    private PayloadStore store() {
        return store(disk);
    }

    private byte[] file() throws IOException {
        return disk.readAll(FILE, 1 << 20);
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private boolean anywhere(CrashDisk where, int object) throws IOException, Refused {
        byte[] salt = payload.disclose(object).salt();
        for (Path path : where.paths()) {
            byte[] bytes = where.readAll(path, 1 << 20);
            if (contains(bytes, objects.get(object)) || contains(bytes, salt)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aWholePayloadGoesAndItsMarkerNamesTheOrders() throws Refused, IOException {
        try (PayloadStore store = store()) {
            store.write(ID, payload);
            store.header(ID);
            store.erase(ID, ORIGIN, ORDER);
            store.erase(ID, ORIGIN, ORDER);
            store.erase(ID, ORIGIN, 95);
            assertEquals(PayloadStore.State.ERASED, store.state(ID));
            assertTrue(store.isErased(ID, List.of()) && store.isErased(ID, List.of(1)));
            assertEquals(Optional.empty(), store.read(ID, 0, 1));
            assertEquals(List.of(ORDER, 95L), store.marker(ID).orElseThrow().orders());
            assertFalse(anywhere(disk, 0) || anywhere(disk, 1) || anywhere(disk, 3));
        }
    }

    @Test
    void anErasedPayloadIsNotTakenBack() throws Refused, IOException {
        try (PayloadStore store = store()) {
            store.write(ID, payload);
            byte[] whole = file();
            store.erase(ID, ORIGIN, ORDER);
            Refused refused = assertThrows(Refused.class, () -> store.accept(ID, whole, payload.commitment()));
            assertEquals("payload-erased", refused.refusal().code());
            assertFalse(anywhere(disk, 1));
        }
    }

    @Test
    void whatIsErasedBeforeItComesNeverComes() throws Refused, IOException {
        byte[] whole;
        try (PayloadStore elsewhere = store()) {
            elsewhere.write(ID, payload);
            whole = file();
            disk.delete(FILE);
        }
        try (PayloadStore store = store()) {
            store.erase(ID, ORIGIN, ORDER);
            assertEquals(PayloadStore.State.ERASED, store.state(ID));
            assertThrows(Refused.class, () -> store.accept(ID, whole, payload.commitment()));
        }
    }

    @Test
    void singleObjectsGoAndTheOthersKeepTheirPlacesAndProofs() throws Refused, IOException {
        try (PayloadStore store = store()) {
            PayloadHeader before = store.write(ID, payload);
            store.erase(ID, ORIGIN, ORDER, List.of(1));
            assertEquals(PayloadStore.State.PRESENT, store.state(ID));
            assertFalse(anywhere(disk, 1), "salt or bytes are there");
            PayloadHeader after = store.header(ID).orElseThrow();
            assertEquals(List.of(1), after.erased());
            store.verify(ID, payload.commitment());
            for (int i : List.of(0, 2, 3)) {
                assertEquals(before.offset(i), after.offset(i));
                Disclosure disclosed = store.disclose(ID, i).orElseThrow();
                disclosed.verify(payload.commitment());
                assertArrayEquals(objects.get(i), disclosed.bytes());
            }
            assertEquals(Optional.empty(), store.disclose(ID, 1));
            assertTrue(PayloadStore.isPartlyErased(file()));
            store.erase(ID, ORIGIN, 95, List.of(0, 2, 3));
            assertEquals(PayloadStore.State.ERASED, store.state(ID), "nothing is left");
            assertEquals(List.of(ORDER, 95L), store.marker(ID).orElseThrow().orders());
        }
    }

    @Test
    void aPartlyErasedPayloadIsTakenFromOthersAndADifferentOneIsNot() throws Refused, IOException {
        byte[] partly;
        try (PayloadStore store = store()) {
            store.write(ID, payload);
            store.erase(ID, ORIGIN, ORDER, List.of(1));
            partly = file();
        }
        CrashDisk other = new CrashDisk(ROOT);
        try (PayloadStore store = store(other)) {
            store.accept(ID, partly, payload.commitment());
            assertTrue(store.isTouched(ID));
            assertTrue(store.isErased(ID, List.of(1)));
            assertFalse(store.isErased(ID, List.of(0)));
        }
        for (int at = 0; at < partly.length; at++) {
            byte[] bent = partly.clone();
            bent[at] ^= 1;
            try (PayloadStore store = store(new CrashDisk(ROOT))) {
                assertThrows(Refused.class, () -> store.accept(ID, bent, payload.commitment()), "byte " + at);
            }
        }
    }

    private interface Order {
        void on(PayloadStore store);
    }

    @Test
    void everyChangeMayFailOrThePowerGoAndErasingAgainFinishesIt() throws Refused, IOException {
        List<Order> orders =
                List.of(store -> store.erase(ID, ORIGIN, ORDER), store -> store.erase(ID, ORIGIN, ORDER, List.of(1)));
        for (Order order : orders) {
            Set<String> outcomes = new HashSet<>();
            for (CrashDisk.Failure how : CrashDisk.Failure.values()) {
                for (int at = 1; at <= 22; at++) {
                    for (int seed = 0; seed < 4; seed++) {
                        outcomes.add(interrupted(order, how, at, new Random(seed), seed > 0));
                    }
                }
            }
            assertEquals(Set.of("there", "erased"), outcomes);
        }
    }

    private String interrupted(Order order, CrashDisk.Failure how, int at, Random dice, boolean power)
            throws Refused, IOException {
        String where = how + " at change " + at + (power ? " and the power went" : "");
        CrashDisk mine = new CrashDisk(ROOT);
        try (PayloadStore store = store(mine)) {
            store.write(ID, payload);
            mine.failAt(at, how, power);
            try {
                order.on(store);
            } catch (DiskFault expected) {
                assertTrue(String.valueOf(expected.getMessage()).contains("injected"), where);
            }
        }
        if (power) {
            mine.crash(dice);
        } else {
            mine.heal();
        }
        String state;
        try (PayloadStore store = store(mine)) {
            if (store.state(ID) == PayloadStore.State.PRESENT) {
                store.verify(ID, payload.commitment());
            }
            state = store.isErased(ID, List.of(1)) ? "erased" : "there";
            order.on(store);
            assertTrue(store.isErased(ID, List.of(1)), where);
            assertFalse(anywhere(mine, 1), where);
        }
        return state;
    }

    @Test
    void whatAnInterruptedWriteLeftBehindGoesToo() throws Refused, IOException {
        try (PayloadStore store = store()) {
            store.write(ID, payload);
            Path temporary = FILE.resolveSibling(FILE.getFileName() + ".tmp");
            disk.writeAll(temporary, file());
            store.erase(ID, ORIGIN, ORDER);
            assertFalse(anywhere(disk, 1));
            disk.writeAll(temporary, objects.get(1));
            assertFalse(store.isErased(ID, List.of()), "something of it is left");
        }
    }

    @Test
    void aMarkerReadsAsItWasWrittenAndNothingElseDoes() {
        ErasureMarker marker = new ErasureMarker(ORIGIN, List.of(3L, 17L));
        assertEquals(Optional.of(marker), ErasureMarker.parse(marker.toBytes()));
        List<String> others = new ArrayList<>(List.of(
                "",
                "commonwatch payload erased\n",
                "commonwatch payload erased\nlog\n",
                "commonwatch payload erased\nlog\n17\n3\n",
                "commonwatch payload erased\nlog\n03\n",
                "commonwatch payload erased\nlog\n-1\n",
                "commonwatch payload erased\nlog\n3",
                "commonwatch payload erased\nlog\n3\n\n"));
        others.forEach(text ->
                assertEquals(Optional.empty(), ErasureMarker.parse(text.getBytes(StandardCharsets.UTF_8)), text));
    }
}
