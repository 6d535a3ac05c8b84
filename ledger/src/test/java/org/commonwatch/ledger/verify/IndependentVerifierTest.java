package org.commonwatch.ledger.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.ledger.erase.EraseReason;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.policy.Standing;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.seal.EpochKey;
import org.commonwatch.ledger.seal.SealedPayload;
import org.commonwatch.ledger.sequence.Admission;
import org.commonwatch.ledger.sequence.Crew;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ours and docs/verify/verify.py, which shares no line with it, over the same files. */
class IndependentVerifierTest {
    private static final SigningKey ALICE = Logs.key(10);

    @TempDir
    static Path folder;

    private static Path log;
    private static Path policyFile;
    private static final Crew CREW = new Crew(3);

    /** Three hundred entries, two kinds of cosignatures; built once, changed and mended by the tests. */
    @BeforeAll
    static void build() throws IOException, Refused {
        log = folder.resolve("log");
        policyFile = folder.resolve("policy");
        Files.writeString(policyFile, CREW.policy().text());
        try (LocalSequencer sequencer = LocalSequencer.open(
                Logs.settings(new LocalDisk(), log, Admission.verifiedByCaller(), Duration.ofMillis(5))
                        .cosignedBy(CREW.policy(), CREW))) {
            Crew.await(
                    "cosigners are heard",
                    () -> sequencer.cosigning().obstacle().isEmpty());
            List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
            LanePosition position = LanePosition.FIRST;
            for (int i = 0; i < 299; i++) {
                Envelope envelope = i < 298 ? Logs.envelope(ALICE, position, i) : sealed(position);
                receipts.add(sequencer.append(envelope));
                position = position.next(envelope.id());
            }
            receipts.forEach(CompletableFuture::join);
            Crew.await("all is final", () -> sequencer.finality().finalSize() == 300);
        }
    }

    /** A statement whose payload lies beside the log as ciphertext, for somebody whose key nobody here has. */
    private static Envelope sealed(LanePosition position) throws Refused {
        SecureRandom random = new SecureRandom();
        SealedPayload payload = SealedPayload.of(
                Payload.of(List.of("some words".getBytes(StandardCharsets.UTF_8)), random),
                Logs.ORIGIN,
                "harbour",
                1,
                EpochKey.generate(random),
                random);
        Envelope envelope = Envelope.sign(
                Draft.of(
                                Logs.ORIGIN,
                                "org.example",
                                Instant.parse("2026-11-22T05:53:19.250Z"),
                                "sharing.objects",
                                1,
                                new Audience("harbour", Optional.of(1L)))
                        .with(payload.commitment()),
                position,
                ALICE);
        try (PayloadStore payloads = new PayloadStore(new LocalDisk(), log)) {
            payloads.write(envelope.id(), payload.file());
        }
        return envelope;
    }

    private static Python.Said verify() throws IOException, InterruptedException {
        return Python.verify(log.toString(), "--policy", policyFile.toString());
    }

    private static Report ours() {
        return Verifier.verify(
                new LocalDisk(), log, Trust.in(CREW.policy(), Logs.ORIGIN, id -> Optional.of(ALICE.verifyingKey())));
    }

    @Test
    void bothFindTheSameRootAndTheSameCosigners() throws IOException, InterruptedException {
        Report report = ours();
        assertEquals(List.of(), report.damages());
        assertTrue(report.isFinal());
        assertEquals(1, report.payloadsPresent());
        assertEquals(List.of("w0", "w1", "w2"), report.cosignedBy());
        Python.Said said = verify();
        assertEquals(0, said.exit(), said.text());
        String root = Files.readAllLines(log.resolve("checkpoint")).get(2);
        assertEquals(
                Logs.ORIGIN + ": 300 entries, root " + root + ", cosigned by w0, w1, w2\n",
                said.text().replace("\r", ""));
        assertEquals(
                0,
                Python.verify(log.toString(), "--key", Logs.SIGNER.noteKey().text())
                        .exit());
    }

    @Test
    void bothAgreeWithTheCorpusOfEdgeCases() throws IOException, InterruptedException {
        Path corpus = Python.SCRIPT.resolveSibling("edge-cases.txt");
        Python.Said said = Python.verify("--cases", corpus.toString());
        List<String> expected;
        try (Stream<String> lines = Files.lines(corpus)) {
            expected = lines.filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ")[4])
                    .toList();
        }
        assertEquals(expected, said.text().lines().toList());
    }

    /** One byte of each kind of file is changed; both must notice. */
    @Test
    void bothNoticeAChangedByteOfEachKindOfFile() throws IOException, InterruptedException {
        for (String file : List.of(
                "checkpoint",
                "tile/entries/000",
                "tile/entries/001.p/44",
                "tile/0/000",
                "tile/0/001.p/44",
                "tile/1/000.p/1")) {
            Path path = log.resolve(file);
            byte[] right = Files.readAllBytes(path);
            byte[] wrong = right.clone();
            wrong[right.length / 2] ^= 1;
            Files.write(path, wrong);
            try {
                Python.Said said = verify();
                assertEquals(1, said.exit(), file + ": " + said.text());
                assertTrue(said.text().contains("wrong: "), said.text());
                assertTrue(!ours().isIntact(), file);
            } finally {
                Files.write(path, right);
            }
        }
    }

    @Test
    void bothNoticeAMissingQuorumAndAForgedCosignature() throws IOException, InterruptedException, Refused {
        Path path = log.resolve("checkpoint");
        byte[] right = Files.readAllBytes(path);
        Note note = Note.parse(right);
        try {
            List<Note.Signature> lines = note.signatures().stream()
                    .filter(line -> !line.name().startsWith("w1"))
                    .toList();
            Files.write(path, new Note(note.text(), lines).toBytes());
            Python.Said two = verify();
            assertEquals("wrong: not final: cosigned by w0, w2\n", two.text());
            Report report = ours();
            assertTrue(report.isIntact() && !report.isFinal());
            assertEquals(Optional.of(new Standing(false, 1, List.of("w1"))), report.standing());
            for (String cosigner : List.of("w0.example", "w1.example")) {
                List<Note.Signature> forged = note.signatures().stream()
                        .map(line -> line.name().equals(cosigner) ? changed(line) : line)
                        .toList();
                Files.write(path, new Note(note.text(), forged).toBytes());
                Python.Said said = verify();
                assertEquals("wrong: checkpoint: the signature of " + cosigner + " does not hold\n", said.text());
                assertTrue(ours().damages().getFirst().what().contains("cosignature-wrong"));
            }
        } finally {
            Files.write(path, right);
        }
    }

    private static Note.Signature changed(Note.Signature line) {
        byte[] bytes = line.bytes();
        bytes[40] ^= 1;
        return new Note.Signature(line.name(), line.keyId(), bytes);
    }

    /** Payloads, one of them erased by order and one in part: both report it, and both refuse what nobody ordered. */
    @Test
    void bothTellWhatWasErasedFromWhatIsLost() throws IOException, InterruptedException, Refused {
        Path erased = folder.resolve("erased");
        List<Digest> ids = new ArrayList<>();
        try (LocalSequencer sequencer = LocalSequencer.open(Logs.settings(new LocalDisk(), erased));
                PayloadStore payloads = new PayloadStore(new LocalDisk(), erased)) {
            LanePosition position = LanePosition.FIRST;
            List<Long> entries = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Payload payload =
                        Payload.of(List.of(new byte[] {1}, new byte[] {2, 3}, new byte[0]), new SecureRandom());
                Envelope envelope = Envelope.sign(Logs.draft(i).with(payload.commitment()), position, ALICE);
                payloads.write(envelope.id(), payload);
                entries.add(sequencer.append(envelope).join().index());
                ids.add(envelope.id());
                position = position.next(envelope.id());
            }
            EraseOrder order = new EraseOrder(
                    EraseReason.LAW,
                    List.of(
                            new EraseOrder.Target(entries.get(0), List.of()),
                            new EraseOrder.Target(entries.get(1), List.of(1))));
            Draft draft = Draft.of(Logs.ORIGIN, "org.example", Logs.NOW, EraseOrder.TYPE, 1, Audience.of("own"));
            long at = sequencer
                    .append(Envelope.sign(draft.with(order.body()), position, ALICE))
                    .join()
                    .index();
            payloads.erase(ids.get(0), Logs.ORIGIN, at);
            payloads.erase(ids.get(1), Logs.ORIGIN, at, List.of(1));
        }
        String key = Logs.SIGNER.noteKey().text();
        Trust trust = new Trust(Logs.ORIGIN, List.of(Logs.SIGNER.noteKey()), id -> Optional.empty());
        Report report = Verifier.verify(new LocalDisk(), erased, trust);
        assertEquals(List.of(), report.damages());
        assertEquals(
                List.of("payload of entry 1: erased by entry 4", "object 1 of entry 2: erased by entry 4"),
                report.erasures());
        Python.Said said = Python.verify(erased.toString(), "--key", key);
        assertEquals(0, said.exit(), said.text());
        assertTrue(said.text().contains("payload of entry 1: erased by entry 4"), said.text());
        assertTrue(said.text().contains("object 1 of entry 2: erased by entry 4"), said.text());
        try (PayloadStore payloads = new PayloadStore(new LocalDisk(), erased)) {
            payloads.erase(ids.get(2), Logs.ORIGIN, 4, List.of(0));
        }
        assertEquals(1, Python.verify(erased.toString(), "--key", key).exit());
        assertTrue(!Verifier.verify(new LocalDisk(), erased, trust).isIntact());
    }

    /** A proof of two histories holds for both programs; of an honest pair it does for neither. */
    @Test
    void bothSeeThatALogSignedTwoHistories() throws IOException, InterruptedException, Refused {
        String key = Logs.SIGNER.noteKey().text();
        List<Fork> proofs = new ArrayList<>();
        Digest lie = Digest.of(new byte[] {1});
        Digest right;
        try (LocalSequencer sequencer = LocalSequencer.open(Logs.settings(new LocalDisk(), folder.resolve("two")))) {
            LanePosition position = LanePosition.FIRST;
            for (int i = 0; i < 20; i++) {
                Envelope envelope = Logs.envelope(ALICE, position, i);
                sequencer.append(envelope).join();
                position = position.next(envelope.id());
            }
            LogReader reader = sequencer.reader();
            long size = reader.size();
            right = reader.rootAt(7);
            Note newer = reader.checkpoint().note();
            proofs.add(new Fork(signed(size, lie), newer, Optional.empty()));
            proofs.add(
                    new Fork(signed(7, lie), newer, Optional.of(new Fork.Prefix(right, reader.consistency(7, size)))));
            proofs.add(new Fork(
                    signed(7, right), newer, Optional.of(new Fork.Prefix(right, reader.consistency(7, size)))));
        }
        for (int i = 0; i < proofs.size(); i++) {
            boolean convicts = i < 2;
            Fork fork = proofs.get(i);
            Path file = folder.resolve(fork.fileName());
            Files.write(file, fork.toBytes());
            Python.Said said = Python.verify("--fork", file.toString(), "--key", key);
            assertEquals(convicts ? 0 : 1, said.exit(), said.text());
            assertEquals(convicts, said.text().contains("signed two histories"), said.text());
            assertEquals(convicts, convictsByOurs(fork));
        }
        String other = new NoteKey(Logs.ORIGIN, ALICE.verifyingKey()).text();
        assertEquals(
                1,
                Python.verify(
                                "--fork",
                                folder.resolve(proofs.getFirst().fileName()).toString(),
                                "--key",
                                other)
                        .exit());
    }

    /** Several nodes order a log in turn, each signs with its own key: whoever has the policy can check it, whoever signed last. */
    @Test
    void bothFollowALogWhoseCheckpointsAlternateKeys() throws IOException, InterruptedException, Refused {
        Path turns = folder.resolve("turns");
        NoteSigner other = new NoteSigner(Logs.ORIGIN, Logs.key(40));
        Policy policy = PolicyBuilder.community(
                List.of(
                        new Policy.Log(Logs.SIGNER.noteKey(), Optional.empty()),
                        new Policy.Log(other.noteKey(), Optional.empty())),
                List.of());
        Path policyOfTwo = folder.resolve("policy-of-two");
        Files.writeString(policyOfTwo, policy.text());
        LanePosition position = LanePosition.FIRST;
        for (int turn = 0; turn < 4; turn++) {
            NoteSigner signer = turn % 2 == 0 ? Logs.SIGNER : other;
            NoteSigner before = turn % 2 == 0 ? other : Logs.SIGNER;
            LogSettings settings =
                    Logs.settings(new LocalDisk(), turns, signer).orderedBeforeBy(List.of(before.noteKey()));
            try (LocalSequencer sequencer = LocalSequencer.open(settings)) {
                for (int i = 0; i < 5; i++) {
                    Envelope envelope = Logs.envelope(ALICE, position, i);
                    sequencer.append(envelope).join();
                    position = position.next(envelope.id());
                }
            }
            Python.Said said = Python.verify(turns.toString(), "--policy", policyOfTwo.toString());
            assertEquals(0, said.exit(), said.text());
            Report report = Verifier.verify(
                    new LocalDisk(), turns, Trust.in(policy, Logs.ORIGIN, id -> Optional.of(ALICE.verifyingKey())));
            assertEquals(List.of(), report.damages());
            assertEquals(
                    1,
                    Python.verify(turns.toString(), "--key", before.noteKey().text())
                            .exit(),
                    "one key is not enough");
            Trust half = new Trust(Logs.ORIGIN, List.of(before.noteKey()), id -> Optional.empty());
            assertTrue(!Verifier.verify(new LocalDisk(), turns, half).isIntact());
        }
    }

    /** Of two keys each signed one history: both programs say so, and with one key alone nobody is convicted. */
    @Test
    void aForkOfTwoKeysNamesBoth() throws IOException, InterruptedException, Refused {
        NoteSigner other = new NoteSigner(Logs.ORIGIN, Logs.key(40));
        Note theirs = SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, 9, Digest.of(new byte[] {2})), other)
                .note();
        Fork fork = new Fork(signed(9, Digest.of(new byte[] {1})), theirs, Optional.empty());
        List<NoteKey> keys = List.of(Logs.SIGNER.noteKey(), other.noteKey());
        assertEquals(keys, fork.verify(keys));
        Path file = folder.resolve(fork.fileName());
        Path names = folder.resolve("log.keys");
        Files.write(file, fork.toBytes());
        Files.write(names, keys.stream().map(NoteKey::text).toList());
        Python.Said said = Python.verify("--fork", file.toString(), "--keys", names.toString());
        assertEquals(0, said.exit(), said.text());
        for (NoteKey key : keys) {
            assertTrue(said.text().contains("9 entries: signed with " + key.text()), said.text());
        }
        assertEquals(
                1,
                Python.verify(
                                "--fork",
                                file.toString(),
                                "--key",
                                keys.getFirst().text())
                        .exit());
    }

    private static Note signed(long size, Digest root) {
        return SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, size, root), Logs.SIGNER)
                .note();
    }

    private static boolean convictsByOurs(Fork fork) {
        try {
            return !fork.verify(List.of(Logs.SIGNER.noteKey())).isEmpty();
        } catch (Refused proved) {
            return false;
        }
    }
}
