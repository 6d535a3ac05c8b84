package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys of older epochs, granted to a member that came later: real nodes in processes of their own. */
class GrantTest extends NodesTest {
    private static final String GRANTS = "/api/v1/audiences/" + NAME + "/grants";

    private static ObjectNode grant(boolean preview) {
        return json().put("member", "Late").put("preview", preview);
    }

    @Test
    void whoCameLaterReadsWhatWasSealedBeforeOnlyWhenTheStewardGrantsIt() {
        List<NodeProcess> members = community("two-thirds", "Early");
        NodeProcess steward = members.get(0);
        NodeProcess early = members.get(1);
        share(steward, "198.51.100.30");
        eventually("it is read by who is a member then", () -> early.finds("198.51.100.30", NAME));
        steward.post("/api/v1/communities/" + NAME + "/removals", json().put("member", "Early"));
        // Of two, the one that is removed cosigns the policy that lets it go.
        share(steward, "198.51.100.31");
        eventually("it is final without who left", () -> steward.finds("198.51.100.31", NAME));
        NodeProcess late = node("late");
        join(steward, late, "Late");
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
