package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.commonwatch.cli.Shell;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.junit.jupiter.api.Test;

/** Who comes into a community, and what it takes from whom: real nodes in processes of their own. */
class JoiningTest extends NodesTest {
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
        eventually("B finds it", () -> b.finds("198.51.100.8", NAME));
        String policy =
                b.get("/api/v1/communities/" + NAME + "/policy").path("policy").asText();
        // The entry may have become final while the policy before was gone by; the cosignatures follow.
        eventually("it is final under both", () -> verified(b, policy).code() == 0);
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
    void anInvitationAdmitsOnceAndOnlyInTime() {
        List<NodeProcess> started = NodeProcess.startAll(folder, nodes, "a", "b", "c");
        NodeProcess a = started.get(0);
        NodeProcess b = started.get(1);
        NodeProcess c = started.get(2);
        found(a, "two-thirds");
        // Long enough to be made on a machine that is slow; it runs out while the other one is used.
        String expired = invite(a, 8, "").path("file").asText();
        long over = System.nanoTime() + Duration.ofSeconds(9).toNanos();
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
        eventually("its time is over", () -> System.nanoTime() > over);
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
