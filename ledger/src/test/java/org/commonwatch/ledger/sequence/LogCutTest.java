package org.commonwatch.ledger.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.commonwatch.ledger.disk.BentDisk;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.CrashDisk.Failure;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.CutCopy;
import org.commonwatch.ledger.tile.LogCut;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.TilePath;
import org.commonwatch.ledger.verify.Report;
import org.commonwatch.ledger.verify.Trust;
import org.commonwatch.ledger.verify.Verifier;
import org.junit.jupiter.api.Test;

/** A copy of a log made while it grows is that log at one moment, and whoever opens it goes on from there. */
class LogCutTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path LOG = ROOT.resolve("log");
    private static final SigningKey ALICE = Logs.key(10);
    private static final Trust TRUST = new Trust(Logs.ORIGIN, List.of(Logs.SIGNER.noteKey()), any -> Optional.empty());
    private static final int CUTS = 40;

    private final CrashDisk disk = new CrashDisk(ROOT);

    private static CrashDisk laid(LogCut cut, CrashDisk from) {
        CrashDisk fresh = new CrashDisk(ROOT);
        CutCopy.lay(cut, from, fresh, LOG);
        return fresh;
    }

    private static void append(LocalSequencer log, int count) {
        for (int i = 0; i < count; i++) {
            log.append(Logs.envelope(ALICE, log.nextPosition(ALICE.id()), i)).join();
        }
    }

    private static void assertIntact(CrashDisk copy, long size, String what) {
        Report report = Verifier.verify(copy, LOG, TRUST);
        assertEquals(List.of(), report.damages(), what);
        assertEquals(List.of(), report.voids(), what);
        assertEquals(size, report.size(), what);
    }

    /** A file that a partial tile had becomes a later one; whoever read it just then reads again. */
    @Test
    void partialTilesThatChangedWhileTheyWereReadAreReadAgain() {
        AtomicInteger bent = new AtomicInteger();
        BentDisk bending = new BentDisk(disk) {
            @Override
            public byte[] readAll(Path file, int bytesMax) throws IOException {
                byte[] bytes = super.readAll(file, bytesMax);
                if (file.toString().contains("/tile/0/") && bent.incrementAndGet() <= 2) {
                    bytes[0] ^= 1;
                }
                return bytes;
            }
        };
        try (LocalSequencer log = LocalSequencer.open(Logs.impatient(bending, LOG))) {
            append(log, 7);
            bent.set(0);
            LogCut cut = log.reader().cut();
            assertTrue(bent.get() > 2, "it was not read again");
            assertIntact(laid(cut, disk), cut.size(), "read again");
        }
    }

    /** The writer never rests: between a cut and the copying of its full tiles the log has grown on. */
    @Test
    void everyCutOfABusyLogIsAWholeLog() throws InterruptedException {
        AtomicLong appended = new AtomicLong();
        try (LocalSequencer log = LocalSequencer.open(Logs.impatient(disk, LOG))) {
            append(log, 200);
            Busy busy = new Busy(log, appended);
            for (int number = 0; number < CUTS; number++) {
                long acknowledged = log.reader().size();
                LogCut cut = log.reader().cut();
                long before = appended.get();
                Crew.await("the log grows on", () -> appended.get() > before + 3);
                String what = "cut " + number + " of " + cut.size();
                CrashDisk copy = laid(cut, disk);
                assertTrue(cut.size() >= acknowledged, what);
                assertIntact(copy, cut.size(), what);
                try (LocalSequencer again = LocalSequencer.open(Logs.impatient(copy, LOG))) {
                    assertEquals(log.reader().rootAt(cut.size()), again.reader().root(), what);
                    append(again, 2);
                }
                assertIntact(copy, cut.size() + 2, what + ", grown");
            }
            busy.end();
        }
    }

    /** Appends without a pause on a thread of its own. */
    private static final class Busy {
        private final Thread thread;
        private volatile boolean over;

        Busy(LocalSequencer log, AtomicLong appended) {
            thread = Thread.ofPlatform().start(() -> {
                while (!over) {
                    append(log, 1);
                    appended.incrementAndGet();
                }
            });
        }

        void end() throws InterruptedException {
            over = true;
            thread.join();
        }
    }

    @Test
    void cutsHaveEveryEntryOnce() {
        try (LocalSequencer log = LocalSequencer.open(Logs.impatient(disk, LOG))) {
            for (int count : new int[] {0, 1, 254, 1, 1, 255, 300}) {
                append(log, count);
                LogReader reader = log.reader();
                LogCut cut = reader.cut();
                long entries = 0;
                for (long bundle = 0; bundle * TilePath.WIDTH < cut.size(); bundle++) {
                    for (byte[] leaf : cut.bundle(bundle)) {
                        assertArrayEquals(reader.entry(entries).bytes(), leaf);
                        entries++;
                    }
                }
                assertEquals(cut.size(), entries);
            }
        }
    }

    @Test
    void whatIsFinalAndWhatWaitsForItAreBothInACut() {
        Crew crew = new Crew(3);
        LogSettings settings = Logs.settings(disk, LOG).cosignedBy(crew.policy(), crew);
        long last;
        LogCut cut;
        try (LocalSequencer log = LocalSequencer.open(settings)) {
            Crew.await("cosigners are heard", () -> log.cosigning().obstacle().isEmpty());
            append(log, 300);
            Crew.await(
                    "final", () -> log.finality().finalSize() == log.finality().publishedSize());
            crew.away(0, 1, 2);
            last = log.finality().finalSize();
            append(log, 260);
            cut = log.reader().cut();
        }
        assertTrue(cut.size() >= last + 260);
        CrashDisk copy = laid(cut, disk);
        Report report = Verifier.verify(copy, LOG, Trust.in(crew.policy(), Logs.ORIGIN, any -> Optional.empty()));
        assertEquals(List.of(), report.damages());
        assertEquals(last, report.size());
        assertTrue(report.isFinal());
        crew.away();
        try (LocalSequencer log = LocalSequencer.open(Logs.settings(copy, LOG).cosignedBy(crew.policy(), crew))) {
            assertEquals(cut.size(), log.finality().publishedSize());
            assertEquals(last, log.finality().finalSize());
            Crew.await("what waited is final", () -> log.finality().finalSize() >= cut.size());
        }
    }

    /** One of several that order a log is restored as a node by itself. */
    @Test
    void theCutOfAReplicaOpensAlone() throws IOException {
        SignedCheckpoint head;
        LogCut cut;
        try (Replica replica = Replica.open(Logs.impatient(disk, LOG))) {
            LanePosition next = LanePosition.FIRST;
            for (int turn = 0; turn < 300; turn++) {
                Envelope envelope = Logs.envelope(ALICE, next, turn);
                next = next.next(envelope.id());
                replica.take(new Turn(1, turn), Optional.empty(), List.of(envelope));
            }
            replica.lead(() -> {});
            replica.publish();
            head = replica.reader().checkpoint();
            replica.take(new Turn(1, 300), Optional.empty(), List.of(Logs.envelope(ALICE, next, 300)));
            cut = replica.reader().cut();
        }
        assertEquals(300, head.size());
        assertEquals(300, cut.size());
        CrashDisk copy = laid(cut, disk);
        assertIntact(copy, 300, "replica");
        try (LocalSequencer log = LocalSequencer.open(Logs.impatient(copy, LOG))) {
            assertEquals(head.root(), log.reader().root());
            append(log, 1);
        }
    }

    @Test
    void everyWriteOfTheFirstOpeningMayFail() {
        Checkpoint before;
        LogCut cut;
        try (LocalSequencer log = LocalSequencer.open(Logs.impatient(disk, LOG))) {
            append(log, 510);
            before = log.reader().checkpoint().checkpoint();
            cut = log.reader().cut();
        }
        CrashDisk base = laid(cut, disk);
        CrashDisk counting = base.copy();
        long start = counting.changes();
        open(counting);
        long changes = counting.changes() - start;
        assertTrue(changes > 20, "long enough to mean something: " + changes);
        for (long at = 1; at <= changes; at++) {
            for (Failure how : Failure.values()) {
                for (boolean power : new boolean[] {false, true}) {
                    String what = "change " + at + " " + how + " power " + power;
                    CrashDisk copy = base.copy();
                    copy.failAt(at, how, false);
                    open(copy);
                    copy.heal();
                    if (power) {
                        copy.crash(new Random(at));
                    }
                    try (LocalSequencer log = LocalSequencer.open(Logs.impatient(copy, LOG))) {
                        assertTrue(log.reader().size() >= before.size(), what);
                        assertEquals(before.root(), log.reader().rootAt(before.size()), what);
                        append(log, 1);
                    }
                    assertIntact(copy, Verifier.verify(copy, LOG, TRUST).size(), what);
                }
            }
        }
    }

    /** Opens and appends across the end of a bundle, as far as the disk lets it. */
    private static void open(CrashDisk copy) {
        try (LocalSequencer log = LocalSequencer.open(Logs.impatient(copy, LOG))) {
            append(log, 4);
        } catch (DiskFault | CompletionException fault) {
            // What is there is recovered by the next opening.
            return;
        }
    }
}
