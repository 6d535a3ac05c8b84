package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.sequence.Lane;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.verify.Report;
import org.commonwatch.ledger.verify.Trust;
import org.commonwatch.ledger.verify.Verifier;
import org.commonwatch.node.erasure.ErasureParts;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.PageQuestion.Versions;
import org.commonwatch.node.sharing.SharingCommand;
import org.commonwatch.node.sharing.SharingFixture;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup taken while objects arrive, unpacked elsewhere, is a whole node that holds all that was there before it. */
class BackupTest {
    @TempDir
    Path folder;

    @Test
    void aBackupTakenWhileWritingOpensCleanElsewhere() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < 5; round++) {
            Path restored = folder.resolve("restored" + round);
            Set<String> before;
            try (SharingFixture node = SharingFixture.open(folder.resolve("home"))) {
                AtomicBoolean stop = new AtomicBoolean();
                int first = round * 100_000;
                Thread writer = Thread.ofPlatform().start(() -> {
                    for (int number = first; !stop.get(); number++) {
                        var one = SharingFixture.indicator(number, 1);
                        node.put(number % 2 == 0 ? node.node.home() : node.node.community(), "b-1", List.of(one));
                        acknowledged.add(one.id());
                    }
                });
                while (acknowledged.size() < (round + 1) * 20) {
                    Thread.sleep(5);
                }
                before = new HashSet<>(acknowledged);
                Unpacked.into(restored, node.node.backup());
                stop.set(true);
                writer.join();
            }
            check(restored, before);
        }
    }

    /** A community may be called what it likes, and the paths of its files are longer than a tar's first hundred bytes. */
    @Test
    void aLogWithALongNameIsInTheBackup() throws Exception {
        String name = "harbours-grid-operators-and-hospitals-of-the-northern-coast";
        Path restored = folder.resolve("restored");
        try (SharingFixture node = SharingFixture.open(folder.resolve("home"))) {
            Log log = node.node.spine().add(name, Space.COMMUNITY);
            node.put(log, "b-1", List.of(SharingFixture.indicator(1, 1)));
            Unpacked.into(restored, node.node.backup());
        }
        try (SharingFixture node = SharingFixture.open(restored)) {
            node.node.catchUp();
            Log log = node.node.logs().named(name).orElseThrow();
            assertEquals(1, node.everything(log, Versions.ALL).size());
        }
    }

    /** Others append without a pause, and nobody can hold them off. */
    @Test
    void aLogThatNeverRestsIsBackedUp() throws Exception {
        Path restored = folder.resolve("restored");
        try (SharingFixture node = SharingFixture.open(folder.resolve("home"))) {
            Set<String> before = new HashSet<>();
            try (Stranger stranger = new Stranger(node.node, node.node.community())) {
                for (int number = 0; number < 300; number++) {
                    var one = SharingFixture.indicator(number, 1);
                    before.add(one.id());
                    node.put(node.node.community(), "b-1", List.of(one));
                }
                long size = stranger.size();
                Unpacked.into(restored, node.node.backup());
                assertTrue(stranger.size() > size, "the log grew meanwhile");
            }
            check(restored, before);
        }
    }

    /** A member whose statements come in as over the network; they mean nothing here, and make the log grow. */
    private static final class Stranger implements AutoCloseable {
        private final HostedLog log;
        private final SigningKey key = SigningKey.generate(new SecureRandom());
        private final Thread thread;
        private volatile boolean over;

        Stranger(NodeFixture node, Log log) {
            this.log = node.logs().hosted(log.number());
            this.thread = Thread.ofPlatform().start(() -> {
                while (!over) {
                    append();
                }
            });
        }

        private void append() {
            try {
                Draft draft = Draft.of(
                        log.log().origin(),
                        "org.stranger",
                        SharingFixture.START,
                        "test.note",
                        1,
                        Audience.of(log.log().name()));
                log.sequencer()
                        .append(Envelope.sign(draft, log.sequencer().nextPosition(key.id()), key))
                        .join();
            } catch (Refused e) {
                throw new AssertionError(e);
            }
        }

        long size() {
            return log.reader().size();
        }

        @Override
        public void close() throws InterruptedException {
            over = true;
            thread.join();
        }
    }

    /** Does something as soon as a file of this name has begun. */
    private static final class Meanwhile extends ByteArrayOutputStream {
        private final Predicate<String> name;
        private Optional<Runnable> then;

        Meanwhile(Predicate<String> name, Runnable then) {
            this.name = name;
            this.then = Optional.of(then);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            if (then.isPresent() && name.test(Unpacked.name(Arrays.copyOfRange(bytes, from, from + length)))) {
                Runnable now = then.get();
                then = Optional.empty();
                now.run();
            }
        }
    }

    private static boolean isPayloadOfHome(String name) {
        return name.startsWith("ledger/home/payload/");
    }

    private static long put(SharingFixture node, int first, int count) {
        List<StixObject> objects = IntStream.range(first, first + count)
                .mapToObj(number -> SharingFixture.indicator(number, 1))
                .toList();
        List<Submission> done =
                node.sharing.put(node.node.home(), objects, new SharingCommand.Objects("b-1", "a test", "stix"));
        node.await(done);
        return done.getFirst().applied().join();
    }

    private static Shredder.Applied order(SharingFixture node, EraseOrder.Target target) {
        Submission order = ErasureParts.order(node.node.spine(), node.node.home(), List.of(target));
        node.await(List.of(order));
        return new Shredder.Applied(node.node.home(), order.applied().join());
    }

    private static void erase(SharingFixture node, EraseOrder.Target target) {
        node.node.shredder().shred(List.of(order(node, target)));
    }

    private Report verify(SharingFixture original, Path restored) {
        Log log = original.node.home();
        NoteKey key = original.node.logs().keys(log).checkpoint();
        Trust trust = new Trust(log.origin(), List.of(key), any -> Optional.empty());
        return Verifier.verify(new LocalDisk(), restored.resolve("ledger/home"), trust);
    }

    private static Set<String> ids(SharingFixture node) {
        node.node.catchUp();
        Set<String> ids = new TreeSet<>();
        node.everything(node.node.home(), Versions.ALL).forEach(item -> ids.add(item.id()));
        return ids;
    }

    @Test
    void whatIsErasedMeanwhileIsErasedInTheBackup() throws IOException {
        Path restored = folder.resolve("restored");
        Set<String> left;
        try (SharingFixture node = SharingFixture.open(folder.resolve("home"))) {
            put(node, 0, 3);
            long parts = put(node, 10, 3);
            long whole = put(node, 20, 3);
            Meanwhile tar = new Meanwhile(BackupTest::isPayloadOfHome, () -> {
                erase(node, new EraseOrder.Target(parts, List.of(1)));
                erase(node, new EraseOrder.Target(whole, List.of()));
            });
            node.node.backup(tar);
            Unpacked.into(restored, tar.toByteArray());
            left = ids(node);
            assertEquals(5, left.size());
            Report report = verify(node, restored);
            assertEquals(List.of(), report.damages());
            assertEquals(2, report.payloadsErased());
            assertEquals(List.of(), report.toErase());
        }
        try (SharingFixture node = SharingFixture.open(restored)) {
            assertEquals(left, ids(node));
        }
    }

    @Test
    void anOrderThatIsNotCarriedOutYetIsInTheBackupWithWhatItErases() throws IOException {
        Path restored = folder.resolve("restored");
        Shredder.Applied order;
        try (SharingFixture node = SharingFixture.open(folder.resolve("home"))) {
            order = order(node, new EraseOrder.Target(put(node, 0, 3), List.of(1)));
            Unpacked.into(restored, node.node.backup());
            assertEquals(1, verify(node, restored).toErase().size());
        }
        try (SharingFixture node = SharingFixture.open(restored)) {
            assertTrue(node.node.spine().home().isRestored(), "it erases before it serves");
            node.node.catchUp();
            Shredder shredder = node.node.shredder();
            assertTrue(shredder.remains(order));
            shredder.shred(List.of(order));
            assertFalse(shredder.remains(order));
            assertEquals(2, ids(node).size());
        }
    }

    /** Two imports come while payloads are copied, and one is erased after the tree was: its order is not in the backup. */
    @Test
    void aPayloadWhoseOrderCameTooLateIsLeftOut() throws IOException {
        Path restored = folder.resolve("restored");
        try (SharingFixture node = SharingFixture.open(folder.resolve("home"))) {
            put(node, 0, 1);
            AtomicLong late = new AtomicLong();
            Set<String> earlier = new HashSet<>();
            Meanwhile tar = new Meanwhile(
                    name -> isPayloadOfHome(name) && earlier.add(name) && earlier.size() == 2,
                    () -> erase(node, new EraseOrder.Target(late.get(), List.of(1))));
            Meanwhile first = new Meanwhile(BackupTest::isPayloadOfHome, () -> {
                put(node, 10, 3);
                late.set(put(node, 20, 3));
            });
            node.node.backup(new Both(first, tar));
            Unpacked.into(restored, tar.toByteArray());
            Report report = verify(node, restored);
            assertEquals(List.of(), report.damages());
            assertEquals(2, report.payloadsPresent());
            assertEquals(1, report.payloadsPending());
        }
        try (SharingFixture node = SharingFixture.open(restored)) {
            assertEquals(4, ids(node).size());
        }
    }

    private static final class Both extends OutputStream {
        private final OutputStream one;
        private final OutputStream other;

        Both(OutputStream one, OutputStream other) {
            this.one = one;
            this.other = other;
        }

        @Override
        public void write(int b) throws IOException {
            one.write(b);
            other.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            one.write(bytes, from, length);
            other.write(bytes, from, length);
        }
    }

    /** One of them is an entry by now, and the other will be; a crash between the two is nothing else. */
    @Test
    void statementsInTheOutboxComeWithTheirPayloads() throws Exception {
        Path restored = folder.resolve("restored");
        List<Digest> statements = new ArrayList<>();
        try (SharingFixture node = SharingFixture.open(folder.resolve("home"))) {
            long entry = put(node, 0, 1);
            HostedLog log = node.node.logs().hosted(node.node.home().number());
            Envelope taken = Envelope.parse(log.reader().entry(entry).bytes());
            SigningKey key = SigningKey.generate(new SecureRandom());
            Payload payload = Payload.of(List.of("waits".getBytes(StandardCharsets.UTF_8)), new SecureRandom());
            Draft draft = Draft.of(
                            log.log().origin(),
                            "org.example",
                            SharingFixture.START,
                            "test.note",
                            1,
                            Audience.of(log.log().name()))
                    .with(payload.commitment());
            Envelope waiting = Envelope.sign(draft, LanePosition.FIRST, key);
            log.payloads().write(waiting.id(), payload);
            Path outbox = folder.resolve("home/ledger/home/outbox");
            Lane.leave(new LocalDisk(), outbox, key, List.of(taken, waiting));
            Unpacked.into(restored, node.node.backup());
            statements.addAll(List.of(taken.id(), waiting.id()));
        }
        List<Digest> left = new ArrayList<>();
        try (var files = Files.list(restored.resolve("ledger/home/outbox"))) {
            for (Path file : files.toList()) {
                Lane.left(Files.readAllBytes(file)).forEach(statement -> left.add(statement.id()));
            }
        }
        assertEquals(statements, left);
        for (Digest statement : statements) {
            assertTrue(Files.exists(restored.resolve("ledger/home").resolve(PayloadStore.path(statement))));
        }
    }

    private static void check(Path home, Set<String> before) {
        try (SharingFixture node = SharingFixture.open(home)) {
            node.node.catchUp();
            assertTrue(node.node.verify() >= before.size());
            Set<String> found = new HashSet<>();
            for (Log log : node.node.logs().all()) {
                node.everything(log, Versions.ALL).stream().map(Item::id).forEach(found::add);
            }
            Set<String> lost = new HashSet<>(before);
            lost.removeAll(found);
            assertEquals(Set.of(), lost);
            String replayed = node.node.contentHash();
            node.node.spine().rebuild(7);
            assertEquals(replayed, node.node.contentHash());
            node.put(node.node.home(), "b-2", List.of(SharingFixture.indicator(99_999_999, 1)));
        }
    }
}
