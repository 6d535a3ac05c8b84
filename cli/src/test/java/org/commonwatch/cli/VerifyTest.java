package org.commonwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.sequence.Admission;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify} on a log that was really written, in a home folder as a node makes it. */
class VerifyTest {
    private static final String ORIGIN = "commonwatch/home/0123456789abcdef0123456789abcdef";
    private static final int STATEMENTS = 300;

    private final SigningKey logKey = SigningKey.ofSeed(seed(1));
    private final SigningKey timeKey = SigningKey.ofSeed(seed(2));
    private final SigningKey author = SigningKey.ofSeed(seed(3));

    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void write() throws IOException, Refused {
        Path ledger = Files.createDirectories(folder.resolve("commonwatch-home/ledger"));
        log = ledger.resolve("home");
        Files.writeString(
                ledger.resolve("home.json"),
                "{\"name\":\"home\",\"origin\":\"" + ORIGIN + "\",\"checkpoint_key\":\""
                        + new NoteKey(ORIGIN, logKey.verifyingKey()).text() + "\",\"time_key\":\""
                        + new NoteKey("org-test", timeKey.verifyingKey()).text() + "\",\"author_key\":\""
                        + new NoteKey("org-test", author.verifyingKey()).text() + "\"}");
        LogSettings settings = new LogSettings(
                new LocalDisk(),
                log,
                ORIGIN,
                "org-test",
                new NoteSigner(ORIGIN, logKey),
                timeKey,
                Admission.verifiedByCaller(),
                () -> Shell.NOW,
                System::nanoTime,
                Thread.ofPlatform().factory(),
                LogSettings.CHECKPOINT_SPACING_DEFAULT);
        try (LocalSequencer sequencer = LocalSequencer.open(settings);
                PayloadStore payloads = new PayloadStore(new LocalDisk(), log)) {
            List<CompletableFuture<?>> receipts = new ArrayList<>();
            LanePosition position = LanePosition.FIRST;
            for (int i = 0; i < STATEMENTS; i++) {
                Payload payload =
                        Payload.of(List.of(("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8)), new SecureRandom());
                Envelope envelope = Envelope.sign(draft(i).with(payload.commitment()), position, author);
                payloads.write(envelope.id(), payload);
                receipts.add(sequencer.append(envelope));
                position = position.next(envelope.id());
            }
            receipts.forEach(CompletableFuture::join);
        }
    }

    @Test
    void findsAnIntactHomeIntactByEveryPath() {
        for (String[] line : new String[][] {
            {"verify"},
            {"verify", "commonwatch-home"},
            {"verify", "commonwatch-home/ledger"},
            {"verify", "commonwatch-home/ledger/home"},
            {"verify", "--home", "commonwatch-home"},
            {"verify", log.toString(), "--key", new NoteKey(ORIGIN, logKey.verifyingKey()).text()}
        }) {
            Shell.Said said = new Shell(folder).run(line);
            assertEquals(Exit.DONE, said.code(), String.join(" ", line) + ": " + said.out() + said.err());
            assertTrue(said.out().startsWith("home: intact, "), said.out());
            assertTrue(said.out().contains("payloads: 300 present, 0 erased, 0 not here"), said.out());
        }
    }

    /** A policy of before a change of members is no fault of the log: where to go from it is said. */
    @Test
    void whatIsNotFinalByThePolicyGivenIsSaidWithTheWayOn() throws IOException, Refused {
        NoteKey key = new NoteKey(ORIGIN, logKey.verifyingKey());
        CosignerKey grid = Cosigner.ofEd25519("grid", author).key();
        Files.writeString(
                folder.resolve("of-all"),
                new PolicyBuilder().log(key, Optional.empty()).quorumNone().text());
        Files.writeString(
                folder.resolve("of-grid"),
                PolicyBuilder.community(
                                List.of(new Policy.Log(key, Optional.empty())),
                                List.of(new Policy.Witness("grid", grid, Optional.empty())),
                                1)
                        .text());
        Shell.Said taken = new Shell(folder).run("verify", log.toString(), "--policy", "of-all");
        assertEquals(Exit.DONE, taken.code(), taken.out() + taken.err());
        Shell.Said said = new Shell(folder).run("verify", log.toString(), "--policy", "of-grid");
        assertEquals(Exit.REFUSED, said.code(), said.out() + said.err());
        assertTrue(said.out().contains("not final under the policy"), said.out());
        assertTrue(said.out().contains("docs/verify/verify.py --policy"), said.out());
    }

    /** Whoever orders the log now, or did when its newest checkpoint was signed, stands in the file beside it. */
    @Test
    void takesTheKeysOfAllWhoOrderOrDid() throws IOException {
        Path file = log.resolveSibling("home.json");
        String right = Files.readString(file);
        String key = new NoteKey(ORIGIN, logKey.verifyingKey()).text();
        String other = new NoteKey(ORIGIN, SigningKey.ofSeed(seed(9)).verifyingKey()).text();
        String founder = right.replace(key, other);
        Files.writeString(file, founder);
        assertEquals(Exit.REFUSED, new Shell(folder).run("verify").code(), "by a key that nobody named");
        for (String named : List.of(
                "\"policy\":\"log " + other + "\\nlog " + key + "\\nquorum none\\n\"",
                "\"follows\":{\"contacts\":[],\"policy\":\"log " + key + "\\nquorum none\\n\"}",
                "\"former_keys\":[\"" + key + "\"]")) {
            Files.writeString(file, founder.replaceFirst("}$", "," + named.replace("\\", "\\\\") + "}"));
            Shell.Said said = new Shell(folder).run("verify");
            assertEquals(Exit.DONE, said.code(), named + ": " + said.out() + said.err());
        }
    }

    @Test
    void namesTheFileAndByteThatIsWrong() throws IOException {
        for (String file : List.of("tile/0/000", "tile/entries/000", "checkpoint", firstPayload())) {
            byte[] right = Files.readAllBytes(log.resolve(file));
            byte[] wrong = right.clone();
            wrong[right.length / 2] ^= 4;
            Files.write(log.resolve(file), wrong);
            Shell.Said said = new Shell(folder).run("verify");
            assertEquals(Exit.REFUSED, said.code(), file);
            assertTrue(said.out().startsWith("home: DAMAGED"), said.out());
            assertTrue(said.out().contains("  " + file + " byte"), file + ": " + said.out());
            Files.write(log.resolve(file), right);
        }
        Shell.Said mended = new Shell(folder).run("verify", "--json");
        assertEquals(Exit.DONE, mended.code(), mended.out());
        assertTrue(
                mended.out().startsWith("{\"logs\":[{\"name\":\"home\",\"intact\":true,\"problems\":[],\"size\":"),
                mended.out());
    }

    @Test
    void doesNotBelieveTheKeyOfAnother() {
        String other = new NoteKey(ORIGIN, author.verifyingKey()).text();
        Shell.Said said = new Shell(folder).run("verify", log.toString(), "--key", other);
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.out().contains("no trusted key's signature holds"), said.out());
    }

    @Test
    void missesALogWithoutKeysAndKeysWithoutALog() throws IOException {
        Files.writeString(log.resolveSibling("ghost.json"), Files.readString(log.resolveSibling("home.json")));
        Files.createDirectory(log.resolveSibling("stray"));
        Shell.Said said = new Shell(folder).run("verify");
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.out().contains("ghost: DAMAGED\n  the folder ghost is missing"), said.out());
        assertTrue(said.out().contains("stray: DAMAGED\n  the keys are missing"), said.out());
        assertTrue(said.out().contains("home: intact"), said.out());
    }

    @Test
    void checksAPublishedLogWithoutItsPayloads() {
        try (TestNode mirror = new TestNode()) {
            mirror.on("/ledger/home/", exchange -> {
                Path file = folder.resolve(
                        "commonwatch-home" + exchange.getRequestURI().getPath());
                TestNode.send(
                        exchange,
                        Files.exists(file) ? 200 : 404,
                        "application/octet-stream",
                        Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
            });
            String key = new NoteKey(ORIGIN, logKey.verifyingKey()).text();
            Shell.Said said = new Shell(folder).run("verify", mirror.url() + "/ledger/home", "--key", key);
            assertEquals(Exit.DONE, said.code(), said.out() + said.err());
            assertTrue(said.out().contains("0 present, 0 erased, 300 not here"), said.out());
            assertEquals("null", mirror.last().authorization(), "a stranger gets no token");
            Shell.Said unknown =
                    new Shell(folder.resolve("commonwatch-home")).run("verify", mirror.url() + "/ledger/home");
            assertEquals(Exit.USAGE, unknown.code());
            Shell.Said noLog = new Shell(folder).run("verify", mirror.url() + "/");
            assertEquals(Exit.USAGE, noLog.code());
        }
    }

    @Test
    void restoresOnlyAnIntactLedger() throws IOException {
        TarBytes tar = new TarBytes().file("format", "1\n");
        try (Stream<Path> files = Files.walk(ledger())) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = "ledger/" + ledger().relativize(file);
                tar.entry(name, '0', Files.readAllBytes(file));
            }
        }
        byte[] good = tar.end();
        Files.write(folder.resolve("good.tar"), good);
        Shell.Said said = new Shell(folder).run("restore", "good.tar", "--home", "restored");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals(Exit.DONE, new Shell(folder).run("verify", "restored").code());

        byte[] bad = good.clone();
        int at = new String(good, StandardCharsets.ISO_8859_1).indexOf("ledger/home/tile/0/000") + 512 + 40;
        bad[at] ^= 1;
        Files.write(folder.resolve("bad.tar"), bad);
        Shell.Said refused = new Shell(folder).run("restore", "bad.tar", "--home", "other");
        assertEquals(Exit.REFUSED, refused.code(), refused.out());
        assertTrue(refused.err().contains("The ledger in the backup is damaged: tile/0/000"), refused.err());
        assertFalse(Files.exists(folder.resolve("other")));
        assertFalse(Files.exists(folder.resolve("other.restoring")));
    }

    private Path ledger() {
        return folder.resolve("commonwatch-home/ledger");
    }

    private String firstPayload() throws IOException {
        try (Stream<Path> files = Files.walk(log.resolve("payload"))) {
            return log.relativize(files.filter(Files::isRegularFile)
                            .sorted()
                            .findFirst()
                            .orElseThrow())
                    .toString();
        }
    }

    private static Draft draft(int number) {
        return Draft.of(ORIGIN, "org-test", Shell.NOW, "test.note", 1, Audience.of("own"))
                .with(Json.object().put("number", number));
    }

    private static byte[] seed(int number) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        seed[0] = (byte) number;
        return seed;
    }
}
