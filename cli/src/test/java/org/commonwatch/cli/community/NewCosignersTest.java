package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Members change the key with which they cosign, where every cosignature is needed: real nodes in processes of their own. */
class NewCosignersTest extends NodesTest {
    private final AtomicInteger values = new AtomicInteger(1);

    /** Before anybody joined, who would cosign. */
    private String foundersPolicy = "";

    private List<NodeProcess> founded(String quorum, String... titles) {
        String[] names = Stream.concat(Stream.of("port"), Stream.of(titles)).toArray(String[]::new);
        List<NodeProcess> members = NodeProcess.startAll(folder, nodes, names);
        NodeProcess steward = members.getFirst();
        found(steward, quorum);
        foundersPolicy = policy(steward);
        for (int number = 0; number < titles.length; number++) {
            join(steward, members.get(number + 1), titles[number]);
        }
        eventually("all cosign", () -> members.stream().allMatch(node -> cosigners(node) == members.size()));
        return members;
    }

    private static String policy(NodeProcess node) {
        return node.get("/api/v1/communities/" + NAME + "/policy")
                .path("policy")
                .asText();
    }

    private static JsonNode keys(NodeProcess node) {
        return node.get("/api/v1/keys");
    }

    private static JsonNode here(NodeProcess node) {
        return keys(node).at("/communities/0");
    }

    private static String counts(NodeProcess node) {
        return here(node).at("/cosigner/counts").asText();
    }

    private static String begin(NodeProcess node, String reason) {
        return node.post(
                        "/api/v1/keys/changes",
                        json().put("reason", reason).put("cosigner", true).put("preview", false))
                .path("cosigner")
                .asText();
    }

    private static boolean done(NodeProcess node, String key) {
        JsonNode here = here(node);
        return !here.path("changing").asBoolean()
                && here.at("/cosigner/counts").asText().equals(key)
                && here.at("/cosigner/stated").asText().equals(key);
    }

    private static List<String> kept(NodeProcess node) {
        return Stream.of(node.home().resolve("keys").toFile().list())
                .filter(file -> file.startsWith("cosigner"))
                .sorted()
                .toList();
    }

    /** Each shares something, and it is final at all. */
    private void shareEverywhere(List<NodeProcess> members) {
        for (NodeProcess author : members) {
            String value = "198.51.100." + values.getAndIncrement();
            share(author, value);
            eventually("all read " + value, () -> members.stream().allMatch(node -> node.finds(value, NAME)));
        }
    }

    private void verifies(List<NodeProcess> members, String... says) {
        settled(members);
        members.forEach(NodeProcess::kill);
        IndependentCheck check = new IndependentCheck(folder, foundersPolicy);
        for (NodeProcess member : members) {
            Path log = member.home().resolve("ledger").resolve(NAME);
            check.verifies(log, says);
        }
    }

    @Test
    void aMemberCosignsWithANewKeyWhileAllGoOn() {
        List<NodeProcess> members = founded("two-thirds", "Grid", "Hospital");
        NodeProcess steward = members.get(0);
        NodeProcess grid = members.get(1);
        NodeProcess third = members.get(2);
        shareEverywhere(members);
        String old = counts(grid);
        assertEquals(List.of("cosigner.key"), kept(grid));

        String key = begin(grid, "rotated");
        assertNotEquals(old, key);
        assertEquals(List.of("cosigner-2.key", "cosigner.key"), kept(grid), "durable before anything is said");
        // Wherever it is on its way: all three are needed, so nothing is final without this one.
        grid.kill();
        String meanwhile = share(third, "198.51.100.200");
        assertFalse(meanwhile.isEmpty());
        grid.startAgain();
        eventually("the entry counts", () -> !here(grid).path("changing").asBoolean());
        grid.kill();
        grid.startAgain();
        eventually("the new key counts", () -> done(grid, key));
        eventually(
                "so it is everywhere",
                () -> members.stream().allMatch(node -> policy(node).equals(policy(grid))));
        eventually(
                "what was said meanwhile is final",
                () -> steward.finds("198.51.100.200", NAME) && grid.finds("198.51.100.200", NAME));
        assertTrue(policy(grid).contains("+" + key + "+"));
        assertFalse(policy(grid).contains("+" + old + "+"));
        shareEverywhere(members);
        eventually("nothing asks for the old key", () -> kept(grid).equals(List.of("cosigner-2.key")));
        assertEquals(3, cosigners(third));

        // The one that orders the log asks itself.
        String stewards = begin(steward, "compromised");
        eventually("the steward's too", () -> done(steward, stewards));
        shareEverywhere(members);
        verifies(members, "log keys: 1, quorum: 3 of 3 cosigners");
    }

    /** One of two takes the place of itself: at no time is the log one that nobody cosigns. */
    @Test
    void oneOfTwoChangesItsKeyAndNothingGoesUnwitnessed() {
        List<NodeProcess> members = founded("two-thirds", "Grid");
        NodeProcess grid = members.get(1);
        shareEverywhere(members);
        String key = begin(grid, "rotated");
        eventually("the new key counts", () -> done(grid, key));
        shareEverywhere(members);
        String again = begin(grid, "rotated");
        eventually("and another one", () -> done(grid, again));
        shareEverywhere(members);
        settled(members);
        members.forEach(NodeProcess::kill);
        IndependentCheck check = new IndependentCheck(folder, foundersPolicy);
        for (NodeProcess member : members) {
            String said = check.verified(member.home().resolve("ledger").resolve(NAME));
            assertFalse(said.contains("no cosigner"), said);
        }
    }

    /** As SECURITY.md has it for a memory that is lost; a restored home has neither memory nor key. */
    @Test
    @Tag("long")
    void whoHasLostWhatItCosignedComesBackWithANewKey() throws IOException {
        List<NodeProcess> members = founded("majority", "Grid", "Hospital");
        NodeProcess grid = members.get(1);
        shareEverywhere(members);
        String old = counts(grid);
        grid.kill();
        Files.delete(grid.home().resolve("keys/cosigner.key"));
        try (Stream<Path> memory = Files.walk(grid.home().resolve("witness"))) {
            for (Path file : memory.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        grid.startAgain();
        shareEverywhere(members);
        assertEquals(old, counts(grid), "two others are enough, and nobody has said anything yet");
        String key = begin(grid, "rotated");
        eventually("the new key counts", () -> done(grid, key));
        // Now it is needed.
        members.get(2).kill();
        shareEverywhere(members.subList(0, 2));
        members.get(2).startAgain();
        shareEverywhere(members);
        verifies(members, "log keys: 1, quorum: 2 of 3 cosigners");
    }

    /** Each epoch has keys of its own; within one they can be changed as well. */
    @Test
    @Tag("long")
    void aMemberChangesItsKeyAfterASuccession() {
        List<NodeProcess> members = founded("majority", "Grid", "Hospital");
        NodeProcess steward = members.get(0);
        NodeProcess grid = members.get(1);
        NodeProcess third = members.get(2);
        shareEverywhere(members);
        String first = begin(third, "rotated");
        eventually("a changed key", () -> done(third, first));
        steward.kill();
        String terms = grid.post(SuccessionNodesTest.SUCCESSION + "/terms", json())
                .at("/terms/id")
                .asText();
        SuccessionNodesTest.vote(grid, terms, false);
        SuccessionNodesTest.knows(third, terms);
        SuccessionNodesTest.vote(third, terms, false);
        eventually(
                "both are in the second epoch",
                () -> SuccessionNodesTest.epoch(grid) == 2 && SuccessionNodesTest.epoch(third) == 2);
        List<NodeProcess> two = List.of(grid, third);
        shareEverywhere(two);

        String second = begin(third, "rotated");
        eventually("a changed key in it", () -> done(third, second));
        third.kill();
        third.startAgain();
        shareEverywhere(two);
        steward.startAgain();
        eventually("who ordered before follows", () -> SuccessionNodesTest.epoch(steward) == 2);
        eventually("and cosigns", () -> cosigners(grid) == 3);
        shareEverywhere(members);
        verifies(members, "epoch 2 begins with ");
    }

    /** Any of the council's nodes may ask for the cosignature, each by the policy that it has read. */
    @Test
    @Tag("long")
    void aNodeOfACouncilChangesItsKeys() {
        List<Supplier<NodeProcess>> starts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Path home = folder.resolve("seat" + i);
            Map<String, String> address = Map.of("COMMONWATCH_COUNCIL_ADDRESS", "127.0.0.1:" + freePort());
            starts.add(() -> NodeProcess.start(home, address));
        }
        List<NodeProcess> members = NodeProcess.startAll(nodes, starts);
        NodeProcess steward = members.getFirst();
        NodeProcess grid = members.get(1);
        found(steward, "majority");
        foundersPolicy = policy(steward);
        join(steward, grid, "Grid");
        join(steward, members.get(2), "Hospital");
        eventually("all cosign", () -> members.stream().allMatch(node -> cosigners(node) == 3));
        members.forEach(node -> node.post("/api/v1/communities/" + NAME + "/council/seat", json()));
        council(members.subList(0, 2));
        council(members);
        shareEverywhere(members);
        String key = begin(grid, "rotated");
        grid.kill();
        shareEverywhere(List.of(steward, members.get(2)));
        grid.startAgain();
        eventually("the new key counts", () -> done(grid, key));
        shareEverywhere(members);
        steward.kill();
        shareEverywhere(members.subList(1, 3));
        steward.startAgain();
        shareEverywhere(members);

        // Who comes back into the council orders with other keys than before.
        NodeProcess third = members.get(2);
        Set<String> before = logKeys(steward);
        assertEquals(3, before.size());
        council(members.subList(0, 2));
        eventually("its key is taken no more", () -> logKeys(steward).size() == 2);
        eventually("it follows", () -> seats(third) == 0);
        offer(third);
        third.kill();
        third.startAgain();
        council(members);
        eventually("a key of the new seat", () -> logKeys(steward).size() == 3);
        Set<String> now = logKeys(steward);
        now.removeAll(before);
        assertEquals(1, now.size(), now.toString());
        steward.kill();
        shareEverywhere(members.subList(1, 3));
        steward.startAgain();
        shareEverywhere(members);
        verifies(members, "log keys: 3, quorum: 2 of 3 cosigners");
    }

    /** Offered as soon as the node has been let go. */
    private static void offer(NodeProcess node) {
        eventually("the seat is offered", () -> {
            try {
                node.post("/api/v1/communities/" + NAME + "/council/seat", json());
                return true;
            } catch (AssertionError refused) {
                if (String.valueOf(refused.getMessage()).contains("seat-leaving")) {
                    return false;
                }
                throw refused;
            }
        });
    }

    private static Set<String> logKeys(NodeProcess node) {
        return policy(node)
                .lines()
                .filter(line -> line.startsWith("log "))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static int seats(NodeProcess node) {
        return node.get("/ledger/" + NAME + "/council").path("seats").size();
    }

    /** The steward names these, one more or one less than before. */
    private static void council(List<NodeProcess> members) {
        ObjectNode council = json();
        members.forEach(node -> council.withArray("members")
                .add(node.get("/api/v1/communities").path("self").asText()));
        eventually("the council is named", () -> {
            try {
                members.getFirst().put("/api/v1/communities/" + NAME + "/council", council);
                return true;
            } catch (AssertionError notYet) {
                return false;
            }
        });
        eventually(
                "a council of " + members.size(),
                () -> members.stream().allMatch(node -> seats(node) == members.size()));
    }

    /** A port that was free a moment ago. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
