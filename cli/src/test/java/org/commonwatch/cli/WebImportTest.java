package org.commonwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.commonwatch.cli.console.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import URL}: what is fetched, from where, and what is never told to whom. */
class WebImportTest {
    private final TestNode node = new TestNode();
    private final TestNode web = new TestNode();

    @TempDir
    Path folder;

    @BeforeEach
    void answer() {
        node.answers("/api/v1/imports", 200, "{\"batch\":\"b-1\",\"format\":\"text\",\"accepted\":1,\"refused\":0}");
    }

    @AfterEach
    void close() {
        node.close();
        web.close();
    }

    @Test
    void fetchesThenImports() {
        web.on(
                "/feed.txt",
                exchange ->
                        TestNode.send(exchange, 200, "text/plain", "198.51.100.7".getBytes(StandardCharsets.UTF_8)));
        Shell.Said said = node.shell(folder).run("import", web.url() + "/feed.txt?key=secret-key");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals("198.51.100.7", node.last().body());
        assertEquals("null", web.last().authorization(), "the node's token stays with the node");
        assertFalse(node.last().path().contains("secret-key"), "the source is named without its query");
    }

    @Test
    void sendsALoginToItsOwnHostOnly() {
        web.on("/feed.txt", exchange -> {
            exchange.getResponseHeaders().set("Location", node.url() + "/moved.txt");
            exchange.sendResponseHeaders(302, -1);
        });
        node.on(
                "/moved.txt",
                exchange -> TestNode.send(exchange, 200, "text/plain", "x".getBytes(StandardCharsets.UTF_8)));
        Shell.Said said =
                node.shell(folder).run("import", web.url().replace("//", "//user:pass%40word@") + "/feed.txt");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals("Basic dXNlcjpwYXNzQHdvcmQ=", web.last().authorization());
        assertEquals("null", node.asked().getFirst().authorization());
        assertFalse((said.out() + said.err() + node.last().path()).contains("pass"), said.out());
    }

    @Test
    void followsAFewRedirectsAndNoMore() {
        web.on("/loop", exchange -> {
            exchange.getResponseHeaders().set("Location", "/loop");
            exchange.sendResponseHeaders(301, -1);
        });
        Shell.Said said = node.shell(folder).run("import", web.url() + "/loop");
        assertEquals(Exit.FAULT, said.code());
        assertEquals(6, web.asked().size());
        assertTrue(said.err().contains("redirects more than 5 times"), said.err());
        assertEquals(0, node.asked().size(), "nothing was imported");
    }

    @Test
    void followsNoRedirectToAFile() {
        web.on("/a", exchange -> {
            exchange.getResponseHeaders().set("Location", "file:///etc/passwd");
            exchange.sendResponseHeaders(302, -1);
        });
        Shell.Said said = node.shell(folder).run("import", web.url() + "/a");
        assertEquals(Exit.FAULT, said.code());
        assertTrue(said.err().contains("not a web address"), said.err());
    }

    @Test
    void refusesWhatIsAnnouncedAsTooLong() {
        web.on("/big", exchange -> {
            exchange.sendResponseHeaders(200, 2_000_000_000_000L);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
        });
        Shell.Said said = node.shell(folder).run("import", web.url() + "/big");
        assertEquals(Exit.FAULT, said.code());
        assertTrue(said.err().contains("2.0 TB long; at most 1.1 GB is fetched"), said.err());
    }

    @Test
    void saysWhatTheServerAnswered() {
        web.answers("/gone", 410, "");
        Shell.Said said = node.shell(folder).run("import", web.url() + "/gone");
        assertEquals(Exit.FAULT, said.code());
        assertTrue(said.err().contains("/gone answered 410"), said.err());
    }

    @Test
    void goesThroughTheProxyForOthersButNotForThisMachine() {
        web.on("/", exchange -> TestNode.send(exchange, 200, "text/plain", "y".getBytes(StandardCharsets.UTF_8)));
        Shell.Said said =
                node.shell(folder).with("http_proxy", web.url()).run("import", "http://feeds.example.org/list.txt");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertEquals("http://feeds.example.org/list.txt", web.last().path());
        assertEquals(1, web.asked().size(), "the node was asked directly");
    }
}
