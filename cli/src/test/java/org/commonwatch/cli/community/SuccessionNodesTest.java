package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The members of a community go on without the node that ordered its log, over real HTTP. Three members under a majority: two
 * votes decide. Under more than two thirds three members need all three votes, so there it takes four.
 */
class SuccessionNodesTest extends NodesTest {
    static final String SUCCESSION = "/api/v1/communities/" + NAME + "/succession";

    static long epoch(NodeProcess node) {
        return node.community(NAME).path("epoch").asLong();
    }

    static JsonNode vote(NodeProcess node, String terms, boolean preview) {
        return node.post(SUCCESSION + "/votes", json().put("terms", terms).put("preview", preview));
    }

    static void knows(NodeProcess node, String terms) {
        eventually("the terms have come", () -> {
            for (JsonNode line : node.get(SUCCESSION).path("terms")) {
                if (line.path("id").asText().equals(terms)) {
                    return true;
                }
            }
            return false;
        });
    }

    @Test
    void theMembersGoOnWithoutWhoeverOrderedTheLogAndItFollowsWhenItComesBack() {
        List<NodeProcess> members = community("majority", "Grid", "Hospital");
        NodeProcess a = members.get(0);
        NodeProcess b = members.get(1);
        NodeProcess c = members.get(2);
        share(a, "198.51.100.7");
        eventually("B and C have it", () -> b.finds("198.51.100.7", NAME) && c.finds("198.51.100.7", NAME));
        String policy =
                a.get("/api/v1/communities/" + NAME + "/policy").path("policy").asText();
        String origin = a.community(NAME).path("origin").asText();

        a.kill();
        share(b, "198.51.100.8");
        assertFalse(c.finds("198.51.100.8", NAME), "nobody orders the log");
        JsonNode proposed = b.post(SUCCESSION + "/terms", json());
        assertEquals(1, proposed.path("silent").size(), proposed.toString());
        assertEquals(2, proposed.path("terms").path("taking").size(), proposed.toString());
        String terms = proposed.path("terms").path("id").asText();
        JsonNode preview = vote(b, terms, true);
        assertEquals(2, preview.path("votes_needed").asInt(), preview.toString());
        assertEquals("", b.get(SUCCESSION).path("voted").asText(), "a preview is no vote");
        vote(b, terms, false);
        assertEquals("terms-unknown", b.refusal(SUCCESSION + "/votes", json().put("terms", "0123456789abcdef")));
        knows(c, terms);
        // Killed between its vote and the turn, and on the way.
        vote(c, terms, false);
        c.kill();
        c.startAgain();
        eventually("both are in the second epoch", () -> epoch(b) == 2 && epoch(c) == 2);
        eventually("what was under way is final", () -> b.finds("198.51.100.8", NAME) && c.finds("198.51.100.8", NAME));
        assertTrue(b.finds("198.51.100.7", NAME) && c.finds("198.51.100.7", NAME), "what was final is there");
        share(c, "198.51.100.9");
        eventually("new entries are final", () -> b.finds("198.51.100.9", NAME));
        assertEquals(origin, c.community(NAME).path("origin").asText());
        eventually(
                "B is the steward now",
                () -> b.community(NAME).path("role").asText().equals("steward"));

        a.startAgain();
        eventually("A has learnt that it does not order the log any more", () -> epoch(a) == 2);
        eventually("and follows", () -> a.finds("198.51.100.9", NAME) && a.finds("198.51.100.8", NAME));
        eventually("A cosigns again, with a new key", () -> cosigners(b) == 3);
        share(a, "198.51.100.10");
        eventually("A speaks in it", () -> b.finds("198.51.100.10", NAME) && c.finds("198.51.100.10", NAME));

        b.kill();
        b.startAgain();
        share(c, "198.51.100.11");
        eventually("after a restart it goes on", () -> a.finds("198.51.100.11", NAME));
        NodeProcess d = node("d");
        join(b, d, "Late");
        eventually("who joins now reads it", () -> d.finds("198.51.100.11", NAME) && epoch(d) == 2);
        String root = b.community(NAME).path("root").asText();
        eventually(
                "all hold one log",
                () -> List.of(a, c, d).stream()
                        .allMatch(node -> node.community(NAME)
                                .path("root")
                                .asText()
                                .equals(b.community(NAME).path("root").asText())));
        assertFalse(root.isEmpty());
        settled(List.of(b));
        b.kill();
        new IndependentCheck(folder, policy)
                .verifies(
                        b.home().resolve("ledger").resolve(NAME),
                        "epoch 2 begins with ",
                        "signed with the log key of ");
    }
}
