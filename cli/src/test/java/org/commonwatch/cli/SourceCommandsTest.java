package org.commonwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.commonwatch.cli.console.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands for sources ask the node, and how they show its answers. */
class SourceCommandsTest {
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

    @Test
    void addsWhatWasDescribedAndNothingElse() {
        node.answers("/api/v1/sources", 201, "{\"name\":\"web\"}");
        Shell.Said said = shell().run(
                        "source",
                        "add",
                        "web",
                        "--kind",
                        "file",
                        "--path",
                        "/var/log/*.log",
                        "--from",
                        "start",
                        "--depth",
                        "2",
                        "--zone",
                        "Europe/Lisbon",
                        "--no-memory");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals(
                "{\"name\":\"web\",\"kind\":\"file\",\"path\":\"/var/log/*.log\",\"from\":\"start\","
                        + "\"zone\":\"Europe/Lisbon\",\"depth\":2,\"remember\":false}",
                node.last().body());
        assertEquals("added web; see: commonwatch source show web\n", said.out());
    }

    @Test
    void readsTheBrokersPasswordFromAFileAndNeverShowsIt() throws IOException {
        node.answers("/api/v1/sources", 201, "{\"name\":\"queue\"}");
        Files.writeString(folder.resolve("node.password"), "hush-hush\n");
        Shell.Said said = shell().run(
                        "source",
                        "add",
                        "queue",
                        "--kind",
                        "mqtt",
                        "--broker",
                        "mqtts://broker.example",
                        "--topic",
                        "logs/#",
                        "--user",
                        "node",
                        "--password",
                        "@node.password",
                        "--keep-hours",
                        "24");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals(
                "{\"name\":\"queue\",\"kind\":\"mqtt\",\"broker\":\"mqtts://broker.example\",\"topic\":\"logs/#\","
                        + "\"user\":\"node\",\"password\":\"hush-hush\",\"keep_hours\":24}",
                node.last().body());
        assertFalse((said.out() + said.err()).contains("hush-hush"));
        Shell.Said missing = shell().run(
                        "source",
                        "add",
                        "queue",
                        "--kind",
                        "mqtt",
                        "--broker",
                        "mqtt://b.example",
                        "--topic",
                        "#",
                        "--user",
                        "node",
                        "--password",
                        "@none");
        assertEquals(Exit.FAULT, missing.code());
    }

    @Test
    void refusesAKindThatThereIsNot() {
        Shell.Said said = shell().run("source", "add", "x", "--kind", "carrier-pigeon");
        assertEquals(Exit.USAGE, said.code());
        assertTrue(said.err().contains("mqtt"), said.err());
        assertEquals(0, node.asked().size(), "the node is not asked");
    }

    @Test
    void listsWithWhatWasDroppedAndShowsWhy() {
        String source = """
                {"name":"queue","kind":"mqtt","state":"failing","lines":12,"hits":3,"lag_bytes":7,"last_line_at":null,
                 "settings":{"broker":"mqtt://b.example","password_set":true},"connection":"not connected",
                 "dropped":[{"reason":"fault","count":2,"what":"messages lost \\u001b[31m"}]}""";
        node.answers("/api/v1/sources/queue", 200, source);
        node.answers("/api/v1/sources", 200, "{\"sources\":[" + source + "]}");
        String list = shell().run("source", "list").out();
        assertTrue(list.contains("queue") && list.contains("failing") && list.contains("7 B"), list);
        String shown = shell().run("source", "show", "queue").out();
        assertTrue(shown.contains("not connected") && shown.contains("2 messages lost \\x1b[31m"), shown);
    }

    @Test
    void pausesAndResumes() {
        node.answers("/api/v1/sources/web", 200, "{\"name\":\"web\"}");
        assertEquals(Exit.DONE, shell().run("source", "pause", "web").code());
        assertEquals("/api/v1/sources/web/pause", node.last().path());
        assertEquals(Exit.DONE, shell().run("source", "resume", "web").code());
        assertEquals("/api/v1/sources/web/resume", node.last().path());
    }

    @Test
    void removesOnlyWhenItWasToldTo() {
        node.answers("/api/v1/sources/web", 200, """
                {"name":"web","lines_counted":5,"file_positions":1,"remembered_pushes":0,"tokens_revoked":["a"],
                 "hits_kept":2,"removed":false}""");
        assertEquals(Exit.USAGE, shell().run("source", "remove", "web").code(), "nobody to ask");
        assertEquals(0, node.asked().size());
        Shell.Said preview = shell().run("source", "remove", "web", "--preview");
        assertEquals("/api/v1/sources/web?preview=true", node.last().path());
        assertTrue(preview.out().contains("revokes 1 tokens") && preview.out().contains("keeps 2 hits"), preview.out());
        shell().run("source", "remove", "web", "--preview", "--yes");
        assertEquals("/api/v1/sources/web?preview=true", node.last().path(), "whoever looks changes nothing");
        assertEquals(
                "removed web\n", shell().run("source", "remove", "web", "--yes").out());
        assertEquals("DELETE", node.last().method());
        assertEquals("/api/v1/sources/web", node.last().path());
    }
}
