package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.commonwatch.cli.Shell;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A community of real nodes in processes of their own, over real HTTP. Skipped where the node was not packaged. */
class ThreeNodesTest {
    static final String NAME = "harbour";

    @TempDir
    private Path folder = Path.of("");

    private final List<NodeProcess> nodes = new ArrayList<>();

    @BeforeEach
    void packaged() {
        Assumptions.assumeTrue(
                Files.exists(NodeProcess.jar()), "the node is not packaged: " + NodeProcess.jar() + " is missing");
    }

    @AfterEach
    void stop() {
        nodes.forEach(NodeProcess::close);
    }

    static void found(NodeProcess steward, String quorum) {
        steward.post(
                "/api/v1/communities",
                json().put("name", NAME)
                        .put("organisation", "Port")
                        .put("kind", "public")
                        .put("quorum", quorum));
    }

    static JsonNode invite(NodeProcess steward, long validSeconds, String fingerprint) {
        return steward.post(
                "/api/v1/communities/" + NAME + "/invitations",
                json().put("valid_seconds", validSeconds).put("fingerprint", fingerprint));
    }

    static void join(NodeProcess steward, NodeProcess joiner, String title) {
        String fingerprint =
                joiner.get("/api/v1/communities").path("fingerprint").asText();
        JsonNode invitation = invite(steward, 3_600, fingerprint);
        JsonNode joined = joiner.post(
                "/api/v1/communities/joins",
                json().put("invitation", invitation.path("link").asText())
                        .put("organisation", title)
                        .put("kind", "private"));
        assertTrue(joined.path("member").asBoolean(), joined.toString());
    }

    static int cosigners(NodeProcess node) {
        int cosigners = 0;
        for (JsonNode member : node.community(NAME).path("members")) {
            cosigners += member.path("cosigns").asBoolean() ? 1 : 0;
        }
        return cosigners;
    }

    private static String share(NodeProcess author, String value) {
        String batch =
                author.importText("Seen: hxxp://" + value + "/x").path("batch").asText();
        author.post("/api/v1/shares", json().put("batch", batch).put("collection", NAME));
        return batch;
    }

    @Test
    void whatOneSharesTheOthersHoldAndARecallTakesItBackEverywhere() {
        List<NodeProcess> started = NodeProcess.startAll(folder, nodes, "a", "b", "c");
        NodeProcess a = started.get(0);
        NodeProcess b = started.get(1);
        NodeProcess c = started.get(2);
        found(a, "majority");
        join(a, b, "Grid");
        join(a, c, "Hospital");
        eventually("all three cosign", () -> cosigners(a) == 3 && cosigners(b) == 3 && cosigners(c) == 3);

        String batch = share(a, "198.51.100.7");
        eventually("B and C find what A shared", () -> b.finds("198.51.100.7", NAME) && c.finds("198.51.100.7", NAME));
        share(b, "198.51.100.8");
        eventually("A and C find what B shared", () -> a.finds("198.51.100.8", NAME) && c.finds("198.51.100.8", NAME));
        a.post("/api/v1/imports/" + batch + "/recall", json().put("reason", "false alarm"));
        eventually("it is gone at B and C", () -> !b.finds("198.51.100.7", NAME) && !c.finds("198.51.100.7", NAME));

        // Two of three are a majority: with C gone entries are still final, and C catches up when it is back.
        c.kill();
        share(b, "198.51.100.9");
        eventually("A finds it without C", () -> a.finds("198.51.100.9", NAME));
        c.startAgain();
        eventually("C has caught up", () -> c.finds("198.51.100.9", NAME));

        // With two gone nothing is final, and who is missing is said; nothing is lost meanwhile.
        b.kill();
        c.kill();
        share(a, "198.51.100.10");
        assertFalse(a.finds("198.51.100.10", NAME), "final without a quorum");
        eventually(
                "A says whom it waits for",
                () -> a.community(NAME).path("finality").asText().contains("waiting for 1"));
        NodeProcess.startAllAgain(b, c);
        eventually(
                "it is final after all",
                () -> a.finds("198.51.100.10", NAME)
                        && b.finds("198.51.100.10", NAME)
                        && c.finds("198.51.100.10", NAME));

        // What C misses comes on a stick, with nobody else left to ask.
        String since = Long.toString(c.community(NAME).path("size").asLong());
        c.kill();
        share(a, "198.51.100.11");
        eventually("it is final", () -> a.finds("198.51.100.11", NAME));
        byte[] bundle =
                a.fetch("/api/v1/communities/" + NAME + "/bundle?since=0", true).body();
        Shell shell = new Shell(folder);
        Shell.Said written = shell.run(
                "community",
                "bundle",
                "export",
                NAME,
                "--since",
                since,
                "-o",
                "stick.bundle",
                "--home",
                a.home().toString());
        assertEquals(0, written.code(), written.out() + written.err());
        a.kill();
        b.kill();
        c.startAgain();
        // What C holds already it does not take from a bundle, so the change is in what it lacks: the last payload's
        // chunk.
        byte[] changed = bundle.clone();
        changed[bundle.length - 10] ^= 1;
        c.bundle(NAME, changed);
        assertFalse(c.finds("198.51.100.11", NAME), "a changed bundle was believed");
        Shell.Said taken = shell.run(
                "community",
                "bundle",
                "import",
                NAME,
                "stick.bundle",
                "--home",
                c.home().toString());
        assertEquals(0, taken.code(), taken.out() + taken.err());
        eventually("C has it from the bundle", () -> c.finds("198.51.100.11", NAME));
    }

    @Test
    void joiningShowsNobodyTheHomeLogAndStrangersNothing() throws Refused {
        List<NodeProcess> started = NodeProcess.startAll(folder, nodes, "a", "b");
        NodeProcess a = started.get(0);
        NodeProcess b = started.get(1);
        b.importText("Private to B: hxxp://192.0.2.44/secret");
        found(a, "two-thirds");
        share(a, "198.51.100.7");
        join(a, b, "Grid");
        eventually("B follows", () -> b.finds("198.51.100.7", NAME));
        assertFalse(a.finds("192.0.2.44", "home"));
        for (String path : List.of("/ledger/home/checkpoint", "/ledger/" + NAME + "/checkpoint", "/ledger/home/news")) {
            assertEquals(401, b.fetch(path, false).statusCode(), path);
        }
        assertEquals(200, b.fetch("/ledger/" + NAME + "/checkpoint", true).statusCode());

        // Whoever may read the log checks it over the line, by its policy alone.
        eventually("both cosign", () -> cosigners(b) == 2);
        share(a, "198.51.100.8");
        eventually("it is final under both", () -> b.finds("198.51.100.8", NAME));
        String policy =
                b.get("/api/v1/communities/" + NAME + "/policy").path("policy").asText();
        Shell.Said right = verified(b, policy);
        assertEquals(0, right.code(), right.out() + right.err());
        Policy now = Policy.parse(policy.getBytes(StandardCharsets.UTF_8));
        List<Policy.Witness> more = new ArrayList<>(now.witnesses());
        SigningKey key = SigningKey.generate(new SecureRandom());
        more.add(new Policy.Witness(
                "absent", Cosigner.ofEd25519("absent.example", key).key(), Optional.empty()));
        Shell.Said waits = verified(
                b, PolicyBuilder.community(now.logs(), more, more.size()).text());
        assertEquals(1, waits.code(), waits.out());
        assertTrue(waits.out().contains("absent"), waits.out());
    }

    private Shell.Said verified(NodeProcess node, String policy) {
        try {
            Files.writeString(folder.resolve("given.policy"), policy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Shell(folder)
                .run(
                        "verify",
                        node.url() + "/ledger/" + NAME,
                        "--policy",
                        "given.policy",
                        "--home",
                        node.home().toString());
    }

    @Test
    void aStolenLedgerSaysNothingOfWhatWasSharedAndWhoLeavesReadsNothingNew() throws IOException {
        List<NodeProcess> started = NodeProcess.startAll(folder, nodes, "a", "b", "c");
        NodeProcess a = started.get(0);
        NodeProcess b = started.get(1);
        NodeProcess c = started.get(2);
        found(a, "majority");
        share(a, "198.51.100.7");
        join(a, b, "Grid");
        join(a, c, "Hospital");
        eventually(
                "who joined reads what was sealed to the key in use",
                () -> b.finds("198.51.100.7", NAME) && c.finds("198.51.100.7", NAME));

        // The author has it in clear on its home log, and nowhere else below ledger/.
        assertTrue(saysIn(a.home().resolve("ledger/home"), "198.51.100.7"), "the search finds what is in clear");
        assertFalse(saysIn(a.home().resolve("ledger/" + NAME), "198.51.100.7"));
        for (NodeProcess reader : List.of(b, c)) {
            assertFalse(saysIn(reader.home().resolve("ledger"), "198.51.100.7"));
            assertFalse(saysIn(reader.home().resolve("ledger"), "indicator--"));
            byte[] backup = reader.fetch("/api/v1/backup", true).body();
            assertTrue(backup.length > 10_000);
            assertFalse(says(backup, "198.51.100.7"));
        }

        JsonNode red = a.importText("Seen: hxxp://198.51.100.20/x", "red");
        JsonNode refused = a.post(
                "/api/v1/shares",
                json().put("batch", red.path("batch").asText()).put("collection", NAME));
        assertEquals(0, refused.path("shared").asInt());
        assertEquals(
                "tlp-not-for-community",
                refused.path("refused").path(0).path("rule").asText());
        ObjectNode named = json().put("batch", red.path("batch").asText()).put("collection", NAME);
        named.putArray("to").add("Grid");
        JsonNode shared = a.post("/api/v1/shares", named);
        assertTrue(shared.path("shared").asInt() > 0, shared.toString());
        eventually("the member who was named reads it", () -> b.finds("198.51.100.20", NAME));
        eventually(
                "the other holds it sealed",
                () -> c.community(NAME).path("sealed").asLong() == 1);
        assertFalse(c.finds("198.51.100.20", NAME));
        assertFalse(saysIn(b.home().resolve("ledger"), "198.51.100.20"));

        a.post(
                "/api/v1/communities/" + NAME + "/removals",
                json().put("member", "Hospital").put("reason", "left"));
        // Killed before, while or after it renews the key; what is missing is done after the start.
        a.kill();
        a.startAgain();
        eventually("the key is renewed", () -> {
            try {
                share(a, "198.51.100.30");
            } catch (AssertionError notYet) {
                // A new policy without the member comes first; until the key is there, the node says to try again.
                return false;
            }
            return b.finds("198.51.100.30", NAME);
        });
        byte[] bundle =
                a.fetch("/api/v1/communities/" + NAME + "/bundle?since=0", true).body();
        assertEquals(200, c.bundle(NAME, bundle).statusCode());
        eventually(
                "who left holds it sealed",
                () -> c.community(NAME).path("sealed").asLong() > 1);
        assertFalse(c.finds("198.51.100.30", NAME));
        assertTrue(c.finds("198.51.100.7", NAME), "what it has read it has");
    }

    private static boolean saysIn(Path folder, String words) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (says(Files.readAllBytes(file), words)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean says(byte[] bytes, String words) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(words);
    }

    @Test
    void anInvitationAdmitsOnceAndOnlyInTime() throws InterruptedException {
        List<NodeProcess> started = NodeProcess.startAll(folder, nodes, "a", "b", "c");
        NodeProcess a = started.get(0);
        NodeProcess b = started.get(1);
        NodeProcess c = started.get(2);
        found(a, "two-thirds");
        String used = invite(
                        a,
                        3_600,
                        b.get("/api/v1/communities").path("fingerprint").asText())
                .path("file")
                .asText();
        b.post("/api/v1/communities/joins", json().put("invitation", used).put("organisation", "Grid"));
        assertEquals(
                "invitation-used",
                c.refusal(
                        "/api/v1/communities/joins",
                        json().put("invitation", used).put("organisation", "Thief")));
        // Long enough to be made on a machine that is slow.
        String expired = invite(a, 8, "").path("file").asText();
        Thread.sleep(9_000);
        eventually(
                "it has expired",
                () -> c.refusal(
                                "/api/v1/communities/joins",
                                json().put("invitation", expired).put("organisation", "Late"))
                        .equals("invitation-expired"));
        JsonNode revoked = invite(a, 3_600, "");
        a.delete("/api/v1/communities/" + NAME + "/invitations/"
                + revoked.path("id").asText());
        assertEquals(
                "invitation-revoked",
                c.refusal(
                        "/api/v1/communities/joins",
                        json().put("invitation", revoked.path("link").asText()).put("organisation", "Unwanted")));
        assertEquals(2, a.community(NAME).path("members").size());
    }

    @Test
    void whoeverIsNotExpectedWaitsForTheSteward() {
        List<NodeProcess> started = NodeProcess.startAll(folder, nodes, "a", "b");
        NodeProcess a = started.get(0);
        NodeProcess b = started.get(1);
        found(a, "two-thirds");
        share(a, "198.51.100.7");
        JsonNode invitation = invite(a, 3_600, "");
        JsonNode asked = b.post(
                "/api/v1/communities/joins",
                json().put("invitation", invitation.path("file").asText()).put("organisation", "Grid"));
        assertFalse(asked.path("member").asBoolean());
        JsonNode request = a.community(NAME).path("requests").path(0);
        assertEquals(
                asked.path("fingerprint").asText(), request.path("fingerprint").asText());
        assertFalse(b.finds("198.51.100.7", NAME), "served before it was admitted");
        a.post("/api/v1/communities/" + NAME + "/requests/" + request.path("id").asText() + "/confirm", json());
        eventually("B follows once it is admitted", () -> b.finds("198.51.100.7", NAME));
    }

    @Test
    void aFileThatIsNotWhatWasSignedIsRefusedAndSaid() throws IOException {
        List<NodeProcess> started = NodeProcess.startAll(folder, nodes, "a", "b");
        NodeProcess a = started.get(0);
        NodeProcess b = started.get(1);
        found(a, "two-thirds");
        share(a, "198.51.100.7");
        // Enough entries that the first bundle is full: partial ones are written anew as the log grows.
        for (int i = 0; i < 255; i++) {
            invite(a, 3_600, "");
        }
        assertKept(a, "tile/entries/000", "private, max-age=31536000, immutable");
        assertKept(a, "tile/0/000", "private, max-age=31536000, immutable");
        assertKept(a, "checkpoint", "no-cache");
        HttpResponse<byte[]> packed = a.fetchPacked("/ledger/" + NAME + "/tile/entries/000");
        assertEquals("gzip", packed.headers().firstValue("Content-Encoding").orElse(""));
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertArrayEquals(
                    a.fetch("/ledger/" + NAME + "/tile/entries/000", true).body(), plain.readAllBytes());
        }
        Path bundle = a.home().resolve("ledger/" + NAME + "/tile/entries/000");
        byte[] bytes = Files.readAllBytes(bundle);
        bytes[bytes.length / 2] ^= 1;
        Files.write(bundle, bytes);

        join(a, b, "Grid");
        eventually(
                "B says that it does not believe A",
                () -> b.community(NAME).path("trouble").asText().contains("not believed"));
        assertEquals(0, b.community(NAME).path("size").asLong());
        assertFalse(b.finds("198.51.100.7", NAME));
    }

    /** What is told to whoever keeps copies on the way. */
    private static void assertKept(NodeProcess node, String path, String howLong) {
        assertEquals(
                howLong,
                node.fetch("/ledger/" + NAME + "/" + path, true)
                        .headers()
                        .firstValue("Cache-Control")
                        .orElse(""),
                path);
    }
}
