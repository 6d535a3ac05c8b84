package org.commonwatch.ledger.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.witness.Witness;
import org.commonwatch.ledger.witness.WitnessedLog;
import org.junit.jupiter.api.Test;

class SteppedSequencerTest {
    private static final Path ROOT = Path.of("/disk");
    private static final SigningKey ALICE = Logs.key(10);
    private static final int STEPS = 10;

    private final CrashDisk disk = new CrashDisk(ROOT);

    /** One witness, whose clock stands still: a second cosignature of a checkpoint is the same line. */
    private LogSettings settings() throws Refused {
        Cosigner cosigner = Cosigner.ofEd25519("w0.example", Logs.key(50));
        WitnessedLog log = new WitnessedLog(Logs.ORIGIN, List.of(Logs.SIGNER.noteKey()), List.of());
        Witness witness = new Witness(
                disk, ROOT.resolve("w"), List.of(cosigner), any -> Optional.of(log), () -> Logs.NOW, fork -> {});
        Policy policy = PolicyBuilder.community(
                List.of(new Policy.Log(Logs.SIGNER.noteKey(), Optional.empty())),
                List.of(new Policy.Witness("w0", cosigner.key(), Optional.empty())));
        return Logs.impatient(disk, ROOT.resolve("log"))
                .cosignedBy(
                        policy, (name, request) -> CompletableFuture.completedFuture(witness.add(request.toBytes())));
    }

    private static void steps(SteppedSequencer log) {
        for (int i = 0; i < STEPS; i++) {
            log.step();
        }
    }

    /** Restarted within the second of its last cosignatures, a log is answered with lines that it has already. */
    @Test
    void goesOnWhenCosignersRepeatTheLinesItHas() throws Refused {
        LogSettings settings = settings();
        for (int start = 0; start < 3; start++) {
            try (SteppedSequencer log = SteppedSequencer.open(settings, () -> {})) {
                steps(log);
                CompletableFuture<Receipt> receipt =
                        log.append(Logs.envelope(ALICE, log.nextPosition(ALICE.id()), start));
                steps(log);
                assertEquals(start + 1, receipt.join().index());
                assertEquals(log.finality().acceptedSize(), log.finality().finalSize(), "start " + start);
            }
        }
    }

    @Test
    void nothingHappensBetweenSteps() throws Refused {
        try (SteppedSequencer log = SteppedSequencer.open(settings(), () -> {})) {
            CompletableFuture<Receipt> early = log.append(Logs.envelope(ALICE, log.nextPosition(ALICE.id()), 1));
            assertEquals(0, log.finality().acceptedSize());
            assertFalse(early.isDone());
            log.step();
            // Nothing is taken before so many cosigners were heard that the log knows it has not gone back.
            CompletionException refused = assertThrows(CompletionException.class, early::join);
            assertEquals(
                    "log-unavailable",
                    assertInstanceOf(Refused.class, refused.getCause())
                            .refusal()
                            .code());
        }
    }
}
