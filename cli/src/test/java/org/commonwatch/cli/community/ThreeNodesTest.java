package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.commonwatch.cli.Shell;
import org.junit.jupiter.api.Test;

/** A community of real nodes in processes of their own, over real HTTP. Skipped where the node was not packaged. */
class ThreeNodesTest extends NodesTest {
    @Test
    void whatOneSharesTheOthersHoldAndARecallTakesItBackEverywhere() {
        List<NodeProcess> members = community("majority", "Grid", "Hospital");
        NodeProcess a = members.get(0);
        NodeProcess b = members.get(1);
        NodeProcess c = members.get(2);

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
        // A new policy without the member comes first; until the key is there, the node says to try again.
        share(a, "198.51.100.30");
        eventually("who stays reads what is sealed to the new key", () -> b.finds("198.51.100.30", NAME));
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
}
