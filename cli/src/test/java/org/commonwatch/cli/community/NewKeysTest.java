package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Members that change their keys, and one that has lost them: real nodes in processes of their own. */
class NewKeysTest extends NodesTest {
    private static boolean changing(NodeProcess node) {
        for (JsonNode one : node.get("/api/v1/keys").path("communities")) {
            if (one.path("changing").asBoolean()) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode keys(NodeProcess node) {
        return node.get("/api/v1/keys").at("/communities/0/keys");
    }

    private static String fingerprint(NodeProcess asked, String title) {
        for (JsonNode member : asked.community(NAME).path("members")) {
            if (member.path("title").asText().equals(title)) {
                return member.path("fingerprint").asText();
            }
        }
        return "";
    }

    private static void change(NodeProcess node, String reason) {
        node.post("/api/v1/keys/changes", json().put("reason", reason));
        eventually("the new key counts", () -> !changing(node));
    }

    @Test
    void membersChangeTheirKeysAndStayWhoTheyAre() {
        List<NodeProcess> members = community("majority", "Grid", "Hospital");
        NodeProcess steward = members.get(0);
        NodeProcess grid = members.get(1);
        NodeProcess third = members.get(2);
        String before = share(grid, "198.51.100.40");
        eventually(
                "the others read it", () -> steward.finds("198.51.100.40", NAME) && third.finds("198.51.100.40", NAME));
        String name = grid.get("/api/v1/keys").path("name").asText();
        String old = fingerprint(steward, "Grid");
        assertFalse(old.isEmpty());

        change(grid, "rotated");
        assertEquals(name, grid.get("/api/v1/keys").path("name").asText());
        assertEquals(2, keys(grid).size());
        assertEquals("rotated", keys(grid).path(1).path("reason").asText());
        eventually(
                "each node knows the new key",
                () -> !fingerprint(steward, "Grid").equals(old)
                        && fingerprint(third, "Grid").equals(fingerprint(steward, "Grid")));

        // A key for audiences was replaced with it, so the community's is renewed; what is sealed to that is read by
        // all.
        share(grid, "198.51.100.41");
        eventually(
                "with the new key it is read",
                () -> steward.finds("198.51.100.41", NAME) && third.finds("198.51.100.41", NAME));
        share(third, "198.51.100.42");
        eventually("and reads", () -> grid.finds("198.51.100.42", NAME));
        grid.post("/api/v1/imports/" + before + "/recall", json().put("reason", "false alarm"));
        eventually("what the old key said is still its own to recall", () -> !steward.finds("198.51.100.40", NAME));

        change(steward, "compromised");
        share(steward, "198.51.100.43");
        eventually(
                "the steward goes on", () -> grid.finds("198.51.100.43", NAME) && third.finds("198.51.100.43", NAME));

        grid.kill();
        grid.startAgain();
        share(grid, "198.51.100.44");
        eventually("after a restart too", () -> steward.finds("198.51.100.44", NAME));
        assertEquals(2, keys(grid).size());
        NodeProcess late = node("late");
        join(steward, late, "Late");
        eventually(
                "who joins later sees it the same",
                () -> fingerprint(late, "Grid").equals(fingerprint(steward, "Grid")));
        eventually("and reads on", () -> late.finds("198.51.100.44", NAME));
        // Each change of a key for audiences closed the epoch that the old one could open.
        JsonNode older = steward.post(
                "/api/v1/audiences/" + NAME + "/grants",
                json().put("member", "Late").put("preview", true));
        assertEquals(2, older.path("epochs").size(), older.toString());
    }

    @Test
    @Tag("long")
    void aChangeThatWaitsForOthersOutlivesAKill() {
        List<NodeProcess> members = community("two-thirds", "Grid");
        NodeProcess steward = members.get(0);
        NodeProcess grid = members.get(1);
        steward.kill();
        grid.post("/api/v1/keys/changes", json().put("reason", "rotated"));
        assertTrue(changing(grid), "nobody orders the log");
        assertEquals("keys-changing", grid.refusal("/api/v1/keys/changes", json()));
        grid.kill();
        grid.startAgain();
        assertTrue(changing(grid));
        steward.startAgain();
        eventually("it counts when the others are back", () -> !changing(grid));
        share(grid, "198.51.100.45");
        eventually("and speaks", () -> steward.finds("198.51.100.45", NAME));
        assertEquals(2, keys(grid).size());
    }

    @Test
    @Tag("long")
    void whoRotatedJoinsAnotherCommunityUnderItsName() {
        NodeProcess steward = node("steward");
        NodeProcess grid = node("grid");
        String name = grid.get("/api/v1/keys").path("name").asText();
        grid.post("/api/v1/keys/changes", json().put("reason", "rotated"));
        found(steward, "majority");
        join(steward, grid, "Grid");
        assertEquals(name, grid.get("/api/v1/keys").path("name").asText());
        share(grid, "198.51.100.46");
        eventually("it speaks there", () -> steward.finds("198.51.100.46", NAME));
    }

    @Test
    void theStewardGivesNewKeysToAMemberThatLostThem() {
        List<NodeProcess> members = community("majority", "Grid", "Hospital");
        NodeProcess steward = members.get(0);
        NodeProcess grid = members.get(1);
        NodeProcess third = members.get(2);
        share(grid, "198.51.100.50");
        eventually("the others read it", () -> third.finds("198.51.100.50", NAME));
        String name = grid.get("/api/v1/keys").path("name").asText();
        grid.kill();

        NodeProcess anew = node("anew", "--replaces", name);
        assertEquals(name, anew.get("/api/v1/keys").path("name").asText());
        JsonNode invitation = invite(steward, 3_600, "");
        JsonNode joined = anew.post(
                "/api/v1/communities/joins",
                json().put("invitation", invitation.path("link").asText()).put("organisation", "Whatever"));
        assertFalse(joined.path("member").asBoolean(), "a name alone makes no member");
        JsonNode request = steward.community(NAME).path("requests").path(0);
        assertEquals("Grid", request.path("member").asText());
        assertEquals(
                joined.path("fingerprint").asText(), request.path("fingerprint").asText());
        String requests = "/api/v1/communities/" + NAME + "/requests/"
                + request.path("id").asText();
        assertEquals("member-new-keys", steward.refusal(requests + "/confirm", json()));
        JsonNode done = steward.post(requests + "/rekey", json().put("reason", "lost"));
        assertEquals("Grid", done.path("title").asText());

        eventually(
                "the new home follows as the member",
                () -> anew.community(NAME).path("sealed").asLong() > 0);
        assertFalse(anew.finds("198.51.100.50", NAME), "keys of older epochs come when they are granted");
        String grants = "/api/v1/audiences/" + NAME + "/grants";
        assertEquals(
                1,
                steward.post(grants, json().put("member", "Grid").put("from", 1).put("to", 1))
                        .path("granted")
                        .asInt());
        eventually("it reads what it had shared", () -> anew.finds("198.51.100.50", NAME));
        share(anew, "198.51.100.51");
        eventually("and speaks", () -> third.finds("198.51.100.51", NAME));
        // Whoever finds the old home gets nothing of it into the log, and hears nothing new.
        grid.startAgain();
        String batch =
                grid.importText("Seen: hxxp://198.51.100.52/x").path("batch").asText();
        try {
            grid.post("/api/v1/shares", json().put("batch", batch).put("collection", NAME));
        } catch (AssertionError refused) {
            assertTrue(String.valueOf(refused.getMessage()).contains("answered"), refused.getMessage());
        }
        share(third, "198.51.100.53");
        eventually("the others go on", () -> anew.finds("198.51.100.53", NAME) && steward.finds("198.51.100.53", NAME));
        assertFalse(steward.finds("198.51.100.52", NAME), "the old key spoke");
        assertFalse(grid.finds("198.51.100.53", NAME), "the old key read");
    }
}
