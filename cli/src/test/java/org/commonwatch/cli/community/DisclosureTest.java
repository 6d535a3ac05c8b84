package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.commonwatch.cli.Shell;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;

/** What one member said, shown onward by another to somebody who has the policy and no node: real nodes in processes of their own. */
class DisclosureTest extends NodesTest {
    private static String shareGreen(NodeProcess author, String value) {
        JsonNode imported = author.importText("Seen: hxxp://" + value + "/x and 192.0.2.200", "green");
        eventually("it is shared", () -> {
            try {
                author.post(
                        "/api/v1/shares",
                        json().put("batch", imported.path("batch").asText()).put("collection", NAME));
                return true;
            } catch (AssertionError notYet) {
                return false;
            }
        });
        return value;
    }

    private static String id(NodeProcess node, String value) {
        for (JsonNode hit : node.get("/api/v1/search?q=value:" + value).path("hits")) {
            if (hit.path("log").asText().equals(NAME)
                    && hit.path("type").asText().equals("indicator")) {
                return hit.path("id").asText();
            }
        }
        throw new AssertionError("no indicator of " + value);
    }

    private Shell at(NodeProcess node) {
        return new Shell(folder)
                .with("COMMONWATCH_URL", node.url())
                .with("COMMONWATCH_HOME", node.home().toString());
    }

    private JsonNode shown(NodeProcess by, String value, Path policy) throws Refused {
        String file = value + ".disclosure";
        Shell.Said made = at(by).run("community", "disclose", id(by, value), "-o", file, "--yes");
        assertEquals(Exit.DONE, made.code(), made.err());
        Shell.Said said = new Shell(folder).run("verify", file, "--policy", policy.toString(), "--json");
        assertEquals(Exit.DONE, said.code(), said.out() + said.err());
        IndependentCheck.disclosed(folder.resolve(file), policy, "said it, with the key", value);
        return BoundedJson.parse(said.out().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void whatAMemberSaidIsShownOnwardByAnotherAlsoAfterItsKeyChanged() throws IOException, Refused {
        List<NodeProcess> members = community("two-thirds", "Grid");
        NodeProcess port = members.get(0);
        NodeProcess grid = members.get(1);
        shareGreen(port, "198.51.100.60");
        eventually("it is final at the other", () -> grid.finds("198.51.100.60", NAME));
        Shell.Said policy = at(grid).run("community", "policy", NAME);
        Path kept = Files.writeString(folder.resolve("harbour.policy"), policy.out());
        JsonNode first = shown(grid, "198.51.100.60", kept);
        assertEquals(
                port.get("/api/v1/keys").path("name").asText(),
                first.path("author").asText());
        assertEquals(2, first.path("cosigned_by").size(), first.toString());
        assertTrue(first.path("neighbours").asInt() >= 1, first.toString());
        assertTrue(!first.path("later_key").asBoolean());
        assertTrue(first.path("object").path("pattern").asText().contains("198.51.100.60"), first.toString());

        port.post("/api/v1/keys/changes", json().put("reason", "rotated"));
        eventually(
                "the new key counts",
                () -> !port.get("/api/v1/keys").at("/communities/0/changing").asBoolean());
        shareGreen(port, "198.51.100.61");
        eventually("it is final at the other", () -> grid.finds("198.51.100.61", NAME));
        JsonNode later = shown(grid, "198.51.100.61", kept);
        assertEquals(first.path("author"), later.path("author"));
        assertTrue(later.path("later_key").asBoolean(), later.toString());
        assertTrue(!first.path("key").equals(later.path("key")), "another key");
        shown(grid, "198.51.100.60", kept);
    }
}
