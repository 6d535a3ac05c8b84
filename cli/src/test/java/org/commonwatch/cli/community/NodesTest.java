package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.policy.Policy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of several real nodes share: their folder, their processes, and a community that they found and join. */
abstract class NodesTest {
    static final String NAME = "harbour";

    @TempDir
    Path folder = Path.of("");

    /** Every node that a test started; they end with it. */
    final List<NodeProcess> nodes = new ArrayList<>();

    @BeforeEach
    void packaged() {
        Assumptions.assumeTrue(
                Files.exists(NodeProcess.jar()), "the node is not packaged: " + NodeProcess.jar() + " is missing");
    }

    @AfterEach
    void stop() {
        NodeProcess.closeAll(nodes);
    }

    final NodeProcess node(String name, String... more) {
        NodeProcess node = NodeProcess.start(folder.resolve(name), more);
        nodes.add(node);
        return node;
    }

    /**
     * Nodes of members who all cosign: Port, who founds the community, and those named.
     *
     * @return in this order
     */
    final List<NodeProcess> community(String quorum, String... titles) {
        String[] names = IntStream.rangeClosed(0, titles.length)
                .mapToObj(number -> number == 0 ? "port" : "member" + number)
                .toArray(String[]::new);
        List<NodeProcess> members = NodeProcess.startAll(folder, nodes, names);
        found(members.getFirst(), quorum);
        for (int number = 0; number < titles.length; number++) {
            join(members.getFirst(), members.get(number + 1), titles[number]);
        }
        eventually("all cosign", () -> members.stream().allMatch(member -> cosigners(member) == members.size()));
        return members;
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

    /**
     * Waits until what lies on each one's disk is final by the policy in force: an entry may have become final while the policy
     * before was gone by, the cosignatures of the next follow, and a follower writes them when it has a quiet moment.
     */
    static void settled(List<NodeProcess> members) {
        for (NodeProcess node : members) {
            eventually("the checkpoint in " + node.home() + " is final by the policy in force", () -> isSettled(node));
        }
    }

    private static boolean isSettled(NodeProcess node) {
        try {
            String policy = node.get("/api/v1/communities/" + NAME + "/policy")
                    .path("policy")
                    .asText();
            byte[] checkpoint = Files.readAllBytes(node.home().resolve("ledger/" + NAME + "/checkpoint"));
            return Policy.parse(policy.getBytes(StandardCharsets.UTF_8))
                    .judge(checkpoint)
                    .isFinal();
        } catch (Refused notYet) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * As soon as the author has the community's key, which may be on its way, and has taken in what was under way to whoever
     * ordered the log before it; returns the batch.
     */
    static String share(NodeProcess author, String value) {
        String batch =
                author.importText("Seen: hxxp://" + value + "/x").path("batch").asText();
        eventually("its node takes " + value, () -> takes(author, batch));
        return batch;
    }

    private static boolean takes(NodeProcess author, String batch) {
        try {
            author.post("/api/v1/shares", json().put("batch", batch).put("collection", NAME));
            return true;
        } catch (AssertionError refused) {
            String why = String.valueOf(refused.getMessage());
            if (why.contains("seal-pending") || why.contains("log-unavailable")) {
                return false;
            }
            throw refused;
        }
    }
}
