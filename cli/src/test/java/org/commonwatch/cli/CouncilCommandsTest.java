package org.commonwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The council's commands: what they ask the node, and what they say. */
class CouncilCommandsTest {
    private static final Terminal SCREEN = new Terminal(true, true, true, 80);
    private static final String PORT = "org-aaaaaaaaaaaaaaaa";
    private static final String GRID = "org-bbbbbbbbbbbbbbbb";
    private static final String HOSPITAL = "org-cccccccccccccccc";

    private final TestNode node = new TestNode();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        node.close();
    }

    private Shell shell() {
        return node.shell(folder);
    }

    private static String seat(String name, String title, boolean named, String order) {
        return """
                {"name":"%s","title":"%s","address":"%s.example:7000","named":%s,"order":"%s","self":%s,"held":%s}""".formatted(
                        name,
                        title,
                        title.toLowerCase(java.util.Locale.ROOT),
                        named,
                        order,
                        title.equals("Port"),
                        named ? "40" : "-1");
    }

    private void has(boolean alone, String trouble, String... seats) {
        node.answers("/api/v1/communities", 200, "{\"communities\":[{\"name\":\"harbour\"}]}");
        node.answers(
                "/api/v1/communities/harbour/council",
                200,
                "{\"name\":\"harbour\",\"alone\":" + alone + ",\"may_fail\":0,\"waiting\":\"\",\"trouble\":\"" + trouble
                        + "\",\"seats\":[" + String.join(",", seats) + "]}");
    }

    private void three() {
        has(
                false,
                "",
                seat(PORT, "Port", true, "leads"),
                seat(GRID, "Grid", true, "orders"),
                seat(HOSPITAL, "Hospital", false, "offered"));
    }

    @Test
    void saysWhoOrdersAndHowManyMayBeAway() {
        three();
        Shell.Said said = shell().run("community", "council", "status");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertTrue(said.out().startsWith("2 nodes order: Port, Grid; none of them may be away\n"), said.out());
        assertTrue(said.out().contains("hospital.example:7000"), said.out());
        assertTrue(said.out().contains("Port (this node)"), said.out());
    }

    @Test
    void troubleIsExitCodeOne() {
        has(false, "the others do not answer", seat(PORT, "Port", true, "orders"));
        Shell.Said said = shell().run("community", "council", "status", "--community", "harbour");
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.out().contains("trouble: the others do not answer"), said.out());
    }

    @Test
    void theFirstOneAddedIsTheSecondThatOrders() {
        has(true, "", seat(PORT, "Port", false, "orders"), seat(GRID, "Grid", false, "offered"));
        Shell.Said said = shell().run("community", "council", "add", "grid");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals("PUT", node.last().method());
        assertEquals(
                "{\"members\":[\"" + PORT + "\",\"" + GRID + "\"]}", node.last().body());
        assertEquals("named. 2 nodes order: Port, Grid; none of them may be away\n", said.out());
    }

    @Test
    void whoHasOfferedNoSeatIsNotAdded() {
        three();
        Shell.Said said = shell().run("community", "council", "add", "School");
        assertEquals(Exit.REFUSED, said.code());
        assertFalse(node.last().method().equals("PUT"));
    }

    @Test
    void asksBeforeTakingOutAndSaysWhoIsLeft() {
        three();
        Shell.Said no = shell().terminal(SCREEN).input("n\n").run("community", "council", "remove", "Grid");
        assertEquals(Exit.REFUSED, no.code());
        assertEquals("afterwards 1 node orders: Port; none of them may be away\n", no.out());
        assertEquals("GET", node.last().method());
        Shell.Said preview = shell().run("community", "council", "remove", GRID, "--preview", "--json");
        assertEquals("{\"may_fail\":0,\"members\":[\"" + PORT + "\"]}\n", preview.out());
        Shell.Said yes = shell().run("community", "council", "remove", "Grid", "--yes");
        assertEquals(Exit.DONE, yes.code(), yes.err());
        assertEquals("{\"members\":[\"" + PORT + "\"]}", node.last().body());
    }

    @Test
    void whoIsNotInTheCouncilIsNotTakenOut() {
        three();
        Shell.Said said = shell().run("community", "council", "remove", "Hospital", "--yes");
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.err().contains("not in the council"), said.err());
    }

    @Test
    void offersThisNodesSeat() {
        three();
        node.answers(
                "/api/v1/communities/harbour/council/seat",
                200,
                "{\"seats\":[" + seat(PORT, "Port", false, "orders") + "]}");
        Shell.Said said = shell().run("community", "council", "offer");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals("POST", node.last().method());
        assertTrue(said.out().startsWith("offered a seat at port.example:7000; "), said.out());
    }

    @Test
    void whereThereAreTwoCommunitiesOneIsNamed() {
        node.answers("/api/v1/communities", 200, "{\"communities\":[{\"name\":\"a\"},{\"name\":\"b\"}]}");
        Shell.Said said = shell().run("community", "council", "status");
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.err().contains("--community"), said.err());
    }
}
