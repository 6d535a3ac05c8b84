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

/** What the commands of channels ask of the node, and what they show of its answers. */
class NotifyCommandsTest {
    private final TestNode node = new TestNode();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void addsAWebhookAndPrintsItsSecretOnce() throws IOException {
        node.answers("/api/v1/notify", 201, "{\"name\":\"soc\",\"secret\":\"cw_x\\u001b[31m\"}");
        Files.writeString(folder.resolve("soc.header"), "Authorization: Bearer hush\n");
        Shell.Said said = node.shell(folder)
                .run(("notify add webhook soc https://soc.example/hook --header @soc.header --kinds domain,url"
                                + " --min-confidence 50 --verdict let-through --asset 10.* --max-tlp red --include-line"
                                + " --limit 5 --window 1 --digest always --digest-every 30 --quiet 22:00-07:00 --zone Z")
                        .split(" "));
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals("cw_x\\x1b[31m\n", said.out());
        assertTrue(said.err().contains("only time"), said.err());
        assertEquals(
                "{\"name\":\"soc\",\"kind\":\"webhook\",\"url\":\"https://soc.example/hook\","
                        + "\"header\":\"Authorization: Bearer hush\",\"kinds\":[\"domain\",\"url\"],\"min_confidence\":50,"
                        + "\"verdict\":\"let-through\",\"asset\":\"10.*\",\"max_tlp\":\"red\",\"limit\":5,"
                        + "\"window_minutes\":1,\"digest\":\"always\",\"digest_minutes\":30,\"quiet\":\"22:00-07:00\","
                        + "\"zone\":\"Z\",\"include_line\":true}",
                node.last().body());
    }

    @Test
    void addsAMailChannelWithAPasswordFromAFile() throws IOException {
        node.answers("/api/v1/notify", 201, "{\"name\":\"duty\"}");
        Files.writeString(folder.resolve("pw"), "pass word\n");
        Shell.Said said = node.shell(folder)
                .run(("notify add mail duty mail.example --from a@b.example --to c@d.example --to e@f.example"
                                + " --security implicit --user u --password-file pw")
                        .split(" "));
        assertEquals("added duty; try it: commonwatch notify test duty\n", said.out());
        assertEquals(
                "{\"name\":\"duty\",\"kind\":\"mail\",\"host\":\"mail.example\",\"from\":\"a@b.example\","
                        + "\"to\":[\"c@d.example\",\"e@f.example\"],\"security\":\"implicit\",\"user\":\"u\","
                        + "\"password\":\"pass word\"}",
                node.last().body());
    }

    @Test
    void addsASyslogReceiver() {
        node.answers("/api/v1/notify", 201, "{\"name\":\"siem\"}");
        node.shell(folder).run("notify", "add", "syslog", "siem", "192.0.2.7", "--transport", "tls", "--port", "6515");
        assertEquals(
                "{\"name\":\"siem\",\"kind\":\"syslog\",\"host\":\"192.0.2.7\",\"transport\":\"tls\",\"port\":6515}",
                node.last().body());
    }

    @Test
    void listsChannelsWithTheirLastError() {
        node.answers("/api/v1/notify", 200, """
                {"channels":[{"name":"soc","kind":"webhook","state":"failing","sent":7,"waiting":2,"held_back":31,"failed":1,
                  "withheld":3,"dropped":0,"where":"https://soc.example/hook",
                  "last_error":{"code":"no-answer","message":"No answer\\u001b[2J","at":"2026-11-22T06:00:00Z"}}]}""");
        Shell.Said said = node.shell(folder).run("notify", "list");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertTrue(said.out().contains("failing"), said.out());
        assertTrue(said.out().contains("31"), said.out());
        assertFalse(said.out().contains("\u001b"), said.out());
    }

    @Test
    void showsTheLogOfAChannel() {
        node.answers("/api/v1/notify/soc/log", 200, """
                {"messages":[{"delivery":"d-00ff","form":"hit","state":"failed","made_at":"2026-11-22T06:00:00Z","attempts":24,
                  "hits":1,"hit":9,"error":"Nobody answers."}]}""");
        Shell.Said said = node.shell(folder).run("notify", "log", "soc", "--limit", "5");
        assertEquals("/api/v1/notify/soc/log?limit=5", node.last().path());
        assertTrue(said.out().contains("hit 9"), said.out());
        assertTrue(said.out().contains("d-00ff"), said.out());
        assertTrue(said.out().contains("Nobody answers."), said.out());
    }

    @Test
    void testsPausesAndResumes() {
        node.answers("/api/v1/notify/soc/test", 200, "{\"delivery\":\"d-1\",\"delivered\":true}");
        node.answers("/api/v1/notify/soc/pause", 200, "{}");
        node.answers("/api/v1/notify/soc/resume", 200, "{}");
        assertEquals(
                "message d-1 was taken by soc\n",
                node.shell(folder).run("notify", "test", "soc").out());
        assertEquals(
                "paused soc\n", node.shell(folder).run("notify", "pause", "soc").out());
        assertEquals(
                "resumed soc\n",
                node.shell(folder).run("notify", "resume", "soc").out());
    }

    @Test
    void saysWhyATestWasNotTaken() {
        node.answers(
                "/api/v1/notify/soc/test", 502, "{\"code\":\"no-answer\",\"detail\":\"No complete answer came.\"}");
        Shell.Said said = node.shell(folder).run("notify", "test", "soc");
        assertEquals(Exit.FAULT, said.code());
        assertTrue(said.err().contains("No complete answer came."), said.err());
    }

    @Test
    void removesAfterShowingWhatIsForgotten() {
        node.answers("/api/v1/notify/soc", 200, "{\"name\":\"soc\",\"messages_not_sent\":2,\"hits_not_told\":31}");
        assertEquals(
                "forgets 2 messages not sent and 31 hits not told; keeps the hits\n",
                node.shell(folder).run("notify", "remove", "soc", "--preview").out());
        assertEquals(
                "removed soc\n",
                node.shell(folder).run("notify", "remove", "soc", "--yes").out());
        assertEquals("DELETE", node.last().method());
        assertEquals("/api/v1/notify/soc", node.last().path());
    }
}
