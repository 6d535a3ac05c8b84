package org.commonwatch.council;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.verify.Report;
import org.commonwatch.ledger.verify.Trust;
import org.commonwatch.ledger.verify.Verifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CouncilTest {
    private static final SigningKey ALICE = Party.author(1);
    private static final SigningKey BOB = Party.author(2);

    @TempDir
    Path home;

    /** Appends in one go and waits for all answers. */
    static List<Receipt> append(Sequencer log, SigningKey author, int count) {
        List<CompletableFuture<Receipt>> asked = new ArrayList<>();
        LanePosition position = log.nextPosition(author.id());
        for (int i = 0; i < count; i++) {
            Envelope envelope = Party.statement(author, position, i);
            position = position.next(envelope.id());
            asked.add(log.append(envelope));
        }
        return asked.stream().map(CompletableFuture::join).toList();
    }

    static void awaitFinal(LocalCouncil council, long size) {
        Party.await(
                "all have " + size,
                () -> council.running().stream()
                        .allMatch(node -> node.finality().finalSize() >= size));
    }

    /** What the node left on disk, checked from the files alone; any node of the council may have signed it. */
    private void verify(LocalCouncil council, int number, long entries) {
        List<NoteKey> keys = Party.policy().logKeys();
        Path folder = council.folder(number).resolve("log");
        Report report = Verifier.verify(new LocalDisk(), folder, new Trust(Party.ORIGIN, keys, CouncilTest::author));
        assertEquals(List.of(), report.damages());
        assertEquals(List.of(), report.voids());
        assertTrue(report.size() >= entries, report.size() + " of " + entries);
    }

    private static Optional<VerifyingKey> author(KeyId id) {
        return List.of(ALICE, BOB).stream()
                .map(SigningKey::verifyingKey)
                .filter(key -> key.id().equals(id))
                .findFirst();
    }

    @Test
    void aLogOfOneNodeBecomesACouncilsWithoutLosingAnEntry() throws Refused, IOException {
        Path folder = home.resolve("node0").resolve("log");
        try (LocalSequencer alone = LocalSequencer.open(Party.log(0, folder))) {
            append(alone, ALICE, 300);
        }
        try (LocalCouncil council = new LocalCouncil(home)) {
            CouncilSequencer first = council.open(0);
            council.leader();
            long before = first.finality().publishedSize();
            assertTrue(before >= 300);
            Digest root = first.reader().rootAt(before);
            append(first, ALICE, 10);
            council.grow(1);
            append(council.leader(), ALICE, 10);
            council.grow(2);
            List<Receipt> last = append(council.leader(), BOB, 600);
            long size = last.getLast().index() + 1;
            awaitFinal(council, size);
            for (CouncilSequencer node : council.running()) {
                assertEquals(root, node.reader().rootAt(before));
                assertEquals(first.reader().rootAt(size), node.reader().rootAt(size));
            }
        }
    }

    @Test
    void aNodeJoinsACouncilInWhichNothingHasHappenedYet() throws Refused, IOException {
        Path folder = home.resolve("node0").resolve("log");
        try (LocalSequencer alone = LocalSequencer.open(Party.log(0, folder))) {
            append(alone, ALICE, 300);
        }
        try (LocalCouncil council = new LocalCouncil(home)) {
            CouncilSequencer first = council.open(0);
            council.leader();
            CouncilSequencer second = council.grow(1);
            awaitFinal(council, first.finality().finalSize());
            assertTrue(second.holds(first.reader().checkpoint().checkpoint()));
            assertEquals(2, second.seats().size());
        }
    }

    @Test
    void aLeaderThatIsTakenOutIsFollowedByAnotherAndComesBackAsANewNode() throws Refused, IOException {
        try (LocalCouncil council = new LocalCouncil(home)) {
            council.open(0);
            append(council.leader(), ALICE, 5);
            council.grow(1);
            int gone = council.leaderNumber();
            int stays = 1 - gone;
            council.shrink(gone);
            Party.await("the other leads", () -> council.node(stays).leads());
            assertEquals(List.of(council.seat(stays)), council.node(stays).seats());
            List<Receipt> more = append(council.node(stays), ALICE, 20);
            council.close(gone);
            LogSettings left = Party.log(gone, council.folder(gone).resolve("log"));
            Path raft = council.folder(gone).resolve("raft");
            assertTrue(CouncilSequencer.isPart(left, raft));
            CouncilSequencer.forget(left, raft);
            assertFalse(CouncilSequencer.isPart(left, raft));
            council.grow(gone);
            awaitFinal(council, more.getLast().index() + 1);
        }
    }

    @Test
    void aCouncilOfOneBeginsAnewWhereOnlyTheLogIsLeft() throws Refused {
        long size;
        try (LocalCouncil council = new LocalCouncil(home)) {
            council.open(0);
            size = append(council.leader(), ALICE, 40).getLast().index() + 1;
        }
        CouncilSequencer.forget(
                Party.log(0, home.resolve("node0").resolve("log")),
                home.resolve("node0").resolve("raft"));
        try (LocalCouncil council = new LocalCouncil(home)) {
            CouncilSequencer again = council.open(0);
            council.leader();
            assertTrue(append(again, ALICE, 5).getFirst().index() >= size);
        }
    }

    @Test
    void anotherPolicyHoldsFromWhenItIsPutInForce() {
        try (LocalCouncil council = new LocalCouncil(home)) {
            CouncilSequencer one = council.open(0);
            council.leader();
            append(one, ALICE, 5);
            Party.await("all is final", () -> one.finality().finalSize() >= 5);
            one.policy(Party.witnessedByNobodyWhoAnswers());
            long before = one.finality().finalSize();
            CompletableFuture<Receipt> waits = one.append(Party.statement(ALICE, one.nextPosition(ALICE.id()), 5));
            Party.await("it has its place", () -> one.finality().acceptedSize() > before);
            assertFalse(waits.isDone());
            assertEquals(before, one.finality().finalSize());
            one.policy(Party.policy());
            assertTrue(waits.join().index() >= before);
            Party.await("it is final", () -> one.finality().finalSize() > before);
        }
    }

    @Test
    void everyNodeTakesAppendsAndTellsOfTheSameEntry() throws Refused, IOException {
        try (LocalCouncil council = new LocalCouncil(home)) {
            council.open(0);
            append(council.leader(), ALICE, 1);
            council.grow(1);
            council.grow(2);
            Envelope envelope = Party.statement(BOB, LanePosition.FIRST, 1);
            Set<Long> indexes = new HashSet<>();
            for (CouncilSequencer node : council.running()) {
                indexes.add(node.append(envelope).join().index());
            }
            assertEquals(1, indexes.size());
            Envelope other = Party.statement(BOB, LanePosition.FIRST, 2);
            for (CouncilSequencer node : council.running()) {
                CompletionException no = assertThrows(
                        CompletionException.class, () -> node.append(other).join());
                assertEquals(
                        "lane-number-taken",
                        assertInstanceOf(Refused.class, no.getCause()).refusal().code());
            }
        }
    }

    @Test
    void whatGetsNoPlaceIsLeftOutUntilItHasOne() throws Refused, IOException {
        try (LocalCouncil council = new LocalCouncil(home)) {
            council.open(0);
            append(council.leader(), ALICE, 5);
            council.grow(1);
            council.grow(2);
            int leader = council.leaderNumber();
            CouncilSequencer stays = council.node((leader + 1) % 3);
            int other = (leader + 2) % 3;
            council.close(leader);
            council.close(other);
            Envelope envelope = Party.statement(BOB, LanePosition.FIRST, 1);
            CompletableFuture<Receipt> waits = stays.append(envelope);
            Party.await(
                    "it has waited", () -> stays.leftOut(Duration.ofMillis(500)).equals(List.of(envelope.id())));
            assertEquals(List.of(), stays.leftOut(Duration.ofMinutes(1)));
            council.open(other);
            assertEquals(envelope.id(), waits.join().statementId());
            assertEquals(List.of(), stays.leftOut(Duration.ZERO));
        }
    }

    @Test
    void theNextLeaderSignsWithItsOwnKeyAndAllOfItVerifies() throws Refused, IOException {
        long size;
        try (LocalCouncil council = new LocalCouncil(home)) {
            council.open(0);
            append(council.leader(), ALICE, 5);
            council.grow(1);
            council.grow(2);
            int leader = council.leaderNumber();
            append(council.leader(), ALICE, 50);
            council.close(leader);
            List<Receipt> more = append(council.leader(), ALICE, 50);
            int next = council.leaderNumber();
            NoteKey key = Party.signer(next).noteKey();
            assertEquals(
                    List.of(key),
                    council.leader()
                            .reader()
                            .checkpoint()
                            .note()
                            .verify(Party.policy().logKeys()));
            council.open(leader);
            size = more.getLast().index() + 1;
            awaitFinal(council, size);
        }
        try (LocalCouncil council = new LocalCouncil(home)) {
            for (int i = 0; i < 3; i++) {
                verify(council, i, size);
            }
        }
    }

    /** Appends in the background, from wherever the lane stands at that node; counts its answers. */
    static final class Load implements AutoCloseable {
        private final Set<Digest> answered = ConcurrentHashMap.newKeySet();
        private final Thread thread;
        private volatile boolean over;

        Load(CouncilSequencer node, SigningKey author) {
            thread = Thread.ofPlatform().start(() -> {
                int number = 0;
                while (!over) {
                    Envelope envelope = Party.statement(author, node.nextPosition(author.id()), number++);
                    answered.add(node.append(envelope).join().statementId());
                }
            });
        }

        int count() {
            return answered.size();
        }

        Set<Digest> end() throws InterruptedException {
            over = true;
            thread.join();
            return answered;
        }

        @Override
        public void close() throws InterruptedException {
            end();
        }
    }

    static Set<Digest> statements(CouncilSequencer node) {
        Set<Digest> ids = new HashSet<>();
        node.reader().entries(0, node.finality().finalSize()).forEach(leaf -> {
            try {
                ids.add(Envelope.parse(leaf.bytes()).id());
            } catch (Refused e) {
                throw new IllegalStateException(e);
            }
        });
        return ids;
    }

    @Test
    void aCouncilGrowsAndShrinksByOneUnderLoad() throws Refused, IOException, InterruptedException {
        try (LocalCouncil council = new LocalCouncil(home)) {
            CouncilSequencer first = council.open(0);
            council.leader();
            try (Load load = new Load(first, ALICE)) {
                Party.await("entries", () -> load.count() > 5);
                Seat nobody = new Seat("node5", "127.0.0.1:1");
                Refused two = assertThrows(
                        Refused.class, () -> first.seats(List.of(council.seat(1), nobody, council.seat(0))));
                assertEquals("council-step", two.refusal().code());
                council.grow(1);
                council.grow(2);
                assertEquals(3, first.seats().size());
                int before = load.count();
                Party.await("entries of three", () -> load.count() > before + 20);
                council.shrink(2);
                council.close(2);
                council.shrink(1);
                council.close(1);
                int after = load.count();
                Party.await("entries of one", () -> load.count() > after + 20);
                Set<Digest> answered = load.end();
                Party.await("all final", () -> statements(first).containsAll(answered));
                assertEquals(List.of(council.seat(0)), first.seats());
            }
        }
    }

    @Test
    void aNodeThatIsOpenedAgainGoesOnWhereItStood() throws Refused, IOException {
        Digest before;
        long size;
        try (LocalCouncil council = new LocalCouncil(home)) {
            council.open(0);
            List<Receipt> receipts = append(council.leader(), ALICE, 700);
            size = receipts.getLast().index() + 1;
            before = council.node(0).reader().rootAt(size);
        }
        try (LocalCouncil council = new LocalCouncil(home)) {
            CouncilSequencer again = council.open(0);
            council.leader();
            append(again, ALICE, 5);
            assertEquals(before, again.reader().rootAt(size));
            assertEquals(Optional.empty(), again.trouble());
        }
    }
}
