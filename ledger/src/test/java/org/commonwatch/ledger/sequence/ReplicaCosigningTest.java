package org.commonwatch.ledger.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.junit.jupiter.api.Test;

/** Who is elected to lead learns from real witnesses what was signed before, and goes on from there or not at all. */
class ReplicaCosigningTest {
    private static final Path ROOT = Path.of("/disk");
    private static final SigningKey ALICE = Logs.key(10);
    private static final NoteSigner OTHER = new NoteSigner(Logs.ORIGIN, Logs.key(3));
    private static final int COUNT = 40;

    private final Crew crew = new Crew(4, 3, List.of(Logs.SIGNER.noteKey(), OTHER.noteKey()));
    private final List<Envelope> lane = lane();

    private static List<Envelope> lane() {
        Envelope[] lane = new Envelope[COUNT];
        LanePosition position = LanePosition.FIRST;
        for (int i = 0; i < COUNT; i++) {
            lane[i] = Logs.envelope(ALICE, position, i);
            position = position.next(lane[i].id());
        }
        return List.of(lane);
    }

    private Replica open(NoteSigner signer) {
        return open(signer, crew, System::nanoTime);
    }

    private static Replica open(NoteSigner signer, Crew crew, LongSupplier nanos) {
        CrashDisk disk = new CrashDisk(ROOT);
        LogSettings plain = Logs.settings(disk, ROOT.resolve("log"));
        LogSettings settings = new LogSettings(
                disk,
                plain.directory(),
                plain.origin(),
                plain.author(),
                signer,
                plain.timeKey(),
                plain.admission(),
                plain.clock(),
                nanos,
                plain.threads(),
                plain.checkpointSpacing());
        return Replica.open(settings.cosignedBy(crew.policy(), crew));
    }

    /** Turn {@code i} is the lane's {@code i}-th statement. */
    private void take(Replica replica, int from, int to) {
        for (int i = from; i < to; i++) {
            replica.take(new Turn(1, i), Optional.empty(), List.of(lane.get(i)));
        }
    }

    private static SignedCheckpoint lead(Replica replica, long size) {
        SignedCheckpoint[] last = new SignedCheckpoint[1];
        Crew.await(size + " entries are final", () -> {
            publish(replica).ifPresent(won -> last[0] = won);
            return replica.finality().finalSize() == size;
        });
        return last[0];
    }

    private static Optional<SignedCheckpoint> publish(Replica replica) {
        try {
            return replica.publish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aNewLeaderThatWasToldNothingGoesOnAfterWhatWasSigned() {
        Replica first = open(Logs.SIGNER);
        take(first, 0, 20);
        first.lead(() -> {});
        lead(first, 20);
        first.follow();

        Replica second = open(OTHER);
        take(second, 0, 30);
        second.lead(() -> {});
        assertTrue(second.cosigning().obstacle().isPresent(), "nobody was heard yet");
        SignedCheckpoint signed = lead(second, 30);
        assertEquals(List.of(OTHER.noteKey()), verified(signed));
        assertEquals(Optional.empty(), second.cosigning().obstacle());
    }

    /**
     * The leader before had its newest checkpoint cosigned by one of those that are left, and was cut off together with another
     * one. The new leader's older one then cannot become final, and those two never answer; nobody waits until they are given up.
     */
    @Test
    void whoIsCutOffDoesNotHoldUpWhatTheOthersCanMakeFinal() {
        Crew five = new Crew(5, 3, List.of(Logs.SIGNER.noteKey(), OTHER.noteKey()));
        Replica first = open(Logs.SIGNER, five, System::nanoTime);
        take(first, 0, 10);
        first.lead(() -> {});
        byte[] told = lead(first, 10).note().toBytes();
        Crew.await("the slowest have cosigned too", () -> {
            publish(first);
            return first.cosigning().cosigners().stream().allMatch(one -> one.lag() == 0);
        });
        five.away(0, 2, 3, 4);
        take(first, 10, 20);
        Crew.await("one has cosigned the newest", () -> {
            publish(first);
            return five.witness(1).last(Logs.ORIGIN).orElseThrow().size() == 20;
        });
        five.away();
        five.silent(3, 4);

        AtomicLong nanos = new AtomicLong();
        Replica second = open(OTHER, five, nanos::get);
        take(second, 0, 30);
        second.agree(new Turn(1, 30), told);
        second.settle();
        second.lead(() -> {});
        Crew.await("the three were heard", () -> {
            publish(second);
            return second.cosigning().obstacle().isEmpty();
        });
        nanos.addAndGet(Cosigning.ROUND_NANOS_MAX + 1);
        lead(second, 30);
        assertTrue(nanos.get() < Cosigning.ASK_NANOS_MAX, "and the other two were not given up");
    }

    private static List<NoteKey> verified(SignedCheckpoint signed) {
        try {
            return signed.note().verify(List.of(Logs.SIGNER.noteKey(), OTHER.noteKey()));
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLeaderWithLessThanWasSignedSignsNothingAndSaysWhy() throws IOException {
        Replica first = open(Logs.SIGNER);
        take(first, 0, 20);
        first.lead(() -> {});
        lead(first, 20);

        Replica restored = open(OTHER);
        take(restored, 0, 10);
        restored.lead(() -> {});
        Crew.await("the cosigners said what they hold", () -> {
            try {
                assertEquals(Optional.empty(), restored.publish());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return restored.cosigning()
                    .obstacle()
                    .map(Refusal::value)
                    .filter(who -> who.contains("holds 20"))
                    .isPresent();
        });
        assertEquals(0, restored.finality().publishedSize());
    }

    @Test
    void aLeaderCutOffFromItsCosignersSignsNothingNew() throws IOException {
        Replica first = open(Logs.SIGNER);
        take(first, 0, 5);
        crew.away(0, 1, 2);
        first.lead(() -> {});
        for (int i = 0; i < 50; i++) {
            assertEquals(Optional.empty(), first.publish());
        }
        assertEquals(0, first.finality().publishedSize());
        crew.away();
        lead(first, 5);
    }
}
