package org.commonwatch.ledger.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.CrashDisk.Failure;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.tile.HeadFile;
import org.commonwatch.ledger.verify.Report;
import org.commonwatch.ledger.verify.Trust;
import org.commonwatch.ledger.verify.Verifier;
import org.commonwatch.ledger.witness.Verdict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CosigningTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path LOG = ROOT.resolve("log");
    private static final SigningKey ALICE = Logs.key(10);
    private static final Trust TRUST = new Trust(Logs.ORIGIN, List.of(Logs.SIGNER.noteKey()), any -> Optional.empty());

    private static final List<Failure> FAILURES = List.of(Failure.values());

    private CrashDisk disk = new CrashDisk(ROOT);
    private int number;

    private LogSettings settings(Crew crew) {
        return Logs.settings(disk, LOG, Admission.verifiedByCaller(), Duration.ofMillis(2))
                .cosignedBy(crew.policy(), crew);
    }

    /** Opened, and so many cosigners heard that it takes entries. */
    private LocalSequencer open(Crew crew) {
        LocalSequencer log = LocalSequencer.open(settings(crew));
        Crew.await("cosigners are heard", () -> log.cosigning().obstacle().isEmpty());
        return log;
    }

    private void append(Sequencer log, int count) {
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            receipts.add(log.append(Logs.envelope(ALICE, log.nextPosition(ALICE.id()), number++)));
            receipts.getLast().join();
        }
    }

    private static void awaitFinal(Sequencer log) {
        Crew.await(
                "everything is final: " + log.cosigning(),
                () -> log.finality().finalSize() == log.finality().acceptedSize());
    }

    @Test
    void finalIsWhatTheQuorumHasCosigned() throws Refused, IOException {
        Crew crew = new Crew(3);
        try (LocalSequencer log = open(crew)) {
            append(log, 5);
            awaitFinal(log);
            assertEquals(6, log.finality().finalSize());
            assertTrue(log.cosigning().standing().satisfied());
            Policy.Judged served =
                    crew.policy().judge(log.reader().resource("checkpoint").orElseThrow());
            assertTrue(served.isFinal());
            assertEquals(6, served.signed().size());
            assertEquals(3, served.cosigned().size());
        }
        assertTrue(crew.policy()
                .judge(disk.readAll(LOG.resolve("checkpoint"), Note.BYTES_MAX))
                .isFinal());
        assertEquals(List.of(), Verifier.verify(disk, LOG, TRUST).damages());
    }

    @Test
    void whatTheQuorumHasNotCosignedIsPublishedAndNotFinal() throws Refused {
        Crew crew = new Crew(3);
        try (LocalSequencer log = open(crew)) {
            append(log, 2);
            awaitFinal(log);
            crew.away(1, 2);
            append(log, 3);
            Crew.await("it is published", () -> log.finality().publishedSize() == 6);
            Crew.await(
                    "w0 has cosigned the newest",
                    () -> log.cosigning().cosigners().get(0).lag() == 0
                            && log.cosigning().standing().waitingFor() == 2);
            assertEquals(3, log.finality().finalSize());
            assertEquals(List.of("w1", "w2"), log.cosigning().standing().missing());
            Crew.await(
                    "the lag is known",
                    () -> log.cosigning().cosigners().get(1).lag() == 3
                            && log.cosigning().cosigners().get(1).trouble().isPresent());
            // The entries are readable already, by whoever is to cosign them; what is served as final is the old size.
            assertEquals(6, log.reader().size());
            Policy.Judged served =
                    crew.policy().judge(log.reader().resource("checkpoint").orElseThrow());
            assertEquals(3, served.signed().size());
            crew.away();
            awaitFinal(log);
        }
    }

    /** One that is signed meanwhile would be held by all followers, and give way to a newer before anybody is asked for it. */
    @Test
    void whatComesWhileCosignersAreAskedIsPublishedWhenTheyHaveAnswered() {
        Crew crew = new Crew(3);
        Duration spacing = Duration.ofSeconds(1);
        AtomicLong nanos = new AtomicLong();
        LogSettings settings = Logs.settings(disk, LOG, Admission.verifiedByCaller(), spacing, nanos::get)
                .cosignedBy(crew.policy(), crew);
        try (LocalSequencer log = LocalSequencer.open(settings)) {
            Crew.await("cosigners are heard", () -> log.cosigning().obstacle().isEmpty());
            nanos.addAndGet(spacing.toNanos());
            CompletableFuture<Void> answered = new CompletableFuture<>();
            crew.bend(0, verdict -> {
                answered.join();
                return verdict;
            });
            append(log, 1);
            assertEquals(2, log.finality().publishedSize());
            nanos.addAndGet(3 * spacing.toNanos());
            List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
            for (int size = 3; size <= 4; size++) {
                long accepted = size;
                receipts.add(log.append(Logs.envelope(ALICE, log.nextPosition(ALICE.id()), number++)));
                Crew.await("it is accepted", () -> log.finality().acceptedSize() == accepted);
                assertEquals(2, log.finality().publishedSize());
            }
            answered.complete(null);
            receipts.forEach(CompletableFuture::join);
            awaitFinal(log);
            assertEquals(4, log.finality().finalSize());
        }
    }

    /** Who is slow is not asked in vain: its answer makes final what gave way to a newer checkpoint, and then that one. */
    @Test
    void anAnswerCountsThoughItComesAfterTheCheckpointGaveWay() {
        Crew crew = new Crew(3, 3);
        AtomicLong nanos = new AtomicLong();
        LogSettings settings = Logs.settings(disk, LOG, Admission.verifiedByCaller(), Duration.ZERO, nanos::get)
                .cosignedBy(crew.policy(), crew);
        try (LocalSequencer log = LocalSequencer.open(settings)) {
            Crew.await(
                    "all are heard",
                    () -> log.cosigning().cosigners().stream()
                            .allMatch(one -> one.heldSize().isPresent()));
            List<CompletableFuture<Void>> lines = List.of(new CompletableFuture<>(), new CompletableFuture<>());
            AtomicInteger asked = new AtomicInteger();
            crew.bend(0, verdict -> {
                lines.get(asked.getAndIncrement()).join();
                return verdict;
            });
            append(log, 1);
            Crew.await("the round has begun", () -> asked.get() == 1);
            nanos.addAndGet(Cosigning.ROUND_NANOS_MAX + 1);
            append(log, 1);
            Crew.await(
                    "the others have cosigned the newer one",
                    () -> log.cosigning().cosigners().stream()
                                    .filter(one -> one.lag() == 0)
                                    .count()
                            == 2);
            assertEquals(0, log.finality().finalSize());
            lines.getFirst().complete(null);
            Crew.await("the older one is final", () -> log.finality().finalSize() == 2);
            assertEquals(3, log.finality().publishedSize());
            lines.getLast().complete(null);
            awaitFinal(log);
        }
    }

    /** A folder copied at any moment verifies: the tiles of the final checkpoint stay while newer ones come. */
    @Test
    void theFolderVerifiesWhileEntriesWaitForCosigners() {
        Crew crew = new Crew(3);
        try (LocalSequencer log = open(crew)) {
            append(log, 250);
            awaitFinal(log);
            crew.away(0, 1);
            for (int more = 0; more < 12; more++) {
                append(log, 1);
                Report report = Verifier.verify(disk.copy(), LOG, TRUST);
                assertEquals(List.of(), report.damages(), "after " + more);
                assertEquals(251, report.size());
            }
            crew.away();
            awaitFinal(log);
        }
        assertEquals(263, Verifier.verify(disk, LOG, TRUST).size());
        assertEquals(List.of(), Verifier.verify(disk, LOG, TRUST).damages());
    }

    @Test
    void whoWasAwayIsAskedAgainThoughNothingNewCame() {
        Crew crew = new Crew(4);
        crew.away(3);
        try (LocalSequencer log = open(crew)) {
            append(log, 2);
            awaitFinal(log);
            crew.away();
            Crew.await("w3 caught up", () -> log.cosigning().cosigners().get(3).lag() == 0);
            Crew.await(
                    "its line is served too",
                    () -> log.reader()
                                    .finalCheckpoint()
                                    .orElseThrow()
                                    .note()
                                    .signatures()
                                    .size()
                            == 5);
        }
    }

    @Test
    void nothingIsAcceptedBeforeSoManyWereHeardThatEveryQuorumHasOne() {
        Crew crew = new Crew(4);
        try (LocalSequencer log = open(crew)) {
            append(log, 1);
            awaitFinal(log);
        }
        // A quorum is three of four, so two must be heard.
        crew.away(0, 1, 2);
        try (LocalSequencer log = LocalSequencer.open(settings(crew))) {
            Crew.await(
                    "one was heard",
                    () -> log.cosigning().obstacle().orElseThrow().value().equals("w0, w1, w2"));
            assertEquals("log-unavailable", refusal(log).code());
            crew.away(0, 1);
            Crew.await("two were heard", () -> log.cosigning().obstacle().isEmpty());
            append(log, 1);
            crew.away();
            awaitFinal(log);
        }
    }

    private Refusal refusal(Sequencer log) {
        CompletionException e = assertThrows(
                CompletionException.class,
                () -> log.append(Logs.envelope(ALICE, log.nextPosition(ALICE.id()), 999))
                        .join());
        return assertInstanceOf(Refused.class, e.getCause()).refusal();
    }

    @Test
    void aLogRestoredFromAnOldCopySignsNothing() {
        Crew crew = new Crew(3);
        CrashDisk old;
        try (LocalSequencer log = open(crew)) {
            append(log, 2);
            awaitFinal(log);
        }
        old = disk.copy();
        try (LocalSequencer log = open(crew)) {
            append(log, 2);
            awaitFinal(log);
        }
        disk = old;
        try (LocalSequencer log = LocalSequencer.open(settings(crew))) {
            Crew.await(
                    "all said what they hold",
                    () -> log.cosigning().cosigners().stream()
                            .allMatch(one -> one.trouble().isPresent()));
            Refusal refusal = refusal(log);
            assertEquals("log-unavailable", refusal.code());
            assertTrue(refusal.value().contains("w0 holds 5"), refusal.toString());
            assertEquals(3, log.finality().publishedSize());
        }
    }

    @Test
    void oneThatLiesAboutWhatItHoldsIsOutvoted() {
        Crew crew = new Crew(4);
        crew.bend(2, verdict -> new Verdict.Conflict(1_000_000));
        try (LocalSequencer log = open(crew)) {
            append(log, 3);
            awaitFinal(log);
            Crew.await(
                    "it is named",
                    () -> log.cosigning().cosigners().get(2).trouble().stream()
                            .anyMatch(why -> why.code().equals("cosigner-ahead")));
        }
    }

    @Test
    void aWrongCosignatureDoesNotCount() {
        Crew crew = new Crew(3);
        crew.bend(1, verdict -> switch (verdict) {
            case Verdict.Cosigned cosigned -> {
                Note.Signature line = cosigned.lines().getFirst();
                byte[] bytes = line.bytes();
                bytes[30] ^= 1;
                yield new Verdict.Cosigned(List.of(new Note.Signature(line.name(), line.keyId(), bytes)));
            }
            default -> verdict;
        });
        try (LocalSequencer log = open(crew)) {
            append(log, 1);
            Crew.await(
                    "it is named",
                    () -> log.cosigning().cosigners().get(1).trouble().stream()
                            .anyMatch(why -> why.code().equals("cosignature-wrong")));
            Crew.await(
                    "only that one is missing",
                    () -> log.cosigning().standing().missing().equals(List.of("w1")));
            assertEquals(0, log.finality().finalSize());
        }
    }

    @Test
    void aWitnessThatSignsForAnotherIsNotCounted() {
        Crew crew = new Crew(2);
        crew.bend(
                0,
                verdict -> verdict instanceof Verdict.Cosigned
                        ? new Verdict.Cosigned(List.of(crew.cosigner(1)
                                .cosign(
                                        crew.witness(0)
                                                .last(Logs.ORIGIN)
                                                .orElseThrow()
                                                .checkpoint(),
                                        Logs.NOW)))
                        : verdict);
        try (LocalSequencer log = open(crew)) {
            append(log, 1);
            Crew.await(
                    "it is named",
                    () -> log.cosigning().cosigners().getFirst().trouble().stream()
                            .anyMatch(why -> why.code().equals("cosignature-missing")));
            assertEquals(0, log.finality().finalSize());
        }
    }

    @Test
    void aWayThatBreaksDoesNotStopTheLog() {
        Crew crew = new Crew(4);
        Cosigners broken = (witness, request) -> {
            if (witness.name().equals("w3")) {
                throw new IllegalStateException("no more threads");
            }
            return crew.ask(witness, request);
        };
        LogSettings settings = Logs.settings(disk, LOG, Admission.verifiedByCaller(), Duration.ofMillis(2))
                .cosignedBy(crew.policy(), broken);
        try (LocalSequencer log = LocalSequencer.open(settings)) {
            Crew.await("cosigners are heard", () -> log.cosigning().obstacle().isEmpty());
            append(log, 2);
            awaitFinal(log);
            Crew.await(
                    "it is named",
                    () -> log.cosigning().cosigners().get(3).trouble().stream()
                            .anyMatch(why -> why.code().equals("cosigner-unasked")));
        }
    }

    @Test
    void aSoloLogGetsCosignersWithoutLosingAnEntry() throws Refused, IOException {
        try (LocalSequencer log = LocalSequencer.open(Logs.settings(disk, LOG))) {
            append(log, 4);
            assertEquals(5, log.finality().finalSize());
            assertTrue(log.cosigning().standing().satisfied());
        }
        Crew crew = new Crew(3);
        try (LocalSequencer log = open(crew)) {
            assertEquals(5, log.finality().finalSize(), "what was final stays final");
            append(log, 2);
            awaitFinal(log);
        }
        assertTrue(crew.policy()
                .judge(disk.readAll(LOG.resolve("checkpoint"), Note.BYTES_MAX))
                .isFinal());
        try (LocalSequencer log = LocalSequencer.open(Logs.settings(disk, LOG))) {
            append(log, 1);
            assertEquals(8, log.finality().finalSize());
        }
        assertEquals(List.of(), Verifier.verify(disk, LOG, TRUST).damages());
    }

    @Test
    void writesMayFail() {
        failWrites(17);
    }

    @Test
    @Tag("long")
    void everyWriteMayFailOnce() {
        failWrites(1);
    }

    /** A write fails in one of the three ways, and power fails or not: what was final is there, in the same history. */
    private void failWrites(int step) {
        long changes = -disk.changes();
        session(new Crew(3), new ArrayList<>());
        changes += disk.changes();
        assertTrue(changes > 60, "the session is long enough to mean something: " + changes);
        // Side by side, each on a disk of its own: most of the time is spent waiting for retries.
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (long at = 1; at <= changes; at += step) {
                long change = at;
                all.add(CompletableFuture.runAsync(() -> new CosigningTest().failWrite(change), threads));
            }
            all.forEach(CompletableFuture::join);
        }
    }

    private void failWrite(long at) {
        Failure how = FAILURES.get((int) (at % FAILURES.size()));
        boolean power = at / 3 % 2 == 0;
        String what = "change " + at + " " + how + " power " + power;
        Crew crew = new Crew(3);
        List<SignedCheckpoint> seen = new ArrayList<>();
        disk.failAt(at, how, false);
        session(crew, seen);
        disk.heal();
        if (power) {
            disk.crash(new Random(at));
        }
        for (int opening = 1; opening <= 2; opening++) {
            try (LocalSequencer log = open(crew)) {
                append(log, 2);
                awaitFinal(log);
                for (SignedCheckpoint was : seen) {
                    assertTrue(was.size() <= log.finality().finalSize(), what);
                    assertEquals(was.root(), log.reader().rootAt(was.size()), what);
                }
            }
            assertEquals(List.of(), Verifier.verify(disk, LOG, TRUST).damages(), what);
        }
    }

    private void session(Crew crew, List<SignedCheckpoint> seen) {
        try (LocalSequencer log = LocalSequencer.open(settings(crew))) {
            log.onGrowth(finality -> log.reader().finalCheckpoint().ifPresent(seen::add));
            Crew.await("cosigners are heard", () -> log.cosigning().obstacle().isEmpty());
            for (int i = 0; i < 6; i++) {
                appendMaybe(log);
            }
        } catch (DiskFault e) {
            // Opening or closing failed; recovery is what comes next.
        }
    }

    private void appendMaybe(Sequencer log) {
        try {
            append(log, 1);
        } catch (CompletionException e) {
            assertTrue(e.getCause() instanceof Refused || e.getCause() instanceof DiskFault, e.toString());
        }
    }

    @Test
    void aHeadOnDiskIsNotServedAsFinal() throws IOException {
        Crew crew = new Crew(3);
        try (LocalSequencer log = open(crew)) {
            append(log, 1);
            awaitFinal(log);
            crew.away(0, 1, 2);
            append(log, 1);
        }
        assertFalse(new String(HeadFile.look(disk, LOG).orElseThrow(), StandardCharsets.UTF_8).contains("w1.example"));
        try (LocalSequencer log = LocalSequencer.open(settings(crew))) {
            assertEquals(2, log.finality().finalSize());
            assertEquals(3, log.finality().publishedSize());
        }
    }
}
