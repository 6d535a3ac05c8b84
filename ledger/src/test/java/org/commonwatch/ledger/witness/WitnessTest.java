package org.commonwatch.ledger.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.CrashDisk.Failure;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.merkle.MerkleTree;
import org.commonwatch.ledger.merkle.Proofs;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.proof.Fork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WitnessTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path FOLDER = ROOT.resolve("witness");
    private static final String ORIGIN = "log.example.org/baltic";
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final NoteSigner LOG = new NoteSigner(ORIGIN, key(1));
    private static final NoteSigner STRANGER = new NoteSigner(ORIGIN, key(2));
    private static final Cosigner COSIGNER = Cosigner.ofEd25519("w.example", key(3));

    private final CrashDisk disk = new CrashDisk(ROOT);
    private final List<Fork> forks = new ArrayList<>();

    private static SigningKey key(int number) {
        return SigningKey.ofSeed(Digest.of(new byte[] {(byte) number}).toBytes());
    }

    private Witness witness(CrashDisk on, List<CheckpointRule> rules) {
        WitnessedLog log = new WitnessedLog(ORIGIN, List.of(LOG.noteKey()), rules);
        return new Witness(
                on,
                FOLDER,
                List.of(COSIGNER),
                origin -> origin.equals(ORIGIN) ? Optional.of(log) : Optional.empty(),
                () -> NOW,
                forks::add);
    }

    /** Tree of {@code size} leaves of history {@code branch}; branches agree on the first three. */
    private static MerkleTree tree(String branch, int size) {
        List<Digest> leaves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            leaves.add(Rfc6962.leafHash(((i < 3 ? "" : branch) + i).getBytes(StandardCharsets.UTF_8)));
        }
        return MerkleTree.of(leaves);
    }

    private static SignedCheckpoint checkpoint(String branch, int size, NoteSigner signer) {
        Digest root = size == 0 ? Rfc6962.EMPTY_ROOT : tree(branch, size).root();
        return SignedCheckpoint.sign(Checkpoint.of(ORIGIN, size, root), signer);
    }

    private static AddCheckpoint request(String branch, int old, int size) {
        SignedCheckpoint to = checkpoint(branch, size, LOG);
        List<Digest> proof = old == 0 || old == size ? List.of() : Proofs.consistency(tree(branch, size), old, size);
        return new AddCheckpoint(old, proof, to.checkpoint(), to.note());
    }

    /** Requests to a witness that has cosigned five entries of history a. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a | 5 | 8 | 200 | continues
            a | 5 | 5 | 200 | the same again
            a | 0 | 8 | 409 | from nothing
            a | 3 | 8 | 409 | from an older size
            a | 7 | 8 | 409 | from a size not seen
            a | 3 | 4 | 409 | going back
            b | 5 | 8 | 422 | another history
            b | 5 | 5 | 409 | another root at the same size
            """)
    void answersAsTheProtocolSays(String branch, int old, int size, int status, String why) {
        Witness witness = witness(disk, List.of());
        assertEquals(200, witness.add(request("a", 0, 5)).status());
        Verdict verdict = witness.add(request(branch, old, size));
        assertEquals(status, verdict.status(), why);
        if (verdict instanceof Verdict.Conflict conflict) {
            assertEquals(5, conflict.size());
            assertEquals("5\n", new String(verdict.body(), StandardCharsets.UTF_8));
            assertEquals("text/x.tlog.size", verdict.contentType());
        }
        assertEquals(
                status == 200 ? size : 5, witness.last(ORIGIN).orElseThrow().size(), why);
    }

    @Test
    void theCosignatureVerifiesOverTheCheckpoint() throws Refused {
        AddCheckpoint request = request("a", 0, 5);
        Verdict verdict = Verdict.parse(
                200, witness(disk, List.of()).add(request.toBytes()).body());
        Note.Signature line =
                assertInstanceOf(Verdict.Cosigned.class, verdict).lines().getFirst();
        assertEquals(NOW, COSIGNER.key().verify(request.checkpoint(), line).time());
    }

    @Test
    void bothKindsOfKeyAnswerInOneGo() throws Refused {
        Cosigner pq = Cosigner.ofMlDsa44("w.example", MlDsaSigningKey.ofSeed(new byte[32]));
        WitnessedLog log = new WitnessedLog(ORIGIN, List.of(LOG.noteKey()), List.of());
        Witness witness =
                new Witness(disk, FOLDER, List.of(COSIGNER, pq), any -> Optional.of(log), () -> NOW, forks::add);
        AddCheckpoint request = request("a", 0, 5);
        Verdict.Cosigned cosigned =
                (Verdict.Cosigned) Verdict.parse(200, witness.add(request).body());
        COSIGNER.key().verify(request.checkpoint(), cosigned.lines().get(0));
        pq.key().verify(request.checkpoint(), cosigned.lines().get(1));
    }

    /** Whoever changes its key stays bound by what it signed with the one before, also over a restart. */
    @Test
    void aNewerKeyHasTheOlderOnesMemory() throws Refused {
        Cosigner newer = Cosigner.ofMlDsa44("w.example", MlDsaSigningKey.ofSeed(new byte[32]));
        AtomicReference<List<Cosigner>> keys = new AtomicReference<>(List.of(COSIGNER));
        WitnessedLog log = new WitnessedLog(ORIGIN, List.of(LOG.noteKey()), List.of());
        Supplier<Witness> start =
                () -> new Witness(disk, FOLDER, origin -> keys.get(), any -> Optional.of(log), () -> NOW, forks::add);
        Witness witness = start.get();
        assertEquals(200, witness.add(request("a", 0, 5)).status());
        keys.set(List.of(COSIGNER, newer));
        Verdict.Cosigned both = assertInstanceOf(Verdict.Cosigned.class, witness.add(request("a", 5, 6)));
        assertEquals(2, both.lines().size());
        keys.set(List.of(newer));
        for (Witness with : List.of(witness, start.get())) {
            assertEquals(409, with.add(request("b", 0, 8)).status());
            assertEquals(422, with.add(request("b", 6, 8)).status());
            assertEquals(409, with.add(request("b", 6, 6)).status());
        }
        AddCheckpoint next = request("a", 6, 8);
        Verdict.Cosigned cosigned = assertInstanceOf(Verdict.Cosigned.class, witness.add(next));
        assertEquals(1, cosigned.lines().size());
        newer.key().verify(next.checkpoint(), cosigned.lines().getFirst());
    }

    @Test
    void anUnknownLogIs404AndAStrangersSignature403() {
        Witness witness = witness(disk, List.of());
        SignedCheckpoint other =
                SignedCheckpoint.sign(Checkpoint.of("other", 0, Rfc6962.EMPTY_ROOT), new NoteSigner("other", key(1)));
        assertEquals(
                404,
                witness.add(new AddCheckpoint(0, List.of(), other.checkpoint(), other.note()))
                        .status());
        SignedCheckpoint forged = checkpoint("a", 5, STRANGER);
        assertEquals(
                403,
                witness.add(new AddCheckpoint(0, List.of(), forged.checkpoint(), forged.note()))
                        .status());
        assertEquals(Optional.empty(), witness.last(ORIGIN));
    }

    @Test
    void fromSizeZeroNothingIsProvedAndTheEmptyTreeHasOneRoot() {
        Witness witness = witness(disk, List.of());
        SignedCheckpoint five = checkpoint("a", 5, LOG);
        assertEquals(
                422,
                witness.add(new AddCheckpoint(0, List.of(Digest.of()), five.checkpoint(), five.note()))
                        .status());
        SignedCheckpoint odd = SignedCheckpoint.sign(Checkpoint.of(ORIGIN, 0, five.root()), LOG);
        assertEquals(
                409,
                witness.add(new AddCheckpoint(0, List.of(), odd.checkpoint(), odd.note()))
                        .status());
        assertEquals(200, witness.add(request("a", 0, 0)).status());
        assertEquals(200, witness.add(request("a", 0, 5)).status());
    }

    @Test
    void twoRootsAtOneSizeBecomeEvidence() throws Refused {
        Witness witness = witness(disk, List.of());
        witness.add(request("a", 0, 5));
        witness.add(request("b", 5, 5));
        assertEquals(List.of(LOG.noteKey()), forks.getFirst().verify(List.of(LOG.noteKey())));
    }

    @Test
    void linesOfStrangersAreNotKept() {
        Witness witness = witness(disk, List.of());
        AddCheckpoint plain = request("a", 0, 5);
        Note noisy = plain.note().with(List.of(COSIGNER.cosign(plain.checkpoint(), NOW)));
        assertEquals(
                200,
                witness.add(new AddCheckpoint(0, List.of(), plain.checkpoint(), noisy))
                        .status());
        assertEquals(1, witness.last(ORIGIN).orElseThrow().note().signatures().size());
    }

    @Test
    void malformedRequestsAre400() {
        Witness witness = witness(disk, List.of());
        String note = new String(request("a", 0, 5).note().toBytes(), StandardCharsets.UTF_8);
        String hash = Digest.of().base64() + "\n";
        for (String body : List.of(
                "",
                "\n",
                "old 0\n",
                "old 0\n\n",
                "old 0\n" + note,
                "old 00\n\n" + note,
                "old -1\n\n" + note,
                "old +1\n\n" + note,
                "old 6\n\n" + note,
                "old 9223372036854775808\n\n" + note,
                "new 0\n\n" + note,
                "old 0\r\n\n" + note,
                "old 0\nAA==\n\n" + note,
                "old 0\n" + hash.repeat(64) + "\n" + note,
                "old 0\n\n" + note.substring(0, note.length() - 1))) {
            assertEquals(400, witness.add(body.getBytes(StandardCharsets.UTF_8)).status(), body);
        }
        assertEquals(400, witness.add(new byte[AddCheckpoint.BYTES_MAX + 1]).status());
        // What comes out of the parser is what goes in.
        AddCheckpoint proved = request("a", 3, 8);
        assertEquals(proved, assertParses(proved.toBytes()));
    }

    private static AddCheckpoint assertParses(byte[] body) {
        try {
            return AddCheckpoint.parse(body);
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    /** Any bytes make a verdict and nothing else; seed printed. */
    @Test
    void changedRequestsNeverDoAnythingButAnswer() {
        Random random = new Random(20_261_125);
        byte[] right = request("a", 3, 8).toBytes();
        Witness witness = witness(disk, List.of());
        for (int round = 0; round < 300; round++) {
            byte[] body = right.clone();
            for (int change = 0; change < 1 + random.nextInt(3); change++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            Verdict verdict = witness.add(body);
            assertTrue(verdict.status() != 200, "seed 20261125 round " + round);
        }
    }

    @Test
    void answersOfOtherFormsAreRefused() {
        Map<String, Integer> wrong = new TreeMap<>(
                Map.of("", 200, "x\n", 200, "5", 409, "05\n", 409, "5\n\n", 409, "-5\n", 409, "ok", 204, "gone", 500));
        wrong.forEach((body, status) ->
                assertThrows(Refused.class, () -> Verdict.parse(status, body.getBytes(StandardCharsets.UTF_8)), body));
        assertThrows(Refused.class, () -> Verdict.parse(200, new byte[Verdict.BYTES_MAX + 1]));
        String line = COSIGNER.cosign(checkpoint("a", 5, LOG).checkpoint(), NOW).line() + "\n";
        assertThrows(
                Refused.class,
                () -> Verdict.parse(200, line.repeat(Verdict.LINES_MAX + 1).getBytes(StandardCharsets.UTF_8)));
    }

    /** The signature leaves only when what it is for is durable: whatever fails, and whether it happened or not. */
    @Test
    void afterAnyFailureAndPowerLossNoSecondHistoryIsCosigned() {
        CrashDisk base = new CrashDisk(ROOT);
        assertEquals(200, witness(base, List.of()).add(request("a", 0, 4)).status());
        long changes = changesOf(base.copy());
        assertTrue(changes >= 4, "the write has as many steps: " + changes);
        for (long at = 1; at <= changes; at++) {
            for (Failure how : Failure.values()) {
                for (int dice = 0; dice < 8; dice++) {
                    String what = "change " + at + " " + how + " dice " + dice;
                    CrashDisk now = base.copy();
                    Witness witness = witness(now, List.of());
                    now.failAt(at, how, false);
                    boolean said = witness.add(request("a", 4, 8)) instanceof Verdict.Cosigned;
                    // The same process goes on, without power loss: it finds out what it has, and persists before
                    // signing.
                    if (!said && dice % 2 == 0) {
                        said = cosigns(witness, "a", 8);
                        assertTrue(said, what);
                    }
                    now.crash(new Random(dice));
                    Witness after = witness(now, List.of());
                    if (said) {
                        assertEquals(8, after.last(ORIGIN).orElseThrow().size(), what);
                    }
                    assertTrue(!said || !cosigns(after, "b", 9), what + ": a second history");
                    assertTrue(cosigns(after, "a", 9), what + ": goes on");
                }
            }
        }
    }

    private long changesOf(CrashDisk on) {
        long before = on.changes();
        witness(on, List.of()).add(request("a", 4, 8));
        return on.changes() - before;
    }

    /** As a log asks: once to learn the size, then with the proof from there. */
    private static boolean cosigns(Witness witness, String branch, int size) {
        Verdict verdict = witness.add(request(branch, 0, size));
        if (verdict instanceof Verdict.Conflict conflict && conflict.size() <= size) {
            verdict = witness.add(request(branch, (int) conflict.size(), size));
        }
        return verdict instanceof Verdict.Cosigned;
    }

    @Test
    void aMarkOnDiskThatIsNotDurableIsMadeSoBeforeItIsBuiltOn() {
        CrashDisk now = new CrashDisk(ROOT);
        assertEquals(200, witness(now, List.of()).add(request("a", 0, 4)).status());
        // The process dies after the rename and before the folder is synced; another one starts on the same machine.
        now.failAt(4, Failure.NOT_DONE, true);
        assertEquals(503, witness(now, List.of()).add(request("a", 4, 8)).status());
        now.heal();
        Witness next = witness(now, List.of());
        assertTrue(cosigns(next, "a", 8));
        for (int dice = 0; dice < 20; dice++) {
            CrashDisk after = now.copy();
            after.crash(new Random(dice));
            assertEquals(8, witness(after, List.of()).last(ORIGIN).orElseThrow().size(), "dice " + dice);
        }
    }

    @Test
    void aDamagedMemoryIsNotTakenForANewLog() throws Exception {
        Witness before = witness(disk, List.of());
        before.add(request("a", 0, 5));
        before.add(request("a", 5, 8));
        String name = Digest.of(ORIGIN.getBytes(StandardCharsets.UTF_8)).hex();
        List<Path> files = List.of(FOLDER.resolve(name + "-0"), FOLDER.resolve(name + "-1"));
        // Magic, number, length, the state, its hash; behind it is room.
        int used = 20 + ByteBuffer.wrap(disk.readAll(files.getFirst(), 1 << 20)).getInt(16) + 32;
        for (int at = 0; at < used; at += 7) {
            for (Path one : files) {
                CrashDisk bent = disk.copy();
                bent.flip(one, at, 4);
                assertEquals(
                        8, witness(bent, List.of()).last(ORIGIN).orElseThrow().size(), one + ", byte " + at);
            }
            CrashDisk bent = disk.copy();
            bent.flip(files.get(0), at, 4);
            bent.flip(files.get(1), used - 1 - at, 4);
            Witness after = witness(bent, List.of());
            assertEquals(503, after.add(request("b", 0, 5)).status(), "byte " + at);
            assertThrows(DiskFault.class, () -> after.last(ORIGIN));
        }
    }

    @Test
    void oneThatHasLeftCosignsNoMoreEvenAfterPowerLoss() {
        Witness witness = witness(disk, List.of());
        witness.add(request("a", 0, 5));
        assertEquals(5, witness.freeze(ORIGIN).orElseThrow().size());
        assertEquals(403, witness.add(request("a", 5, 8)).status());
        disk.crash(new Random(1));
        Witness after = witness(disk, List.of());
        assertTrue(after.isFrozen(ORIGIN));
        assertEquals(403, after.add(request("a", 5, 8)).status());
        assertEquals(5, after.freeze(ORIGIN).orElseThrow().size());
    }

    @Test
    void aRuleRefusesBeforeAnythingIsPersisted() {
        Refusal no = Refusal.of("no", "", "No.");
        Witness witness = witness(disk, List.of(checkpoint -> Optional.of(no)));
        assertEquals(422, witness.add(request("a", 0, 5)).status());
        assertEquals(Optional.empty(), witness.last(ORIGIN));
    }

    /** While a slow request is looked at, a quicker one takes the place; the slow one must not turn it back. */
    @Test
    void ofTwoRequestsAtOnceTheLaterDoesNotRollBack() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CheckpointRule slow = checkpoint -> {
            if (checkpoint.size() == 6) {
                inside.countDown();
                await(go);
            }
            return Optional.empty();
        };
        Witness witness = witness(disk, List.of(slow));
        witness.add(request("a", 0, 5));
        AtomicReference<Verdict> late = new AtomicReference<>();
        Thread thread = new Thread(() -> late.set(witness.add(request("a", 5, 6))));
        thread.start();
        inside.await();
        assertEquals(200, witness.add(request("a", 5, 8)).status());
        go.countDown();
        thread.join();
        assertEquals(new Verdict.Conflict(8), late.get());
        assertEquals(8, witness.last(ORIGIN).orElseThrow().size());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aMirrorCosignsOnlyWhatIsHeld() {
        List<Long> asked = new ArrayList<>();
        AtomicReference<Optional<Refusal>> answer =
                new AtomicReference<>(Optional.of(Refusal.of("log-incomplete", "", "Not all.")));
        MirrorWitness mirror = new MirrorWitness(
                witness(disk, List.of()),
                origin -> origin.equals(ORIGIN)
                        ? Optional.of(checkpoint -> {
                            asked.add(checkpoint.size());
                            return answer.get();
                        })
                        : Optional.empty());
        assertEquals(503, mirror.add(request("a", 0, 5).toBytes()).status());
        assertEquals(Optional.empty(), mirror.witness().last(ORIGIN));
        answer.set(Optional.empty());
        assertEquals(200, mirror.add(request("a", 0, 5)).status());
        // A request that will be refused anyway is not worth fetching for.
        assertEquals(409, mirror.add(request("a", 3, 8)).status());
        assertEquals(422, mirror.add(request("b", 5, 8)).status());
        assertEquals(List.of(5L, 5L), asked);
        assertEquals(400, mirror.add(new byte[0]).status());
    }

    /** Log time against a clock that stands at noon; the last look was at eleven, when log time was 10:59. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10:59 | ''                 | unchanged
            11:30 | ''                 | appended while this node was away
            12:00 | ''                 | now
            12:05 | ''                 | at the bound
            12:06 | log-time-off       | ahead
            10:58 | log-time-backwards | before the last one
            """)
    void refusesLogTimeThatIsOff(String time, String code, String why) {
        Instant day = Instant.parse("2026-11-25T00:00:00Z");
        AtomicReference<Instant> clock = new AtomicReference<>(at(day, "11:00"));
        AtomicReference<Instant> log = new AtomicReference<>(at(day, "10:59"));
        LogTimeRule rule = new LogTimeRule(size -> Optional.of(log.get()), clock::get);
        SignedCheckpoint checkpoint = checkpoint("a", 5, LOG);
        assertEquals(Optional.empty(), rule.refusal(checkpoint));
        rule.cosigned(checkpoint);
        clock.set(at(day, "12:00"));
        log.set(at(day, time));
        assertEquals(code, rule.refusal(checkpoint).map(Refusal::code).orElse(""), why);
    }

    /** A tree that another rule or the disk kept from being cosigned says nothing about the log's time. */
    @Test
    void remembersLogTimesOfWhatWasCosignedAlone() {
        AtomicReference<Instant> log = new AtomicReference<>(NOW);
        LogTimeRule rule = new LogTimeRule(size -> Optional.of(log.get()), () -> NOW);
        Witness witness = witness(disk, List.of(rule));
        disk.failAt(1, Failure.NOT_DONE, false);
        assertEquals(503, witness.add(request("b", 0, 6)).status());
        log.set(NOW.minusSeconds(60));
        assertEquals(200, witness.add(request("a", 0, 5)).status(), "the first that counts");
        log.set(NOW.minusSeconds(61));
        assertEquals(422, witness.add(request("a", 5, 8)).status(), "goes back");
    }

    @Test
    void refusesLogTimeThatFellBehindSinceTheLastLook() {
        Instant day = Instant.parse("2026-11-25T00:00:00Z");
        AtomicReference<Instant> log = new AtomicReference<>(at(day, "08:00"));
        LogTimeRule rule = new LogTimeRule(size -> Optional.of(log.get()), () -> at(day, "12:00"));
        assertEquals(Optional.empty(), rule.refusal(checkpoint("a", 5, LOG)), "an idle log, seen for the first time");
        rule.cosigned(checkpoint("a", 5, LOG));
        log.set(at(day, "11:54"));
        assertEquals(
                "log-time-off",
                rule.refusal(checkpoint("a", 6, LOG)).orElseThrow().code());
        LogTimeRule none = new LogTimeRule(size -> Optional.empty(), () -> NOW);
        assertEquals(Optional.empty(), none.refusal(checkpoint("a", 5, LOG)));
    }

    private static Instant at(Instant day, String time) {
        return day.plus(
                Duration.ofMinutes(60L * Integer.parseInt(time.substring(0, 2)) + Integer.parseInt(time.substring(3))));
    }

    @Test
    void refusesATreeThatLeavesOutWhatIsOverdue() {
        Digest forwarded = Digest.of(new byte[] {1});
        OverdueRule rule =
                new OverdueRule((size, bound) -> size < 8 ? List.of(forwarded) : List.of(), Overdue.BOUND_DEFAULT);
        Witness witness = witness(disk, List.of(rule));
        Verdict verdict = witness.add(request("a", 0, 5));
        assertEquals(
                "entry-overdue",
                assertInstanceOf(Verdict.Unprocessable.class, verdict).why().code());
        assertEquals(200, witness.add(request("a", 0, 8)).status());
    }
}
