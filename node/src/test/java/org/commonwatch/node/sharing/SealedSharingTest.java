package org.commonwatch.node.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.seal.EpochKey;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.NodeFixture;
import org.commonwatch.node.spine.NotAccepted;
import org.commonwatch.node.spine.Recipients;
import org.commonwatch.node.spine.Sealing;
import org.commonwatch.node.spine.Seals;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shared into a log with an audience: sealed on disk, open to who has the key, and opened late when that comes late. */
class SealedSharingTest {
    private static final EpochKey KEY = EpochKey.generate(new SecureRandom());

    @TempDir
    private Path folder = Path.of("");

    /** One audience with one key that this node has, has not, or gets. */
    private static final class Ring implements Seals {
        private final AtomicBoolean has = new AtomicBoolean(true);
        private final AtomicBoolean comes = new AtomicBoolean();

        /** Whether a key is handed out by what is in clear. */
        private final AtomicBoolean comesInClear = new AtomicBoolean();

        /** Sealed entries that are outdated at their place, from the next on. */
        private final AtomicInteger outdated = new AtomicInteger();

        @Override
        public Optional<Sealing> current(Log log, Recipients recipients) {
            return log.space() == Space.COMMUNITY && !(recipients instanceof Recipients.InClear)
                    ? Optional.of(new Sealing("harbour", 1, KEY))
                    : Optional.empty();
        }

        @Override
        public Optional<EpochKey> key(Db db, Log log, String audience, long epoch) {
            return has.get() && audience.equals("harbour") && epoch == 1 ? Optional.of(KEY) : Optional.empty();
        }

        @Override
        public Optional<Refusal> check(Db db, Log log, Statement statement) {
            return statement.draft().audience().epoch().isPresent()
                            && outdated.getAndUpdate(n -> Math.max(0, n - 1)) > 0
                    ? Optional.of(Refusal.of(OUTDATED, "", "It is outdated."))
                    : Optional.empty();
        }

        @Override
        public boolean learn(Log log, Envelope envelope, Supplier<List<byte[]>> wraps) {
            Statement statement = envelope.statement();
            boolean handed = comesInClear.get()
                    && statement.draft().payload().isPresent()
                    && statement.draft().audience().epoch().isEmpty();
            boolean came = comes.getAndSet(false) || (handed && !has.get());
            has.compareAndSet(false, came);
            return came;
        }
    }

    private SharingFixture open(Ring ring) {
        return SharingFixture.open(
                folder, new LocalDisk(), NodeFixture.steps(SharingFixture.START), List.of(), List.of(), ring);
    }

    private static List<StixObject> indicators(int from, int to) {
        return java.util.stream.IntStream.range(from, to)
                .mapToObj(n -> SharingFixture.indicator(n, 0))
                .toList();
    }

    private static List<Item> shown(SharingFixture node) {
        return node.everything(node.node.community(), PageQuestion.Versions.ALL);
    }

    private static List<String> bytes(SharingFixture node) {
        return shown(node).stream()
                .map(item -> node.objects.open(item).orElseThrow().stix())
                .map(stix -> new String(stix.bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    private boolean saidIn(String place, String word) throws IOException {
        try (var files = Files.walk(folder.resolve(place))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void whatIsSealedReadsAsItWasWrittenAndNoFileOfTheLogSaysIt() throws IOException {
        Ring ring = new Ring();
        List<StixObject> objects = indicators(0, 40);
        List<String> written = objects.stream()
                .map(stix -> new String(stix.bytes(), StandardCharsets.UTF_8))
                .toList();
        try (SharingFixture node = open(ring)) {
            node.put(node.node.community(), "b-1", objects);
            assertEquals(written, bytes(node));
            String hash = node.node.contentHash();
            node.node.spine().rebuild(7);
            assertEquals(written, bytes(node), "as deciphered from disk");
            assertEquals(hash, node.node.contentHash());
            node.put(node.node.home(), "b-2", indicators(100, 101));
        }
        assertFalse(saidIn("ledger/community", "192.0.2.7"));
        assertFalse(saidIn("ledger/community", "indicator--"));
        assertTrue(saidIn("ledger/home", "192.0.2.100"), "the search finds what is in clear");
    }

    @Test
    void whatIsMeantForAnybodyIsNotSealed() throws IOException {
        try (SharingFixture node = open(new Ring())) {
            StixObject clear = Markings.marked(SharingFixture.indicator(5, 0), org.commonwatch.stix.Tlp.CLEAR);
            node.put(node.node.community(), "b-1", List.of(clear));
            assertEquals(1, shown(node).size());
        }
        assertTrue(saidIn("ledger/community", "192.0.2.5"));
    }

    @Test
    void withoutTheKeyNothingIsShownAndWhenItComesEverythingIsAsIfItHadBeenThere() {
        Ring ring = new Ring();
        List<String> before;
        try (SharingFixture node = open(ring)) {
            Log community = node.node.community();
            node.put(community, "b-1", indicators(0, 10));
            node.put(community, "b-2", indicators(5, 15));
            Gate history = new Gate(Reader.owner("owner"), Action.HISTORY);
            List<Item> recalled =
                    history.openAll(node.batches.items(community, "b-1")).subList(0, 3);
            node.await(node.sharing.recall(community, recalled, "a mistake"));
            before = bytes(node);
        }
        ring.has.set(false);
        try (SharingFixture node = open(ring)) {
            node.node.spine().rebuild(1);
            assertEquals(List.of(), shown(node));
            assertEquals(2, node.node.entries().closed(node.node.community()));
            assertTrue(node.batches.list().stream().anyMatch(batch -> batch.id().equals("b-1")), "it is there, sealed");
            ring.comes.set(true);
            keyComesWith(node);
            long deadline = System.nanoTime() + SharingFixture.PATIENCE.toNanos();
            while (node.node.entries().closed(node.node.community()) > 0) {
                assertTrue(System.nanoTime() < deadline, "what was closed was not opened");
                pause();
            }
            node.node.catchUp();
            List<String> now = bytes(node);
            assertEquals(before, now.subList(0, before.size()));
            String late = node.node.contentHash();
            node.node.spine().rebuild(100);
            assertEquals(late, node.node.contentHash());
        }
    }

    /** As for a node that joins, which is handed the keys after all that there is. */
    @Test
    void aKeyAtTheEndOpensWhatStandsFarBeforeItAtOnce() {
        Ring ring = new Ring();
        List<String> before;
        try (SharingFixture node = open(ring)) {
            for (int i = 0; i < 3; i++) {
                node.put(node.node.community(), "b-" + i, indicators(10 * i, 10 * i + 10));
            }
            keyComesWith(node);
            before = bytes(node);
        }
        ring.has.set(false);
        ring.comesInClear.set(true);
        try (SharingFixture node = open(ring)) {
            node.node.spine().rebuild(1);
            assertEquals(0, node.node.entries().closed(node.node.community()), "entries applied without the key");
            assertEquals(before, bytes(node));
        }
    }

    /** An entry of the community's log that is not sealed itself. */
    private static void keyComesWith(SharingFixture node) {
        StixObject clear = Markings.marked(SharingFixture.indicator(90, 0), org.commonwatch.stix.Tlp.CLEAR);
        node.put(node.node.community(), "b-4", List.of(clear));
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatWasSealedToAnOutdatedEpochIsSealedAnewByItselfAndABoundedNumberOfTimes() {
        Ring ring = new Ring();
        try (SharingFixture node = open(ring)) {
            ring.outdated.set(2);
            node.put(node.node.community(), "b-1", indicators(0, 3));
            assertEquals(3, shown(node).size());
            ring.outdated.set(3);
            List<Submission> refused = node.sharing.put(
                    node.node.community(), indicators(10, 11), new SharingCommand.Objects("b-2", "", "stix"));
            NotAccepted no = assertThrows(NotAccepted.class, () -> Sharing.await(refused, SharingFixture.PATIENCE));
            assertTrue(no.refusal().message().contains(Seals.OUTDATED));
            assertEquals(3, shown(node).size());
        }
    }
}
