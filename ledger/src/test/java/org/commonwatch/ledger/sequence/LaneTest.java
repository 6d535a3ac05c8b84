package org.commonwatch.ledger.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.ledger.tile.Leaf;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path LOG = ROOT.resolve("log");
    private static final Path OUTBOX = ROOT.resolve("lanes");
    private static final SigningKey ALICE = Logs.key(10);

    private final CrashDisk disk = new CrashDisk(ROOT);

    private LocalSequencer open(Admission admission) {
        return LocalSequencer.open(Logs.settings(disk, LOG, admission, Duration.ofMillis(1)));
    }

    /** Refuses statements whose number in the body ends in 5. */
    private static Optional<Refusal> noFives(Envelope envelope) {
        int number = envelope.statement().draft().body().path("number").intValue();
        return number % 10 == 5 ? Optional.of(Refusal.of("five", "/body", "No fives.")) : Optional.empty();
    }

    private static List<Integer> numbersIn(LocalSequencer log) {
        List<Integer> numbers = new ArrayList<>();
        LanePosition next = LanePosition.FIRST;
        for (Leaf leaf : log.reader().entries(0, log.reader().size()).toList()) {
            Statement statement = statement(leaf.bytes());
            if (statement.key().equals(ALICE.id())) {
                assertEquals(next, statement.position());
                numbers.add(statement.draft().body().path("number").intValue());
                next = log.nextPosition(ALICE.id()).sequence()
                                > statement.position().sequence()
                        ? statement.position().next(id(leaf.bytes()))
                        : next;
            }
        }
        return numbers;
    }

    private static Statement statement(byte[] leaf) {
        try {
            return Envelope.parse(leaf).statement();
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    private static Digest id(byte[] leaf) {
        try {
            return Envelope.parse(leaf).id();
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void manyStatementsAreUnderWayAndStandInOrder() {
        try (LocalSequencer log = open(Admission.verifiedByCaller());
                Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
            List<CompletableFuture<Receipt>> answers = new ArrayList<>();
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                answers.add(lane.submit(Logs.draft(i)));
                expected.add(i);
            }
            answers.forEach(CompletableFuture::join);
            assertEquals(0, lane.underWay());
            assertEquals(expected, numbersIn(log));
        }
    }

    /** A log that is ordered elsewhere from now on leaves what it had taken to the lane; some of it may be there already. */
    @Test
    void whatIsLeftToTheLaneIsSentOnceAndNewOnesStandBehindIt() {
        List<Envelope> left = new ArrayList<>();
        LanePosition position = LanePosition.FIRST;
        for (int i = 0; i < 6; i++) {
            Envelope envelope = Logs.envelope(ALICE, position, i);
            left.add(envelope);
            position = position.next(envelope.id());
        }
        try (LocalSequencer log = open(Admission.verifiedByCaller())) {
            left.subList(0, 2).forEach(envelope -> log.append(envelope).join());
            // An outbox may hold later ones already, which were never answered.
            Lane.leave(disk, OUTBOX, ALICE, left.subList(4, 6));
            Lane.leave(disk, OUTBOX, ALICE, left);
            Lane.leave(disk, OUTBOX, ALICE, left);
            try (Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
                lane.submit(Logs.draft(6)).join();
            }
            assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), numbersIn(log));
        }
    }

    @Test
    void aRefusalUsesNoNumberAndTheTailIsSignedAgain() {
        try (LocalSequencer log = open(LaneTest::noFives);
                Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
            List<CompletableFuture<Receipt>> answers = new ArrayList<>();
            List<Set<Digest>> prepared = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Set<Digest> ids = new HashSet<>();
                prepared.add(ids);
                answers.add(lane.submit(Logs.draft(i), envelope -> ids.add(envelope.id())));
            }
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                CompletableFuture<Receipt> answer = answers.get(i);
                if (i % 10 == 5) {
                    CompletionException failed = assertThrows(CompletionException.class, answer::join);
                    assertTrue(String.valueOf(failed.getMessage()).contains("[five]"), failed.toString());
                } else {
                    assertTrue(prepared.get(i).contains(answer.join().statementId()));
                    expected.add(i);
                }
            }
            assertEquals(expected, numbersIn(log));
        }
    }

    /** As a hostile node of a council can: takes a number of the lane a moment before the statement that has it arrives. */
    private static Admission burning(AtomicInteger times, AtomicReference<Optional<LocalSequencer>> opened) {
        return envelope -> {
            int number = envelope.statement().draft().body().path("number").intValue();
            if (number >= 0 && times.getAndDecrement() > 0) {
                LanePosition position = envelope.statement().position();
                var _ = opened.get().orElseThrow().append(Logs.envelope(ALICE, position, -1));
            }
            return Optional.empty();
        };
    }

    @Test
    void whoseNumberIsUsedUpByAnotherGetsTheNextOne() {
        AtomicReference<Optional<LocalSequencer>> opened = new AtomicReference<>(Optional.empty());
        try (LocalSequencer log = open(burning(new AtomicInteger(10), opened));
                Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
            opened.set(Optional.of(log));
            for (int i = 0; i < 3; i++) {
                lane.submit(Logs.draft(i)).join();
            }
            List<Integer> numbers = numbersIn(log);
            assertEquals(-1, numbers.getFirst());
            assertEquals(
                    List.of(0, 1, 2),
                    numbers.stream().filter(number -> number >= 0).toList());
        }
    }

    /** Whoever goes on for ever has the sender told so. */
    @Test
    void whoseNumbersAreAllUsedUpIsRefused() {
        AtomicReference<Optional<LocalSequencer>> opened = new AtomicReference<>(Optional.empty());
        try (LocalSequencer log = open(burning(new AtomicInteger(Integer.MAX_VALUE), opened));
                Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
            opened.set(Optional.of(log));
            assertEquals("lane-number-taken", codeOf(lane.submit(Logs.draft(0))));
            assertEquals(0, lane.underWay());
        }
    }

    /** Preparing may fail for a full disk, the second time as well; whoever waits is told, and the others go on. */
    @Test
    void whatCannotBePreparedFailsAloneAlsoWhenItIsSignedAgain() {
        try (LocalSequencer log = open(LaneTest::noFives);
                Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
            Lane.Prepare full = envelope -> {
                throw new DiskFault("writing a payload", new IOException("no room"));
            };
            CompletionException first = assertThrows(
                    CompletionException.class,
                    () -> lane.submit(Logs.draft(1), full).join());
            assertTrue(first.getCause() instanceof DiskFault, first.toString());
            List<CompletableFuture<Receipt>> answers = new ArrayList<>();
            List<CompletableFuture<Receipt>> failing = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                AtomicInteger signed = new AtomicInteger();
                boolean once = i % 10 == 7;
                CompletableFuture<Receipt> answer = lane.submit(Logs.draft(i), envelope -> {
                    if (once && signed.incrementAndGet() > 1) {
                        full.signed(envelope);
                    }
                });
                (once ? failing : answers).add(answer.orTimeout(120, TimeUnit.SECONDS));
            }
            for (CompletableFuture<Receipt> answer : failing) {
                try {
                    answer.join();
                } catch (CompletionException e) {
                    assertTrue(e.getCause() instanceof DiskFault, e.toString());
                }
            }
            for (int i = 0; i < answers.size(); i++) {
                CompletableFuture<Receipt> answer = answers.get(i);
                boolean entered =
                        answer.handle((receipt, failure) -> failure == null).join();
                assertTrue(entered || codeOf(answer).equals("five"), "statement " + i);
            }
            assertEquals(0, lane.underWay());
        }
    }

    @Test
    void whatWasStoredAndNotSentIsSentAtTheNextOpening() throws IOException {
        try (LocalSequencer log = open(Admission.verifiedByCaller())) {
            try (Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
                lane.submit(Logs.draft(1)).join();
            }
            Path file = OUTBOX.resolve(ALICE.id().digest().hex() + ".outbox");
            try (Outbox outbox = Outbox.open(disk, file)) {
                outbox.add(Logs.envelope(ALICE, log.nextPosition(ALICE.id()), 2));
            }
            disk.syncDirectory(OUTBOX);
        }
        disk.crash(new Random(1));
        try (LocalSequencer log = open(Admission.verifiedByCaller());
                Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
            lane.submit(Logs.draft(3)).join();
            assertEquals(List.of(1, 2, 3), numbersIn(log));
        }
        try (LocalSequencer log = open(Admission.verifiedByCaller());
                Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
            lane.submit(Logs.draft(4)).join();
            assertEquals(List.of(1, 2, 3, 4), numbersIn(log));
        }
    }

    /** What was stored may have been sent: whatever fails while the lane is opened again, it is not forgotten. */
    @Test
    void nothingStoredIsForgottenWhenTheNextOpeningFails() throws IOException {
        for (int at = 1; at <= 12; at++) {
            for (int dice = 0; dice < 4; dice++) {
                openingFails(at, dice);
            }
        }
    }

    private static void openingFails(int at, int dice) throws IOException {
        CrashDisk disk = new CrashDisk(ROOT);
        try (LocalSequencer log = LocalSequencer.open(Logs.settings(disk, LOG))) {
            try (Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
                lane.submit(Logs.draft(1)).join();
            }
            Path file = OUTBOX.resolve(ALICE.id().digest().hex() + ".outbox");
            try (Outbox outbox = Outbox.open(disk, file)) {
                outbox.add(Logs.envelope(ALICE, log.nextPosition(ALICE.id()), 2));
            }
            disk.failAt(at, CrashDisk.Failure.HALF_DONE, true);
            try (Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
                assertTrue(lane.underWay() <= 1);
            } catch (DiskFault e) {
                // As it should.
            }
            disk.crash(new Random(dice));
        } catch (DiskFault e) {
            // The log's own files died with the power.
        }
        try (LocalSequencer log = LocalSequencer.open(Logs.settings(disk, LOG));
                Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
            lane.submit(Logs.draft(3)).join();
            assertEquals(List.of(1, 2, 3), numbersIn(log), "failing at " + at + ", dice " + dice);
        }
    }

    @Test
    void theWindowIsBoundedAndClosingAnswersAllOfIt() {
        int taken = 0;
        try (LocalSequencer log = LocalSequencer.open(
                        Logs.settings(disk, LOG, Admission.verifiedByCaller(), Duration.ofHours(1)));
                Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
            // The first is published at once; the others wait for a checkpoint that is an hour away.
            lane.submit(Logs.draft(0)).join();
            List<CompletableFuture<Receipt>> answers = new ArrayList<>();
            for (int i = 1; i <= Lane.WINDOW_MAX; i++) {
                answers.add(lane.submit(Logs.draft(i)));
            }
            assertEquals("lane-window-full", codeOf(lane.submit(Logs.draft(-1))));
            log.close();
            for (CompletableFuture<Receipt> answer : answers) {
                if (answer.isCompletedExceptionally()) {
                    assertEquals("log-closed", codeOf(answer));
                } else {
                    assertEquals(++taken + 1, answer.join().index());
                }
            }
        }
        try (LocalSequencer log = open(Admission.verifiedByCaller());
                Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
            assertEquals(taken + 2, lane.submit(Logs.draft(7)).join().index());
        }
    }

    private static String codeOf(CompletableFuture<Receipt> future) {
        CompletionException failed = assertThrows(CompletionException.class, future::join);
        return failed.getCause() instanceof Refused refused ? refused.refusal().code() : failed.toString();
    }

    @Test
    void noAcknowledgedStatementIsLostOrDoubledWhateverFails() {
        long seed = 20261122L;
        Random dice = new Random(seed);
        Map<Integer, Receipt> acknowledged = new HashMap<>();
        int number = 0;
        for (int crash = 0; crash < 25; crash++) {
            disk.failAt(1 + dice.nextInt(250), CrashDisk.Failure.HALF_DONE, dice.nextBoolean());
            try (LocalSequencer log = LocalSequencer.open(Logs.impatient(disk, LOG));
                    Lane lane = Lane.open(disk, OUTBOX, ALICE, log)) {
                for (int i = 0; i < 8; i++) {
                    int now = number++;
                    try {
                        acknowledged.put(now, lane.submit(Logs.draft(now)).join());
                    } catch (CompletionException e) {
                        assertTrue(
                                e.getCause() instanceof Refused || e.getCause() instanceof DiskFault,
                                "seed " + seed + ": " + e);
                    }
                }
            } catch (DiskFault e) {
                // Opening or closing failed.
            }
            disk.crash(dice);
            try (LocalSequencer log = LocalSequencer.open(Logs.impatient(disk, LOG))) {
                List<Integer> numbers = numbersIn(log);
                String what = "seed " + seed + " crash " + crash;
                assertEquals(numbers.size(), new HashSet<>(numbers).size(), what + ": " + numbers);
                assertTrue(numbers.containsAll(acknowledged.keySet()), what);
            }
        }
        assertTrue(acknowledged.size() > 50, "most got through: " + acknowledged.size());
    }
}
