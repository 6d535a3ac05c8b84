package org.commonwatch.ledger.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.merkle.ProofCheck;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.EntryBundle;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSequencerTest {
    private static final SigningKey ALICE = Logs.key(10);
    private static final SigningKey BOB = Logs.key(11);

    @TempDir
    Path directory;

    private LocalSequencer open() {
        return LocalSequencer.open(Logs.settings(new LocalDisk(), directory));
    }

    /** A lane's first {@code count} statements. */
    static List<Envelope> lane(SigningKey key, int count) {
        List<Envelope> envelopes = new ArrayList<>();
        LanePosition position = LanePosition.FIRST;
        for (int i = 0; i < count; i++) {
            Envelope envelope = Logs.envelope(key, position, i);
            envelopes.add(envelope);
            position = position.next(envelope.id());
        }
        return envelopes;
    }

    private static String codeOf(CompletableFuture<Receipt> future) {
        CompletionException failed = assertThrows(CompletionException.class, future::join);
        return failed.getCause() instanceof Refused refused ? refused.refusal().code() : failed.toString();
    }

    @Test
    void acknowledgedEntriesAreReadableProvableAndStillThereAfterReopening() throws Refused {
        List<Envelope> envelopes = lane(ALICE, 700);
        List<Receipt> receipts = new ArrayList<>();
        try (LocalSequencer log = open()) {
            List<CompletableFuture<Receipt>> futures =
                    envelopes.stream().map(log::append).toList();
            for (CompletableFuture<Receipt> future : futures) {
                receipts.add(future.join());
            }
            check(log, envelopes, receipts);
            assertEquals(701, log.finality().finalSize());
        }
        try (LocalSequencer log = open()) {
            check(log, envelopes, receipts);
            assertEquals(
                    envelopes.getLast().id(),
                    log.nextPosition(ALICE.id()).previous().orElseThrow());
            assertEquals(Optional.of(Logs.NOW), log.logTime());
        }
    }

    private static void check(LocalSequencer log, List<Envelope> envelopes, List<Receipt> receipts) throws Refused {
        LogReader reader = log.reader();
        SignedCheckpoint checkpoint =
                SignedCheckpoint.open(reader.checkpoint().toBytes(), Logs.ORIGIN, List.of(Logs.SIGNER.noteKey()));
        List<Leaf> leaves;
        try (Stream<Leaf> stream = reader.entries(0, reader.size())) {
            leaves = stream.toList();
        }
        for (int i = 0; i < envelopes.size(); i++) {
            Receipt receipt = receipts.get(i);
            assertEquals(envelopes.get(i).id(), receipt.statementId());
            assertArrayEquals(
                    envelopes.get(i).leaf(), leaves.get((int) receipt.index()).bytes());
            assertEquals(Rfc6962.leafHash(envelopes.get(i).leaf()), receipt.leafHash());
            ProofCheck.inclusion(
                    receipt.index(),
                    checkpoint.size(),
                    receipt.leafHash(),
                    reader.inclusion(receipt.index(), checkpoint.size()),
                    checkpoint.root());
        }
    }

    @Test
    void theSameStatementGetsTheSameReceiptAgain() {
        List<Envelope> envelopes = lane(ALICE, 3);
        Receipt first;
        try (LocalSequencer log = open()) {
            CompletableFuture<Receipt> one = log.append(envelopes.getFirst());
            CompletableFuture<Receipt> two = log.append(envelopes.getFirst());
            first = one.join();
            assertEquals(first.index(), two.join().index());
            log.append(envelopes.get(1)).join();
            assertEquals(first.index(), log.append(envelopes.getFirst()).join().index());
        }
        try (LocalSequencer log = open()) {
            assertEquals(
                    first.index(),
                    log.append(envelopes.getFirst().leaf()).join().index());
            assertEquals(3, log.finality().finalSize());
        }
    }

    /** An old statement is looked for in the tiles; that these cannot be read is no reason to take nothing any more. */
    @Test
    void aTileThatCannotBeReadFailsOneAnswerAndTheLogGoesOn() throws IOException {
        Path folder = Path.of("/disk/log");
        CrashDisk disk = new CrashDisk(Path.of("/disk"));
        List<Envelope> alice = lane(ALICE, 2);
        try (LocalSequencer log = LocalSequencer.open(Logs.settings(disk, folder))) {
            log.append(alice.getFirst()).join();
            Path bundle = folder.resolve("tile/entries/000.p/2");
            disk.flip(bundle, disk.readAll(bundle, EntryBundle.BYTES_MAX).length - 10, 1);
            CompletableFuture<Receipt> again = log.append(alice.getFirst()).orTimeout(120, TimeUnit.SECONDS);
            CompletionException failed = assertThrows(CompletionException.class, again::join);
            assertInstanceOf(DiskFault.class, failed.getCause());
            Receipt next =
                    log.append(alice.get(1)).orTimeout(120, TimeUnit.SECONDS).join();
            assertEquals(2, next.index());
        }
    }

    @Test
    void aLaneMustGoOnWhereItStandsAndARefusalUsesNoNumber() {
        List<Envelope> alice = lane(ALICE, 3);
        Envelope otherSecond =
                Logs.envelope(ALICE, LanePosition.FIRST.next(alice.getFirst().id()), 99);
        Envelope wrongPrevious = Logs.envelope(
                ALICE, LanePosition.FIRST.next(lane(BOB, 1).getFirst().id()), 98);
        try (LocalSequencer log = open()) {
            log.append(alice.getFirst()).join();
            assertEquals("lane-number", codeOf(log.append(alice.get(2))));
            assertEquals("lane-previous", codeOf(log.append(wrongPrevious)));
            log.append(alice.get(1)).join();
            assertEquals("lane-number-taken", codeOf(log.append(otherSecond)));
            log.append(alice.get(2)).join();
            assertEquals("lane-number", codeOf(log.append(lane(BOB, 2).getLast())));
            log.append(lane(BOB, 1).getFirst()).join();
        }
    }

    @Test
    void onlyTheSequencerStatesTheTime() {
        try (LocalSequencer log = open()) {
            assertEquals(
                    "lane-reserved", codeOf(log.append(lane(Logs.TIME_KEY, 1).getFirst())));
        }
    }

    @Test
    void logTimeHeadsABatchAtMostOnceASecondAndNeverGoesBack() throws Refused {
        List<Instant> clock = new ArrayList<>(List.of(
                Logs.NOW,
                Logs.NOW.plusMillis(999),
                Logs.NOW.plusMillis(1000),
                Logs.NOW.minusSeconds(60),
                Logs.NOW.plusMillis(2500)));
        LogSettings standing = Logs.settings(new LocalDisk(), directory);
        LogSettings settings = new LogSettings(
                standing.disk(),
                directory,
                Logs.ORIGIN,
                "org.example",
                Logs.SIGNER,
                Logs.TIME_KEY,
                Admission.verifiedByCaller(),
                clock::removeFirst,
                System::nanoTime,
                Thread::new,
                Duration.ZERO);
        List<Envelope> envelopes = lane(ALICE, 5);
        try (LocalSequencer log = LocalSequencer.open(settings)) {
            for (Envelope envelope : envelopes) {
                log.append(envelope).join();
            }
            List<String> types = new ArrayList<>();
            for (Leaf leaf : log.reader().entries(0, log.reader().size()).toList()) {
                Envelope envelope = Envelope.parse(leaf.bytes());
                types.add(LogTime.of(envelope.statement())
                        .map(time -> "time +" + Duration.between(Logs.NOW, time).toMillis())
                        .orElse("note"));
            }
            assertEquals(List.of("time +0", "note", "note", "time +1000", "note", "note", "time +2500", "note"), types);
        }
    }

    @Test
    void statementsForAnotherLogAndForgedOnesAreRefused() throws Refused {
        LogSettings settings = Logs.settings(
                new LocalDisk(),
                directory,
                Admission.signedBy(id -> id.equals(ALICE.id()) ? Optional.of(ALICE.verifyingKey()) : Optional.empty()),
                Duration.ZERO);
        String leaf = new String(lane(ALICE, 1).getFirst().leaf(), StandardCharsets.US_ASCII);
        int signature = leaf.indexOf("\"sig\":\"") + 7;
        char other = leaf.charAt(signature) == 'A' ? 'B' : 'A';
        String forged = leaf.substring(0, signature) + other + leaf.substring(signature + 1);
        try (LocalSequencer log = LocalSequencer.open(settings)) {
            assertEquals("key-unknown", codeOf(log.append(lane(BOB, 1).getFirst())));
            assertEquals("signature-wrong", codeOf(log.append(forged.getBytes(StandardCharsets.US_ASCII))));
            assertEquals("envelope-malformed", codeOf(log.append(new byte[300])));
            var elsewhere = Envelope.sign(
                    Draft.of("other.example/log", "org.example", Logs.NOW, "test.note", 1, Audience.of("own")),
                    LanePosition.FIRST,
                    ALICE);
            assertEquals("log-origin", codeOf(log.append(elsewhere)));
            log.append(lane(ALICE, 1).getFirst()).join();
        }
    }

    @Test
    void afterClosingNothingIsTakenAndNobodyWaits() {
        LocalSequencer log = open();
        log.close();
        assertEquals("log-closed", codeOf(log.append(lane(ALICE, 1).getFirst())));
    }

    @Test
    void onlyCurrentPartialTilesStayOnDisk() throws IOException {
        try (LocalSequencer log = open()) {
            for (Envelope envelope : lane(ALICE, 300)) {
                log.append(envelope).join();
            }
        }
        List<String> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
        assertEquals(
                List.of(
                        "checkpoint",
                        "state/heads",
                        "state/journal-0000000000000002",
                        "tile/0/000",
                        "tile/0/001.p/45",
                        "tile/1/000.p/1",
                        "tile/entries/000",
                        "tile/entries/001.p/45"),
                files);
    }

    @Test
    void supersededPartialTilesAreStillServed() {
        try (LocalSequencer log = open()) {
            for (Envelope envelope : lane(ALICE, 40)) {
                log.append(envelope).join();
            }
            byte[] now = log.reader().resource("tile/0/000.p/41").orElseThrow();
            byte[] before = log.reader().resource("tile/0/000.p/7").orElseThrow();
            assertArrayEquals(Arrays.copyOf(now, 7 * 32), before);
            byte[] bundle = log.reader().resource("tile/entries/000.p/7").orElseThrow();
            assertEquals(7, entriesIn(bundle, 7));
            assertTrue(log.reader().resource("tile/0/000.p/42").isEmpty());
            assertTrue(log.reader().resource("tile/0/../0/000").isEmpty());
            assertTrue(log.reader().resource("state/heads").isEmpty());
        }
    }

    private static int entriesIn(byte[] bundle, int count) {
        try {
            return EntryBundle.parse(bundle, count).size();
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void journalsAreReplacedWhileEntriesGoOn() throws Refused, IOException {
        List<Envelope> envelopes = lane(ALICE, 1500);
        List<Receipt> receipts = new ArrayList<>();
        try (LocalSequencer log = LocalSequencer.open(Logs.settings(new LocalDisk(), directory), 50_000)) {
            for (int i = 0; i < 1500; i += 100) {
                List<CompletableFuture<Receipt>> futures =
                        envelopes.subList(i, i + 100).stream().map(log::append).toList();
                futures.forEach(future -> receipts.add(future.join()));
            }
        }
        try (Stream<Path> state = Files.list(directory.resolve("state"))) {
            List<String> journals = state.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("journal"))
                    .toList();
            assertEquals(1, journals.size(), journals.toString());
            assertTrue(journals.getFirst().compareTo("journal-0000000000000004") > 0, journals.toString());
        }
        try (LocalSequencer log = open()) {
            check(log, envelopes, receipts);
        }
    }

    @Test
    void severalWritersShareCommits() {
        try (LocalSequencer log = LocalSequencer.open(
                Logs.settings(new LocalDisk(), directory, Admission.verifiedByCaller(), Duration.ofMillis(20)))) {
            List<CompletableFuture<Receipt>> futures = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                futures.addAll(lane(Logs.key(20 + writer), 200).stream()
                        .map(log::append)
                        .toList());
            }
            List<Long> indexes = futures.stream()
                    .map(future -> future.join().index())
                    .sorted()
                    .toList();
            assertEquals(1600, indexes.size());
            assertEquals(1600, indexes.stream().distinct().count());
        }
    }
}
