package org.commonwatch.ledger.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.succession.Ballot;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Inheritance;
import org.commonwatch.ledger.succession.Succession;
import org.commonwatch.ledger.succession.Terms;
import org.commonwatch.ledger.succession.Transition;
import org.commonwatch.ledger.succession.Vote;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Witness;
import org.commonwatch.ledger.witness.WitnessedLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps of a chain of epochs as files, and docs/verify/verify.py over them from the founder's policy on. */
class ChainVerifierTest {
    private static final NoteSigner NEXT_SIGNER = new NoteSigner(Logs.ORIGIN, Logs.key(3));
    private static final int MEMBERS = 4;
    private static final int ENTRIES = 12;
    private static final Terms FIRST = terms(1, Logs.SIGNER);
    private static final Terms NEXT = terms(2, NEXT_SIGNER);
    private static final Epoch EPOCH = Epoch.first(Logs.ORIGIN, FIRST);

    @TempDir
    private Path folder = Path.of("");

    private Path log = Path.of("");
    private LogReader main = history("a");
    private LogReader other = history("b");

    private static Cosigner cosigner(int number, int epoch) {
        return number % 2 == 0
                ? Cosigner.ofEd25519("m" + number, Logs.key(100 * epoch + number))
                : Cosigner.ofMlDsa44(
                        "m" + number,
                        MlDsaSigningKey.ofSeed(Logs.key(100 * epoch + number).seed()));
    }

    private static Terms terms(int epoch, NoteSigner signer) {
        try {
            List<Policy.Witness> lines = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                lines.add(new Policy.Witness("m" + i, cosigner(i, epoch).key(), Optional.empty()));
            }
            Policy policy = PolicyBuilder.community(List.of(new Policy.Log(signer.noteKey(), Optional.empty())), lines);
            return new Terms(policy, Map.of(signer.noteKey(), "m0"));
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    /** Twelve entries, of which histories share the first three. */
    private static LogReader history(String name) {
        CrashDisk disk = new CrashDisk(Path.of("/disk"));
        LogWriter writer = LogWriter.at(disk, Path.of("/disk"), 0);
        for (int i = 0; i < ENTRIES; i++) {
            writer.append((i < 3 ? "shared " + i : name + i).getBytes(StandardCharsets.UTF_8));
        }
        try {
            writer.writeTiles();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        SignedCheckpoint head = SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, ENTRIES, writer.root()), Logs.SIGNER);
        return new LogReader(disk, Path.of("/disk"), () -> head);
    }

    private static SignedCheckpoint at(LogReader history, long size) {
        return SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, size, history.rootAt(size)), Logs.SIGNER);
    }

    private static Vote vote(int member, SignedCheckpoint last) throws Refused {
        CrashDisk disk = new CrashDisk(Path.of("/disk"));
        WitnessedLog known = new WitnessedLog(Logs.ORIGIN, List.of(Logs.SIGNER.noteKey()), List.of());
        Witness witness = new Witness(
                disk,
                Path.of("/disk/w"),
                List.of(cosigner(member, 1)),
                any -> Optional.of(known),
                () -> Logs.NOW,
                fork -> {});
        assertEquals(
                200,
                witness.add(new AddCheckpoint(0, List.of(), last.checkpoint(), last.note()))
                        .status());
        return new Ballot(disk, Path.of("/disk/v"), witness, cosigner(member, 1)).vote(EPOCH, NEXT.id(), List.of());
    }

    private List<Vote> votes() throws Refused {
        return List.of(vote(1, at(main, 8)), vote(2, at(main, 10)), vote(3, at(main, 12)));
    }

    private Transition step(List<Vote> votes, List<Fork> forks) throws Refused {
        return new Transition(FIRST, Succession.of(EPOCH, NEXT, votes, List.of(), forks, main));
    }

    /** The log in its second epoch, as a node of it would serve it. */
    private void lay(Transition step) throws IOException, Refused {
        Epoch second = step.verify(EPOCH);
        LocalDisk disk = new LocalDisk();
        Inheritance.lay(disk, log, second, NEXT_SIGNER, main);
        List<Note.Signature> lines = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            lines.add(cosigner(i, 2).cosign(second.start(), Logs.NOW));
        }
        Note note = SignedCheckpoint.sign(second.start(), NEXT_SIGNER).note().with(lines);
        Files.write(log.resolve("checkpoint"), note.toBytes());
        Files.createDirectories(log.resolve("epochs"));
        Files.write(log.resolve("epochs/2"), step.toBytes());
        Files.writeString(folder.resolve("policy"), FIRST.policy().text());
    }

    @BeforeEach
    void inAFolder() {
        log = folder.resolve("log");
    }

    private Python.Said python() throws IOException, InterruptedException {
        return Python.verify(
                log.toString(), "--policy", folder.resolve("policy").toString());
    }

    @Test
    void aChainIsCheckedFromTheFoundersPolicyOn() throws IOException, InterruptedException, Refused {
        lay(step(votes(), List.of()));
        Python.Said said = python();
        assertEquals(0, said.exit(), said.text());
        assertTrue(said.text().contains("12 entries") && said.text().contains("cosigned by m0, m1, m2"), said.text());
        assertTrue(said.text().contains("epoch 2 begins with 12 entries, by 3 votes"), said.text());
    }

    @Test
    void aProvenLiarsVoteDoesNotCountInBoth() throws IOException, InterruptedException, Refused {
        Fork fork = new Fork(at(main, 10).note(), at(other, 10).note(), Optional.empty());
        List<Vote> four =
                List.of(vote(0, at(other, 10)), vote(1, at(main, 10)), vote(2, at(main, 10)), vote(3, at(other, 10)));
        lay(step(four, List.of(fork)));
        Python.Said said = python();
        assertEquals(0, said.exit(), said.text());
        assertTrue(said.text().contains("epoch 2 begins with 10 entries"), said.text());
    }

    @Test
    void aPlaceThatTheVotesDoNotDecideForIsRefused() throws IOException, InterruptedException, Refused {
        Transition good = step(votes(), List.of());
        lay(good);
        Succession record = good.record();
        Succession lower = new Succession(
                record.origin(),
                2,
                NEXT,
                at(main, 8).checkpoint(),
                record.votes(),
                Optional.empty(),
                List.of(),
                record.chain());
        Files.write(log.resolve("epochs/2"), new Transition(FIRST, lower).toBytes());
        Python.Said said = python();
        assertEquals(1, said.exit(), said.text());
        assertTrue(said.text().contains("the votes do not let epoch 2 start at 8"), said.text());
        // Without the chain the founder's policy knows nothing of the new keys.
        Files.delete(log.resolve("epochs/2"));
        assertEquals(1, python().exit());
    }

    @Test
    void aChangedByteIsRefusedByBoth() throws IOException, InterruptedException, Refused {
        Transition good = step(votes(), List.of());
        lay(good);
        byte[] right = good.toBytes();
        assertArrayEquals(right, Transition.parse(right).toBytes());
        Random dice = new Random(20_261_127);
        for (int round = 0; round < 300; round++) {
            byte[] wrong = right.clone();
            int at = dice.nextInt(right.length);
            wrong[at] ^= (byte) (1 << dice.nextInt(8));
            assertThrows(Refused.class, () -> Transition.parse(wrong).verify(EPOCH), "byte " + at);
            if (round % 40 == 0) {
                Files.write(log.resolve("epochs/2"), wrong);
                Python.Said said = python();
                assertEquals(1, said.exit(), "byte " + at + ": " + said.text());
            }
        }
    }

    /** Who was away while the log stated other policies goes by a quorum that it knows. */
    @Test
    void aQuorumOfAPolicyThatIsTrustedVouchesForAnother() throws Refused {
        Transition step = step(votes(), List.of());
        assertTrue(step.isVouchedBy(FIRST.policy()));
        List<Policy.Witness> lines = FIRST.policy().witnesses();
        assertTrue(step.isVouchedBy(PolicyBuilder.community(FIRST.policy().logs(), lines.subList(1, 3))));
        assertFalse(step.isVouchedBy(PolicyBuilder.community(FIRST.policy().logs(), lines.subList(0, 3))));
        assertFalse(step.isVouchedBy(NEXT.policy()));
        assertFalse(step.isVouchedBy(Policy.unwitnessed(Logs.SIGNER.noteKey())));
    }
}
