package org.commonwatch.node.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.node.spine.NodeFixture;
import org.commonwatch.values.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarningsTest {
    private static final String LIST = """
            {"name":"Our own sites","description":"Sites of the port","version":%d,"type":"hostname",\
            "matching_attributes":["domain","hostname","url"],"list":[%s]}
            """;

    @TempDir
    Path folder;

    @Test
    void flagsWhatIsOnBuiltInAndLoadedListsAndKeepsThem() throws IOException, Refused {
        try (NodeFixture node = open()) {
            Warnings warnings = ListsFixture.warnings(node, Clock.systemUTC());
            assertFalse(warnings.flags(value("192.168.1.1")).isEmpty());
            assertTrue(warnings.flags(value("www.port.example")).stream()
                    .noneMatch(flag -> flag.list().equals("Our own sites")));
            Warnings.Loaded loaded = warnings.load(file(LIST.formatted(1, "\"port.example\",\"quay.example\"")));
            assertEquals(1, loaded.lists());
            assertEquals(2, loaded.values());
            assertEquals(List.of(), loaded.problems());
            ListFlag flag = onOurs(warnings, "www.port.example").getFirst();
            assertEquals(new ListFlag("www.port.example", "domain", "Our own sites", "Sites of the port"), flag);
        }
        try (NodeFixture again = open()) {
            Warnings warnings = ListsFixture.warnings(again, Clock.systemUTC());
            assertEquals(1, onOurs(warnings, "http://quay.example/x").size());
            warnings.load(file(LIST.formatted(2, "\"port.example\"")));
            assertEquals(List.of(), onOurs(warnings, "http://quay.example/x"));
            LoadedList ours = warnings.all().stream()
                    .filter(list -> list.name().equals("Our own sites"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(new LoadedList("Our own sites", "Sites of the port", "2", "hostname", 1, false), ours);
            assertTrue(warnings.all().getFirst().builtIn()
                    && warnings.all().getFirst().values() > 0);
        }
    }

    @Test
    void namesWhatItLeavesOut() throws IOException, Refused {
        try (NodeFixture node = open()) {
            Warnings warnings = ListsFixture.warnings(node, Clock.systemUTC());
            assertEquals(
                    "list-without-entries",
                    warnings.load(file("{\"name\":\"x\"}"))
                            .problems()
                            .getFirst()
                            .code());
            assertEquals(0, warnings.load(file("not json")).lists());
            Warnings.Loaded partly = warnings.load(
                    file("{\"name\":\"ranges\",\"type\":\"cidr\",\"list\":[\"192.0.2.0/24\",\"nonsense\"]}"));
            assertEquals(1, partly.lists());
            assertEquals("list-entry", partly.problems().getFirst().code());
        }
    }

    @Test
    void refusesABrokenArchiveAndChangesNothing() throws IOException {
        try (NodeFixture node = open()) {
            Warnings warnings = ListsFixture.warnings(node, Clock.systemUTC());
            int before = warnings.all().size();
            Path broken = folder.resolve("broken.gz");
            Files.write(broken, new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3});
            assertThrows(IOException.class, () -> warnings.load(broken));
            assertEquals(before, warnings.all().size());
        }
    }

    @Test
    void loadsThePublicCollection() throws IOException, Refused {
        Path archive = Path.of(System.getProperty("commonwatch.root", "."), "../shared/data/misp/warninglists.tar.gz");
        assumeTrue(Files.exists(archive), "the public lists are not on this machine");
        try (NodeFixture node = open()) {
            Warnings warnings = ListsFixture.warnings(node, Clock.systemUTC());
            long start = System.nanoTime();
            Warnings.Loaded loaded = warnings.load(archive);
            System.out.printf(
                    "%d lists with %d values in %.2f s, %d problems%n",
                    loaded.lists(),
                    loaded.values(),
                    (System.nanoTime() - start) / 1e9,
                    loaded.problems().size());
            assertTrue(loaded.lists() > 100);
            assertFalse(warnings.flags(value("8.8.8.8")).isEmpty());
        }
    }

    private NodeFixture open() {
        return NodeFixture.open(
                folder.resolve("home"),
                new LocalDisk(),
                Clock.systemUTC(),
                List.of(),
                List.of(),
                ListsFixture.tables());
    }

    private Path file(String json) throws IOException {
        return Files.write(folder.resolve("list.json"), json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<ListFlag> onOurs(Warnings warnings, String text) {
        return warnings.flags(value(text)).stream()
                .filter(flag -> flag.list().equals("Our own sites"))
                .toList();
    }

    private static org.commonwatch.values.IndicatorValue value(String text) {
        return Values.classify(text).orElseThrow();
    }
}
