package org.commonwatch.ledger.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.CrashDisk.Failure;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogDamaged;
import org.junit.jupiter.api.Test;

/** Nodes that take the same turns hold the same log, whatever their disks do and wherever they begin again. */
class ReplicaTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path LOG = ROOT.resolve("log");
    private static final SigningKey ALICE = Logs.key(10);
    private static final SigningKey BOB = Logs.key(11);
    private static final NoteSigner OTHER = new NoteSigner(Logs.ORIGIN, Logs.key(3));
    private static final List<Failure> FAILURES = List.of(Failure.values());
    private static final long SEED = 20261126L;

    /** Batches in the agreed order; a turn is a batch's place in it. */
    private static List<List<Envelope>> turns(int count, Random dice) {
        List<List<Envelope>> turns = new ArrayList<>();
        List<Envelope> alice = lane(ALICE, 3 * count);
        List<Envelope> bob = lane(BOB, 3 * count);
        int nextAlice = 0;
        int nextBob = 0;
        for (int i = 0; i < count; i++) {
            List<Envelope> batch = new ArrayList<>();
            // Too early today, and in its place when it comes again: what is decided depends on where a node thinks it
            // is.
            batch.add(bob.get(nextBob + 1));
            batch.add(alice.get(nextAlice++));
            for (int more = dice.nextInt(3); more > 0; more--) {
                batch.add(dice.nextBoolean() ? alice.get(nextAlice++) : alice.get(dice.nextInt(nextAlice)));
            }
            if (dice.nextInt(3) == 0) {
                batch.add(bob.get(nextBob++));
            }
            turns.add(batch);
        }
        turns.set(count / 2, List.of(bob.get(nextBob + 5)));
        return turns;
    }

    private static List<Envelope> lane(SigningKey key, int count) {
        List<Envelope> lane = new ArrayList<>();
        LanePosition position = LanePosition.FIRST;
        for (int i = 0; i < count; i++) {
            Envelope envelope = Logs.envelope(key, position, i);
            lane.add(envelope);
            position = position.next(envelope.id());
        }
        return lane;
    }

    private static Policy twoLogKeys() {
        try {
            return PolicyBuilder.community(
                    List.of(
                            new Policy.Log(Logs.SIGNER.noteKey(), Optional.empty()),
                            new Policy.Log(OTHER.noteKey(), Optional.empty())),
                    List.of());
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    private static Replica open(CrashDisk disk) {
        return Replica.open(Logs.impatient(disk, LOG).cosignedBy(twoLogKeys(), Cosigners.NOBODY));
    }

    private static List<Outcome> take(Replica replica, List<List<Envelope>> turns, int index) {
        return replica.take(new Turn(1, index), Optional.empty(), turns.get(index));
    }

    private static Checkpoint twin(List<List<Envelope>> turns) {
        Replica replica = open(new CrashDisk(ROOT));
        for (int i = 0; i < turns.size(); i++) {
            take(replica, turns, i);
        }
        return replica.tree();
    }

    @Test
    void everyWriteFailsEachWayAndTheLogIsTheTwins() {
        List<List<Envelope>> turns = turns(12, new Random(SEED));
        Checkpoint expected = twin(turns);
        for (Failure how : FAILURES) {
            for (int at = 1; ; at++) {
                CrashDisk disk = new CrashDisk(ROOT);
                long before = disk.changes();
                disk.failAt(at, how, false);
                Optional<Replica> replica = Optional.empty();
                int index = 0;
                while (index < turns.size()) {
                    try {
                        replica = Optional.of(replica.isPresent() ? replica.get() : open(disk));
                        take(replica.get(), turns, index);
                        index++;
                    } catch (DiskFault e) {
                        // As after the end of the process: the order is gone through again from the start.
                        replica = Optional.empty();
                        index = 0;
                    }
                }
                assertEquals(expected, replica.orElseThrow().tree(), how + " at change " + at);
                if (disk.changes() - before < at) {
                    break;
                }
            }
        }
    }

    @Test
    void powerFailsAnywhereAndTheLogIsTheTwins() {
        Random dice = new Random(SEED);
        List<List<Envelope>> turns = turns(30, dice);
        Checkpoint expected = twin(turns);
        for (int crash = 0; crash < 60; crash++) {
            String what = "seed " + SEED + ", crash " + crash;
            CrashDisk disk = new CrashDisk(ROOT);
            Replica replica = open(disk);
            int until = dice.nextInt(turns.size());
            for (int i = 0; i < until; i++) {
                take(replica, turns, i);
            }
            if (dice.nextBoolean()) {
                disk.failAt(1 + dice.nextInt(4), FAILURES.get(dice.nextInt(FAILURES.size())), true);
                try {
                    take(replica, turns, until);
                } catch (DiskFault e) {
                    // The node would stop here.
                }
            }
            disk.crash(dice);
            Replica again = open(disk);
            assertTrue(again.last().map(Turn::index).orElse(-1L) >= until - 1, what);
            for (int i = 0; i < turns.size(); i++) {
                take(again, turns, i);
            }
            assertEquals(expected, again.tree(), what);
        }
    }

    @Test
    void aCheckpointOfAnotherNodeIsTakenAndAnotherHistoryIsNot() throws IOException {
        List<List<Envelope>> turns = turns(6, new Random(SEED));
        CrashDisk disk = new CrashDisk(ROOT);
        Replica replica = open(disk);
        for (int i = 0; i < turns.size(); i++) {
            take(replica, turns, i);
        }
        Checkpoint tree = replica.tree();
        replica.agree(new Turn(1, 6), SignedCheckpoint.sign(tree, OTHER).toBytes());
        replica.settle();
        assertEquals(tree.size(), replica.finality().finalSize());
        assertEquals(tree.size(), replica.start().orElseThrow().snapshot().size());
        assertEquals(5, replica.start().orElseThrow().snapshot().turn().index());

        NoteSigner stranger = new NoteSigner(Logs.ORIGIN, Logs.key(4));
        replica.agree(new Turn(1, 7), SignedCheckpoint.sign(tree, stranger).toBytes());
        replica.settle();
        Checkpoint forged = Checkpoint.of(Logs.ORIGIN, tree.size() - 1, tree.root());
        replica.agree(new Turn(1, 8), SignedCheckpoint.sign(forged, OTHER).toBytes());
        assertThrows(LogDamaged.class, replica::settle);

        replica.keepSnapshot();
        replica.close();
        assertEquals(Optional.of(new Turn(1, 5)), open(disk).last());
    }

    /** Its cosigner may have signed for all of it, and whoever led may be gone for good. */
    @Test
    void whatIsTakenIsReadBeforeItIsToldFinal() {
        List<List<Envelope>> turns = turns(6, new Random(SEED));
        Replica replica = open(new CrashDisk(ROOT));
        for (int i = 0; i < turns.size(); i++) {
            take(replica, turns, i);
        }
        Checkpoint tree = replica.tree();
        assertTrue(tree.size() > 0);
        assertEquals(0, replica.reader().size());
        assertEquals(tree.size(), replica.everything().size());
        assertEquals(tree.root(), replica.everything().rootAt(tree.size()));
        assertEquals(tree.size(), replica.everything().entries(0, tree.size()).count());
    }

    @Test
    void onlyALeaderSigns() throws IOException {
        List<List<Envelope>> turns = turns(6, new Random(SEED));
        Replica replica = open(new CrashDisk(ROOT));
        take(replica, turns, 0);
        assertEquals(Optional.empty(), replica.publish());
        replica.lead(() -> {});
        SignedCheckpoint signed = replica.publish().orElseThrow();
        assertEquals(replica.tree(), signed.checkpoint());
        replica.follow();
        take(replica, turns, 1);
        assertEquals(Optional.empty(), replica.publish());
        assertTrue(replica.finality().publishedSize() < replica.finality().acceptedSize());
    }

    @Test
    void aCouncilBeginsWithOneLogAndNoOther() {
        CrashDisk disk = new CrashDisk(ROOT);
        try (LocalSequencer alone = LocalSequencer.open(Logs.settings(disk, LOG))) {
            alone.append(lane(ALICE, 1).getFirst()).join();
        }
        Replica replica = open(disk);
        Checkpoint tree = replica.tree();
        Replica empty = open(new CrashDisk(ROOT));
        assertThrows(LogDamaged.class, () -> empty.begin(new Turn(1, 1), tree.size(), tree.root()));
        replica.begin(new Turn(1, 1), tree.size(), tree.root());
        assertEquals(Optional.of(new Turn(1, 1)), replica.last());
        replica.begin(new Turn(1, 2), 0, tree.root());
        assertEquals(tree, replica.tree());
    }
}
