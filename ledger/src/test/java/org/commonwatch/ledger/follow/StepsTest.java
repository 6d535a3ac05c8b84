package org.commonwatch.ledger.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.CrashDisk.Failure;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.verify.Trust;
import org.commonwatch.ledger.verify.Verifier;
import org.junit.jupiter.api.Test;

/** What a follower said it holds, or that it is final, outlives every failing write and every loss of power. */
class StepsTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path LOG = ROOT.resolve("log");

    /** Entries of each step; 0: time to settle. */
    private static final int[] STEPS = {250, 1, 2, 5, 1, 0, 1, 1, 0, 3, 1};

    private final CrashDisk far = new CrashDisk(Path.of("/origin"));
    private final List<SignedCheckpoint> heads = new ArrayList<>();
    private final LogReader origin = new LogReader(far, Path.of("/origin"), () -> heads.getLast());

    private void write() throws IOException {
        LogWriter writer = LogWriter.at(far, Path.of("/origin"), 0);
        for (int count : STEPS) {
            for (int i = 0; i < count; i++) {
                writer.append(("entry " + writer.size()).getBytes(StandardCharsets.UTF_8));
            }
            heads.add(SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, writer.size(), writer.root()), Logs.SIGNER));
        }
        writer.writeTiles();
    }

    private Follower open(CrashDisk disk) {
        return Follower.open(new FollowSettings(
                disk,
                LOG,
                Logs.ORIGIN,
                Policy.unwitnessed(Logs.SIGNER.noteKey()),
                () -> List.of(new Served("one", origin)),
                EntryCheck.NONE,
                Runnable::run));
    }

    /** What was held and what was final at the first failure, or at the end. */
    private record Said(long held, long last) {}

    private Said live(CrashDisk disk) {
        long held = 0;
        long last = 0;
        try {
            Follower follower = open(disk);
            for (int i = 0; i < STEPS.length; i++) {
                if (STEPS[i] == 0) {
                    follower.settle();
                } else {
                    byte[] head = heads.get(i).toBytes();
                    assertEquals(Optional.empty(), follower.holdAhead(head));
                    held = heads.get(i).size();
                    follower.follow(head, new Served("one", origin));
                    last = held;
                }
            }
        } catch (DiskFault fault) {
            return new Said(held, last);
        } catch (Refused e) {
            throw new AssertionError(e);
        }
        return new Said(held, last);
    }

    @Test
    void nothingThatWasSaidIsForgotten() throws IOException {
        write();
        long end = heads.getLast().size();
        CrashDisk counting = new CrashDisk(ROOT);
        assertEquals(new Said(end, end), live(counting));
        assertTrue(counting.changes() > 60, "long enough to mean something: " + counting.changes());
        for (long at = 1; at <= counting.changes(); at++) {
            for (Failure how : Failure.values()) {
                for (boolean power : new boolean[] {false, true}) {
                    String what = "change " + at + " " + how + " power " + power;
                    CrashDisk disk = new CrashDisk(ROOT);
                    disk.failAt(at, how, false);
                    Said said = live(disk);
                    disk.heal();
                    if (power) {
                        disk.crash(new Random(at));
                    }
                    Follower again = open(disk);
                    assertTrue(again.finality().publishedSize() >= said.held(), what);
                    assertTrue(again.finality().finalSize() >= said.last(), what);
                    again.follow();
                    check(disk, again, end, what);
                }
            }
        }
    }

    @Test
    void everyStepOutlivesPowerLossByItself() throws IOException, Refused {
        write();
        CrashDisk disk = new CrashDisk(ROOT);
        Follower follower = open(disk);
        for (int i = 0; i < STEPS.length; i++) {
            assertEquals(Optional.empty(), follower.holdAhead(heads.get(i).toBytes()));
            for (int dice = 0; dice < 8; dice++) {
                CrashDisk now = disk.copy();
                now.crash(new Random(dice));
                assertEquals(heads.get(i).size(), open(now).finality().publishedSize(), "held " + i + " dice " + dice);
            }
            follower.follow(heads.get(i).toBytes(), new Served("one", origin));
            for (int dice = 0; dice < 8; dice++) {
                CrashDisk now = disk.copy();
                now.crash(new Random(dice));
                Follower after = open(now);
                check(now, after, heads.get(i).size(), "final " + i + " dice " + dice);
            }
        }
    }

    @Test
    void manyStepsSettleByThemselves() throws IOException, Refused {
        CrashDisk disk = new CrashDisk(ROOT);
        LogWriter writer = LogWriter.at(far, Path.of("/origin"), 0);
        for (int i = 0; i < 700; i++) {
            writer.append(("entry " + i).getBytes(StandardCharsets.UTF_8));
            heads.add(SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, writer.size(), writer.root()), Logs.SIGNER));
        }
        writer.writeTiles();
        Follower follower = open(disk);
        for (SignedCheckpoint head : heads) {
            follower.follow(head.toBytes(), new Served("one", origin));
        }
        assertTrue(disk.list(LOG.resolve("tile/entries")).contains("001"), "full bundles are there");
        disk.crash(new Random(7));
        check(disk, open(disk), 700, "after 700 steps");
        assertTrue(disk.list(LOG.resolve("tile/entries/002.p")).size() <= 3, "partial tiles are cleared away");
    }

    private static void check(CrashDisk disk, Follower follower, long size, String what) {
        assertEquals(size, follower.finality().finalSize(), what);
        Trust trust = new Trust(Logs.ORIGIN, List.of(Logs.SIGNER.noteKey()), any -> Optional.empty());
        assertEquals(List.of(), Verifier.verify(disk, LOG, trust).damages(), what);
        follower.settle();
        assertEquals(List.of(), Verifier.verify(disk, LOG, trust).damages(), what + ", settled");
        disk.crash(new Random(size));
        assertEquals(List.of(), Verifier.verify(disk, LOG, trust).damages(), what + ", settled and without power");
    }
}
