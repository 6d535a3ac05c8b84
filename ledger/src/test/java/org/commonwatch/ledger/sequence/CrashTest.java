package org.commonwatch.ledger.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.CrashDisk.Failure;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogDamaged;
import org.commonwatch.ledger.tile.LogReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every write of the log fails once, both ways and half-way, and power fails at any moment; afterwards what was
 * acknowledged is there, what was refused is not, and the checkpoint has not gone back.
 */
class CrashTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path LOG = ROOT.resolve("log");
    private static final SigningKey ALICE = Logs.key(10);
    private static final SigningKey BOB = Logs.key(11);
    private static final long SEED = 20261122L;
    private static final List<Failure> FAILURES = List.of(Failure.values());

    /** What the world was told, kept across crashes. */
    private static final class Told {
        final Map<Digest, Receipt> acknowledged = new HashMap<>();
        final Map<Digest, byte[]> leaves = new HashMap<>();
        final Set<Digest> refused = new HashSet<>();
        Optional<SignedCheckpoint> seen = Optional.empty();
        int number;
    }

    private static LogSettings settings(CrashDisk disk) {
        return Logs.impatient(disk, LOG);
    }

    /** Appends {@code count} new statements in turn to both lanes; each failure is answered as an author would. */
    private static void append(LocalSequencer log, Told told, int count) {
        for (int i = 0; i < count; i++) {
            SigningKey key = told.number % 3 == 0 ? BOB : ALICE;
            Envelope envelope = Logs.envelope(key, log.nextPosition(key.id()), told.number++);
            told.leaves.put(envelope.id(), envelope.leaf());
            try {
                Receipt receipt = log.append(envelope).join();
                told.acknowledged.put(envelope.id(), receipt);
                told.seen = Optional.of(log.reader().checkpoint());
            } catch (CompletionException e) {
                switch (e.getCause()) {
                    case Refused refused -> told.refused.add(envelope.id());
                    case DiskFault unknown -> {
                        // Maybe written; only reading back tells.
                    }
                    case null, default -> throw e;
                }
            }
        }
    }

    private static void check(LocalSequencer log, Told told, String what) {
        LogReader reader = log.reader();
        assertTrue(told.seen.map(SignedCheckpoint::size).orElse(0L) <= reader.size(), what);
        told.seen.ifPresent(seen -> assertEquals(seen.root(), reader.rootAt(seen.size()), what));
        told.seen = Optional.of(reader.checkpoint());
        List<Envelope> envelopes = new ArrayList<>();
        try (Stream<Leaf> leaves = reader.entries(0, reader.size())) {
            leaves.forEach(leaf -> envelopes.add(parse(leaf)));
        }
        Map<Object, LanePosition> lanes = new HashMap<>();
        for (Envelope envelope : envelopes) {
            Object key = envelope.statement().key();
            LanePosition next = lanes.getOrDefault(key, LanePosition.FIRST);
            assertEquals(next, envelope.statement().position(), what);
            lanes.put(key, next.next(envelope.id()));
            assertFalse(told.refused.contains(envelope.id()), what + ": a refused entry is in the log");
        }
        told.acknowledged.forEach((id, receipt) -> {
            assertTrue(receipt.index() < envelopes.size(), what + ": an acknowledged entry is gone");
            Envelope found = envelopes.get((int) receipt.index());
            assertEquals(id, found.id(), what);
            assertArrayEquals(told.leaves.get(id), found.leaf(), what);
        });
    }

    private static Envelope parse(Leaf leaf) {
        try {
            return Envelope.parse(leaf.bytes());
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    /** A log that ends shortly before its first bundle is full, so that a few appends cross the boundary. */
    private static CrashDisk nearlyFullBundle(Told told) {
        CrashDisk disk = new CrashDisk(ROOT);
        try (LocalSequencer log = LocalSequencer.open(settings(disk))) {
            append(log, told, 252);
        }
        return disk;
    }

    private static Told copy(Told told) {
        Told copy = new Told();
        copy.acknowledged.putAll(told.acknowledged);
        copy.leaves.putAll(told.leaves);
        copy.seen = told.seen;
        copy.number = told.number;
        return copy;
    }

    /** Opens, appends across the boundary, closes; gives up where the disk makes it. */
    private static void session(CrashDisk disk, Told told) {
        try (LocalSequencer log = LocalSequencer.open(settings(disk))) {
            append(log, told, 6);
        } catch (DiskFault e) {
            // Opening failed; recovery is what comes next.
        }
    }

    private record Case(Failure how, boolean power) {}

    private static final List<Case> CASES = FAILURES.stream()
            .flatMap(how -> Stream.of(new Case(how, false), new Case(how, true)))
            .toList();

    /** In the quick run each write fails in one of the six ways, in turn. */
    @Test
    void everyWriteMayFailOnce() {
        failEachWrite(at -> List.of(CASES.get((int) (at % CASES.size()))));
    }

    @Test
    @Tag("long")
    void everyWriteMayFailOnceInEveryWay() {
        failEachWrite(at -> CASES);
    }

    private static void failEachWrite(LongFunction<List<Case>> cases) {
        Told before = new Told();
        CrashDisk base = nearlyFullBundle(before);
        CrashDisk counting = base.copy();
        long start = counting.changes();
        session(counting, copy(before));
        long changes = counting.changes() - start;
        assertTrue(changes > 100, "the session is long enough to mean something: " + changes);
        for (long at = 1; at <= changes; at++) {
            for (Case now : cases.apply(at)) {
                CrashDisk disk = base.copy();
                Told told = copy(before);
                disk.failAt(at, now.how, false);
                session(disk, told);
                if (now.power) {
                    disk.crash(new Random(SEED + at));
                }
                reopenAndCheck(disk, told, "seed " + SEED + " change " + at + " " + now);
            }
        }
    }

    @Test
    void theDiskMayDieForGoodAtAnyWrite() {
        Told before = new Told();
        CrashDisk base = nearlyFullBundle(before);
        CrashDisk counting = base.copy();
        session(counting, copy(before));
        long changes = counting.changes();
        for (long at = 1; at <= changes; at += 5) {
            for (Failure how : FAILURES) {
                CrashDisk disk = base.copy();
                Told told = copy(before);
                disk.failAt(at, how, true);
                session(disk, told);
                disk.heal();
                disk.crash(new Random(SEED + at));
                reopenAndCheck(disk, told, "dead from change " + at + " " + how);
            }
        }
    }

    private static void reopenAndCheck(CrashDisk disk, Told told, String what) {
        disk.heal();
        for (int opening = 1; opening <= 2; opening++) {
            try (LocalSequencer log = LocalSequencer.open(settings(disk))) {
                check(log, told, what + ", opening " + opening);
                append(log, told, 3);
                check(log, told, what + ", opening " + opening + " after appending");
            } catch (RuntimeException e) {
                fail(what + ", opening " + opening, e);
            }
        }
    }

    /** Journals go only after the full tiles they held are durable: here power fails without any orderly close. */
    @Test
    void tilesOfReplacedJournalsSurvivePowerLoss() {
        Told before = new Told();
        CrashDisk base = nearlyFullBundle(before);
        for (int round = 0; round < 12; round++) {
            CrashDisk disk = base.copy();
            Told told = copy(before);
            try (LocalSequencer log = LocalSequencer.open(settings(disk), 3_000)) {
                append(log, told, 30);
                disk.failAt(1, Failure.NOT_DONE, true);
            } catch (DiskFault e) {
                // Closing could not settle anything.
            }
            disk.crash(new Random(SEED + round));
            reopenAndCheck(disk, told, "seed " + (SEED + round));
        }
    }

    @Test
    void powerMayFailAtRandomMoments() {
        randomCrashes(SEED, 30);
    }

    @Test
    @Tag("long")
    void powerMayFailAtVeryManyRandomMoments() {
        for (int round = 0; round < 100; round++) {
            randomCrashes(SEED + 1_000L * round, 100);
        }
    }

    private static void randomCrashes(long seed, int crashes) {
        Random dice = new Random(seed);
        CrashDisk disk = new CrashDisk(ROOT);
        Told told = new Told();
        for (int crash = 0; crash < crashes; crash++) {
            String what = "seed " + seed + " crash " + crash;
            int until = 1 + dice.nextInt(400);
            disk.failAt(until, FAILURES.get(dice.nextInt(FAILURES.size())), true);
            int count = dice.nextInt(20);
            // Every other run goes through many short journals.
            long journalBytesMax = crash % 2 == 0 ? 4_000 : Stored.JOURNAL_BYTES_MAX;
            try (LocalSequencer log = LocalSequencer.open(settings(disk), journalBytesMax)) {
                append(log, told, count);
            } catch (DiskFault e) {
                // The disk died while opening or closing.
            }
            disk.crash(dice);
            try (LocalSequencer log = LocalSequencer.open(settings(disk))) {
                check(log, told, what);
            }
            told.refused.clear();
        }
        assertTrue(told.acknowledged.size() > crashes, "seed " + seed + ": most appends got through");
    }

    @Test
    void aFullDiskRefusesAppendsKeepsReadingAndRecovers() {
        CrashDisk disk = new CrashDisk(ROOT);
        Told told = new Told();
        try (LocalSequencer log = LocalSequencer.open(settings(disk))) {
            append(log, told, 5);
            disk.setUsableBytes(OpenLog.DISK_RESERVE_BYTES - 1);
            Envelope envelope = Logs.envelope(ALICE, log.nextPosition(ALICE.id()), 77);
            try {
                log.append(envelope).join();
                fail("appended to a full disk");
            } catch (CompletionException e) {
                assertTrue(e.getCause() instanceof Refused);
                assertTrue(String.valueOf(e.getMessage()).contains("[disk-full]"), e.toString());
            }
            check(log, told, "while full");
            disk.setUsableBytes(Long.MAX_VALUE);
            assertEquals(6, log.append(envelope).join().index());
            append(log, told, 1);
            check(log, told, "after making room");
        }
    }

    @Test
    void aLogWhoseAcknowledgedEntriesVanishedIsNotSignedAgain() {
        CrashDisk disk = new CrashDisk(ROOT);
        Told told = new Told();
        try (LocalSequencer log = LocalSequencer.open(settings(disk))) {
            append(log, told, 5);
        }
        CrashDisk older = disk.copy();
        try (LocalSequencer log = LocalSequencer.open(settings(disk))) {
            append(log, told, 5);
        }
        // An old copy of the state beside the new checkpoint, as a careless restore would leave it.
        restore(older, disk, LOG.resolve("checkpoint"));
        try (LocalSequencer log = LocalSequencer.open(settings(older))) {
            fail("opened with " + log.finality());
        } catch (LogDamaged e) {
            assertTrue(String.valueOf(e.getMessage()).contains("entries are missing"), e.toString());
        }
    }

    private static void restore(CrashDisk into, CrashDisk from, Path file) {
        try {
            into.writeAll(file, from.readAll(file, 1 << 20));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
