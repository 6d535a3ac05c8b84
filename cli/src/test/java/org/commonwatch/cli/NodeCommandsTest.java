package org.commonwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command's request and how its answer is shown. */
class NodeCommandsTest {
    private static final Terminal SCREEN = new Terminal(true, true, true, 80);

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
    void importsAFileWithItsNameAsSource() throws IOException {
        node.answers("/api/v1/imports", 200, """
                {"batch":"b-1","dry_run":false,"format":"stix","accepted":3,"by_type":{"indicator":2,"malware":1},
                 "unchanged":1,"refused":0,"refusals":[],"flagged":1,
                 "flags":[{"value":"192.0.2.1","kind":"ipv4","list":"Documentation","reason":"reserved"}],"entries":[4]}""");
        Files.writeString(folder.resolve("my bundle&.json"), "{\"type\":\"bundle\"}");
        Shell.Said said =
                shell().run("import", "my bundle&.json", "--tlp", "amber+strict", "--columns", "value=ioc,kind=type");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals(
                "/api/v1/imports?format=auto&dry_run=false&tlp=amber%2Bstrict&source=my%20bundle%26.json"
                        + "&columns=value%3Dioc%2Ckind%3Dtype",
                node.last().path());
        assertEquals("{\"type\":\"bundle\"}", node.last().body());
        assertEquals("Bearer " + TestNode.TOKEN, node.last().authorization());
        assertEquals("""
                my bundle&.json (stix): 3 accepted (2 indicator, 1 malware), 1 already known, 1 flagged
                  batch b-1; only your organisation sees it until you share it
                  flagged: 192.0.2.1: reserved (Documentation)
                """, said.out());
    }

    @Test
    void exitsWithOneWhenObjectsWereRefused() {
        node.answers("/api/v1/imports", 200, """
                {"batch":"b-2","format":"stix","accepted":1,"refused":1,
                 "refusals":[{"code":"stix-id","path":"/objects/1/id","message":"An id is malformed.","value":"x\\u001b[31m"}]}""");
        Shell.Said said = shell().input("{}").run("import", "-", "--format", "stix");
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.out().contains("refused: /objects/1/id: An id is malformed. (found: x\\x1b[31m)"), said.out());
    }

    @Test
    void reportsEveryInputOnALineOfItsOwnAsJson() throws IOException {
        node.answers("/api/v1/imports", 200, "{\"batch\":null,\"dry_run\":true,\"accepted\":0,\"refused\":0}");
        Files.writeString(folder.resolve("a.txt"), "a");
        Files.writeString(folder.resolve("b.txt"), "b");
        Shell.Said said = shell().run("import", "a.txt", "b.txt", "--dry-run", "--json");
        assertEquals("""
                {"input":"a.txt","batch":null,"dry_run":true,"accepted":0,"refused":0}
                {"input":"b.txt","batch":null,"dry_run":true,"accepted":0,"refused":0}
                """, said.out());
    }

    @Test
    void importsAnEmptyPipe() {
        node.answers("/api/v1/imports", 400, "{\"code\":\"json-empty\",\"detail\":\"There is nothing here.\"}");
        Shell.Said said = shell().run("import", "-");
        assertEquals(Exit.REFUSED, said.code());
        assertEquals("", node.last().body());
        assertEquals("commonwatch: refused: There is nothing here. [json-empty]\n", said.err());
    }

    @Test
    void showsHitsAsATableThatFitsTheTerminal() {
        node.answers("/api/v1/search", 200, """
                {"hits":[{"id":"malware--31b940d4-6f7f-459a-80ea-9c1f17b58abc","type":"malware","tlp":"green","log":"home",
                  "title":"A name that is far too long for the width of this terminal \\u202e and turns around","added":"2026-11-22T06:00:00Z"}],
                 "total":2,"next":"m1","prose_behind":3}""");
        Shell.Said said = shell().terminal(SCREEN).run("search", "type:malware", "far too long");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals(
                "/api/v1/search?q=type%3Amalware%20far%20too%20long&limit=50",
                node.last().path());
        assertTrue(
                said.out().contains("malware--31b940d4-6f7f-459a-80ea-9c1f17b58abc"), "ids are whole: " + said.out());
        assertFalse(said.out().contains("\u202e"), "no bidirectional control reaches the terminal");
        assertTrue(
                said.err().contains("1 of 2 hits; more with --next m1; the text of 3 objects is still being indexed"),
                said.err());
    }

    @Test
    void pointsAtTheMistakeInAQuery() {
        node.answers(
                "/api/v1/search",
                400,
                "{\"code\":\"query-syntax\",\"detail\":\"A quote is not closed.\",\"position\":7}");
        Shell.Said said = shell().run("search", "\"open");
        assertEquals(Exit.REFUSED, said.code());
        assertEquals("commonwatch: refused: character 7: A quote is not closed. [query-syntax]\n", said.err());
    }

    @Test
    void looksUpAListInBatches() {
        node.answers(
                "/api/v1/lookups",
                200,
                "{\"results\":[{\"value\":\"v\",\"kind\":\"domain\",\"matches\":[],\"flags\":[]}]}");
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 501; i++) {
            values.append("h").append(i).append(".example\r\n\n");
        }
        Shell.Said said = shell().input(values.toString()).run("lookup", "-");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals(2, node.asked().size());
        assertEquals("{\"values\":[\"h500.example\"]}", node.last().body());
        assertEquals("v (domain): nothing known\nv (domain): nothing known\n", said.out());
    }

    @Test
    void refusesAnEndlessLine() {
        node.answers("/api/v1/lookups", 200, "{}");
        Shell.Said said = shell().input("x".repeat(20_000)).run("lookup", "-");
        assertEquals(Exit.FAULT, said.code());
        assertTrue(said.err().contains("line 1 is longer than"), said.err());
        assertEquals(0, node.asked().size());
    }

    @Test
    void keepsAnIdFromClimbingOutOfItsPath() {
        node.answers("/", 404, "{}");
        shell().run("show", "../tokens?x=1#y");
        assertEquals("/api/v1/objects/..%2Ftokens%3Fx%3D1%23y", node.last().path());
        shell().run("show", "..");
        assertEquals("/api/v1/objects/%2E%2E", node.last().path());
    }

    @Test
    void asksBeforeSharing() {
        node.answers("/api/v1/shares", 200, """
                {"collection":"community","objects":[{"id":"indicator--1","type":"indicator","title":"bad","tlp":"green"}],
                 "readers":[{"who":"Harbour CERT","rule":"member of community"}],"refused":[],"shared":1,"entries":[9]}""");
        Shell.Said no = shell().terminal(SCREEN).input("n\n").run("share", "indicator--1");
        assertEquals(Exit.REFUSED, no.code());
        assertEquals(1, node.asked().size(), "only the preview was asked");
        assertTrue(node.last().body().contains("\"preview\":true"), node.last().body());
        assertTrue(no.out().contains("Harbour CERT  member of community"), no.out());

        Shell.Said end = shell().terminal(SCREEN).input("").run("share", "indicator--1");
        assertEquals(Exit.REFUSED, end.code(), "the end of input is no");

        Shell.Said yes = shell().terminal(SCREEN).input("y\n").run("share", "indicator--1");
        assertEquals(Exit.DONE, yes.code(), yes.err());
        assertEquals(
                "{\"preview\":false,\"ids\":[\"indicator--1\"]}", node.last().body());
        assertTrue(yes.out().endsWith("shared 1 with community\n"), yes.out());
    }

    @Test
    void sharesABatchWithoutAskingWhenTold() {
        node.answers(
                "/api/v1/shares",
                200,
                "{\"collection\":\"community\",\"objects\":[],\"refused\":[{\"id\":\"a\",\"rule\":\"tlp-red\",\"sentence\":\"TLP:RED stays.\"}],\"shared\":2}");
        Shell.Said said = shell().run("share", "--batch", "b-7", "--yes");
        assertEquals(Exit.REFUSED, said.code(), "one of them may not be shared");
        assertEquals("{\"preview\":false,\"batch\":\"b-7\"}", node.last().body());
        assertEquals("not shared: a: TLP:RED stays.\nshared 2 with community\n", said.out());
    }

    @Test
    void recallsAndReinstates() {
        node.answers("/api/v1/imports/b-7/recall", 200, "{\"recalled\":4}");
        node.answers("/api/v1/reinstatements", 200, "{\"reinstated\":1}");
        assertEquals(
                "recalled 4\n",
                shell().run("recall", "--batch", "b-7", "--reason", "wrong file")
                        .out());
        assertEquals("{\"reason\":\"wrong file\"}", node.last().body());
        assertEquals("reinstated 1\n", shell().run("reinstate", "indicator--1").out());
        assertEquals("{\"reason\":\"\",\"ids\":[\"indicator--1\"]}", node.last().body());
    }

    @Test
    void exportsToAFileThatAppearsWhole() throws IOException {
        byte[] body = "x".repeat(300_000).getBytes(StandardCharsets.UTF_8);
        node.on("/api/v1/export", exchange -> TestNode.send(exchange, 200, "application/json", body));
        Shell.Said said = shell().run("export", "--format", "misp", "--type", "indicator", "-o", "out.json", "--json");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals("/api/v1/export?format=misp&type=indicator", node.last().path());
        assertEquals(300_000, Files.size(folder.resolve("out.json")));
        assertEquals("{\"file\":\"" + folder.resolve("out.json") + "\",\"bytes\":300000}\n", said.out());
        assertFalse(Files.exists(folder.resolve("out.json.part")));
    }

    @Test
    void exportsValuesForADefence() {
        node.on(
                "/api/v1/export/hosts",
                exchange -> TestNode.send(
                        exchange, 200, "text/plain", "0.0.0.0 a.example\n".getBytes(StandardCharsets.UTF_8)));
        Shell.Said said = shell().run("export", "--format", "hosts", "--kind", "domain", "--source", "a b");
        assertEquals("0.0.0.0 a.example\n", said.out());
        assertEquals(
                "/api/v1/export/hosts?kind=domain&source=a%20b", node.last().path());
    }

    @Test
    void escapesAnExportOnATerminalOnly() {
        node.on(
                "/api/v1/export",
                exchange -> TestNode.send(
                        exchange, 200, "text/csv", "a,\u001b]0;owned\u0007\nb\n".getBytes(StandardCharsets.UTF_8)));
        assertEquals("a,\u001b]0;owned\u0007\nb\n", shell().run("export").out());
        assertEquals(
                "a,\\x1b]0;owned\\x07\nb\n",
                shell().terminal(SCREEN).run("export").out());
    }

    @Test
    void printsATokenOnceAndItsWarningElsewhere() {
        node.answers("/api/v1/tokens", 201, "{\"name\":\"siem\",\"token\":\"cw_secret\"}");
        Shell.Said said = shell().run("token", "create", "siem", "--max-tlp", "green", "--expires", "90d");
        assertEquals("cw_secret\n", said.out());
        assertFalse(said.err().contains("cw_secret"));
        assertEquals(
                "{\"name\":\"siem\",\"rights\":\"read\",\"max_tlp\":\"green\",\"expires\":\"2027-02-20T06:00:00Z\"}",
                node.last().body());
    }

    @Test
    void acceptsAnEmptyAnswerToADelete() {
        node.on("/api/v1/tokens/siem", exchange -> exchange.sendResponseHeaders(204, -1));
        node.on("/api/v1/sample", exchange -> exchange.sendResponseHeaders(204, -1));
        assertEquals("revoked siem\n", shell().run("token", "revoke", "siem").out());
        assertEquals("DELETE", node.last().method());
        assertEquals(
                "{\"removed\":\"sample\"}\n",
                shell().run("sample", "remove", "--json").out());
    }

    @Test
    void readsAFeedsHeaderFromAFile() throws IOException {
        node.answers("/api/v1/feeds", 200, "{}");
        Files.writeString(folder.resolve("partner.header"), "Authorization: Bearer abc\n");
        Shell.Said said = shell().run(
                        "feed",
                        "add",
                        "partner",
                        "https://taxii.example.org/c/",
                        "--kind",
                        "taxii",
                        "--header",
                        "@partner.header");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertTrue(
                node.last().body().contains("\"header\":\"Authorization: Bearer abc\""),
                node.last().body());
        assertFalse(said.out().contains("abc"));
    }

    @Test
    void writesABackupForTheOwnerOnlyAndNeverOverAFile() throws IOException {
        node.on("/api/v1/backup", exchange -> TestNode.send(exchange, 200, "application/x-tar", new byte[1024]));
        assertEquals(Exit.DONE, shell().run("backup", "b.tar").code());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("b.tar"))));
        Shell.Said again = shell().run("backup", "b.tar");
        assertEquals(Exit.USAGE, again.code());
        assertTrue(again.err().contains("exists already"), again.err());
    }

    @Test
    void reportsANodeThatTakesInNothing() {
        node.answers(
                "/api/v1/status",
                200,
                "{\"version\":\"0.1.0\",\"logs\":[{\"name\":\"home\",\"space\":\"own\",\"size\":4,\"objects\":3,\"root\":\"AAAA\"}],\"accepting\":false,\"disk_free_bytes\":1048576}");
        Shell.Said said = shell().run("status");
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.out().contains("1.0 MB free") && said.out().contains("takes in nothing new"), said.out());
    }

    @Test
    void findsTheNodeThroughItsFolder() throws IOException {
        node.answers("/api/v1/status", 200, "{}");
        Path home = Files.createDirectory(folder.resolve("my home"));
        Files.writeString(home.resolve("node.url"), node.url() + "\n");
        Files.writeString(home.resolve("owner.token"), "from-the-folder-0123\n");
        assertEquals(
                Exit.DONE, new Shell(folder).run("status", "--home", "my home").code());
        assertEquals("Bearer from-the-folder-0123", node.last().authorization());
        // The named folder comes before COMMONWATCH_URL; the token of the environment before the folder's, as in the
        // node.
        Shell other = new Shell(folder)
                .with("COMMONWATCH_URL", "http://127.0.0.1:1")
                .with("COMMONWATCH_OWNER_TOKEN", TestNode.TOKEN);
        assertEquals(Exit.DONE, other.run("status", "--home", "my home").code());
        assertEquals("Bearer " + TestNode.TOKEN, node.last().authorization());
        assertEquals(
                Exit.DONE,
                new Shell(folder)
                        .with("COMMONWATCH_HOME", home.toString())
                        .run("status")
                        .code());
    }
}
