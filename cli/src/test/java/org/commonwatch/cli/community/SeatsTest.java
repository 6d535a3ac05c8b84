package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Seats are offered and a council is named, with real nodes. Skipped where the node was not packaged. */
class SeatsTest extends NodesTest {
    private static final String COUNCIL = "/api/v1/communities/" + NAME + "/council";
    private static final String SEAT = COUNCIL + "/seat";

    private NodeProcess node(String name, boolean offers) throws IOException {
        Map<String, String> variables = Map.of();
        if (offers) {
            try (ServerSocket free = new ServerSocket(0)) {
                variables = Map.of("COMMONWATCH_COUNCIL_ADDRESS", "127.0.0.1:" + free.getLocalPort());
            }
        }
        NodeProcess node = NodeProcess.start(folder.resolve(name), variables);
        nodes.add(node);
        return node;
    }

    private static ObjectNode members(String... names) {
        ObjectNode body = json();
        var list = body.putArray("members");
        List.of(names).forEach(list::add);
        return body;
    }

    private static long logKeys(String policy) {
        return policy.lines().filter(line -> line.startsWith("log ")).count();
    }

    private static long logKeys(NodeProcess node) {
        return logKeys(node.get("/api/v1/communities/" + NAME + "/policy")
                .path("policy")
                .asText());
    }

    private static JsonNode seat(NodeProcess node, String title) {
        for (JsonNode seat : node.get(COUNCIL).path("seats")) {
            if (seat.path("title").asText().equals(title)) {
                return seat;
            }
        }
        return json();
    }

    @Test
    @Tag("long")
    void aCouncilIsNamedItsKeysAreTakenAndWhoComesLaterFollows() throws IOException {
        NodeProcess a = node("a", true);
        NodeProcess b = node("b", true);
        NodeProcess c = node("c", false);
        found(a, "majority");
        join(a, b, "Grid");
        eventually("both cosign", () -> cosigners(a) == 2 && cosigners(b) == 2);

        assertEquals("seat-missing", a.refusalToPut(COUNCIL, members("Port", "Grid")));
        b.post(SEAT, json());
        a.post(SEAT, json());
        eventually(
                "A knows both seats",
                () -> seat(a, "Grid").path("order").asText().equals("offered"));
        assertEquals("orders", seat(a, "Port").path("order").asText());
        assertEquals("steward-only", b.refusalToPut(COUNCIL, members("Port", "Grid")));
        assertEquals("council-step", a.refusalToPut(COUNCIL, members("Grid")));
        a.put(COUNCIL, members("Port", "Grid"));
        assertTrue(seat(a, "Grid").path("named").asBoolean());
        eventually("both take both keys", () -> logKeys(a) == 2 && logKeys(b) == 2);
        assertEquals("seat-taken", b.refusal(SEAT, json()));
        String removals = "/api/v1/communities/" + NAME + "/removals";
        ObjectNode grid = json().put("member", "Grid").put("reason", "leaves");
        assertEquals("entry-void", a.refusal(removals, grid), "who sits in the council stays a member");

        // An invitation carries all keys; who was never here before them follows.
        JsonNode invitation = invite(
                a, 3_600, c.get("/api/v1/communities").path("fingerprint").asText());
        assertEquals(
                2, logKeys(invitation.path("file").asText().replace("\\n", "\n").replace("\"log ", "\nlog ")));
        c.post(
                "/api/v1/communities/joins",
                json().put("invitation", invitation.path("link").asText())
                        .put("organisation", "Hospital")
                        .put("kind", "private"));
        share(b, "198.51.100.7");
        eventually("C finds what B shared", () -> c.finds("198.51.100.7", NAME));
        assertEquals("seat-no-address", c.refusal(SEAT, json()));
        assertEquals(
                200, a.fetch("/ledger/" + NAME + "/handovers", true).statusCode(), "a policy took over from another");

        // Taken out again, its key goes with it, and it may leave.
        a.put(COUNCIL, members("Port"));
        eventually("one key is left", () -> logKeys(a) == 1 && logKeys(b) == 1 && logKeys(c) == 1);
        c.kill();
        c.startAgain();
        share(a, "198.51.100.8");
        eventually("C goes on", () -> c.finds("198.51.100.8", NAME));
        a.post(removals, grid);
        assertTrue(seat(a, "Grid").isEmpty());
    }
}
