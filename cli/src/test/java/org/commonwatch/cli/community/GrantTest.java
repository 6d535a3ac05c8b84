package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of older epochs, granted to a member that came later: real nodes in processes of their own. */
class GrantTest {
    private static final String NAME = ThreeNodesTest.NAME;
    private static final String GRANTS = "/api/v1/audiences/" + NAME + "/grants";

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

    private NodeProcess node(String name) {
        NodeProcess node = NodeProcess.start(folder.resolve(name));
        nodes.add(node);
        return node;
    }

    private static void share(NodeProcess author, String value) {
        String batch =
                author.importText("Seen: hxxp://" + value + "/x").path("batch").asText();
        author.post("/api/v1/shares", json().put("batch", batch).put("collection", NAME));
    }

    private static ObjectNode grant(boolean preview) {
        return json().put("member", "Late").put("preview", preview);
    }

    @Test
    void whoCameLaterReadsWhatWasSealedBeforeOnlyWhenTheStewardGrantsIt() {
        NodeProcess steward = node("steward");
        NodeProcess early = node("early");
        NodeProcess late = node("late");
        ThreeNodesTest.found(steward, "two-thirds");
        ThreeNodesTest.join(steward, early, "Early");
        eventually("both cosign", () -> ThreeNodesTest.cosigners(steward) == 2);
        share(steward, "198.51.100.30");
        eventually("it is read by who is a member then", () -> early.finds("198.51.100.30", NAME));
        steward.post("/api/v1/communities/" + NAME + "/removals", json().put("member", "Early"));
        // Of two, the one that is removed cosigns the policy that lets it go.
        eventually("the key is renewed", () -> {
            try {
                share(steward, "198.51.100.31");
            } catch (AssertionError notYet) {
                return false;
            }
            return steward.finds("198.51.100.31", NAME);
        });
        ThreeNodesTest.join(steward, late, "Late");
        eventually("who joins reads what is sealed to the key in use", () -> late.finds("198.51.100.31", NAME));
        assertFalse(late.finds("198.51.100.30", NAME), "an older epoch was handed out");

        assertEquals(
                "steward-only",
                late.refusal(GRANTS, json().put("member", "Port").put("preview", true)));
        JsonNode preview = steward.post(GRANTS, grant(true));
        assertEquals(1, preview.path("epochs").size(), preview.toString());
        assertEquals(1, preview.path("epochs").path(0).path("epoch").asInt());
        assertEquals(1, preview.path("epochs").path(0).path("payloads").asInt());
        assertTrue(preview.path("epochs").path(0).path("objects").asInt() >= 1, preview.toString());
        assertFalse(late.finds("198.51.100.30", NAME), "a preview hands out nothing");

        assertEquals(1, steward.post(GRANTS, grant(false)).path("granted").asInt());
        eventually("what was sealed before is read now", () -> late.finds("198.51.100.30", NAME));
        assertEquals("nothing-to-grant", steward.refusal(GRANTS, grant(false)));
        // As if it had had the key from the start.
        eventually("full text has caught up", () -> {
            JsonNode status = late.get("/api/v1/status");
            return status.path("prose_behind").asLong(status.path("proseBehind").asLong(-1)) == 0;
        });
        String opened = late.get("/api/v1/index-hash").path("content_hash").asText();
        assertFalse(opened.isEmpty());
        late.post("/api/v1/rebuilds", json().put("batch", 7));
        assertEquals(opened, late.get("/api/v1/index-hash").path("content_hash").asText());
    }
}
