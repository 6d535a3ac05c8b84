package org.commonwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.commonwatch.cli.console.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command says when the other side of the wire misbehaves. */
class NodeFaultsTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    400 | {"code":"stix-id","detail":"An id is malformed."} | 1 | refused: An id is malformed. [stix-id]
                    401 | {}                                                | 1 | does not accept this token
                    403 | {"title":"Forbidden"}                             | 1 | refused: Forbidden [http-403]
                    404 | <html>nothing</html>                              | 1 | There is nothing by that name
                    413 | ''                                                | 1 | more than the node takes at once
                    500 | {"detail":"The disk failed."}                     | 3 | failed (500): The disk failed.
                    503 | {"detail":"The node is too busy."}                | 3 | failed (503): The node is too busy.
                    302 | ''                                                | 3 | answered with a redirect
                    200 | <html>a router's page</html>                      | 3 | is not JSON of a Commonwatch node
                    200 | {"a":1} trailing                                  | 3 | is not JSON of a Commonwatch node
                    400 | {"detail":"evil\\u001b[2J"}                       | 1 | refused: evil\\x1b[2J
                    """)
    void tellsRefusalFromFault(int status, String body, int code, String sentence) {
        try (TestNode node = new TestNode()) {
            node.answers("/api/v1/status", status, body);
            Shell.Said said = node.shell(folder).run("status");
            assertEquals(code, said.code(), said.err());
            assertTrue(said.err().contains(sentence), said.err());
            assertEquals(1, said.err().lines().count(), "one line: " + said.err());
            assertFalse(said.err().contains(TestNode.TOKEN), "no secret in a message");
        }
    }

    @Test
    void putsTheErrorIntoTheJsonToo() {
        try (TestNode node = new TestNode()) {
            node.answers("/api/v1/status", 403, "{\"code\":\"right-missing\",\"detail\":\"This token only reads.\"}");
            assertEquals(
                    "{\"error\":{\"code\":\"right-missing\",\"path\":\"\",\"message\":\"This token only reads.\",\"value\":\"\"}}\n",
                    node.shell(folder).run("status", "--json").out());
        }
    }

    @Test
    void neverCarriesTheTokenAlongARedirect() {
        try (TestNode node = new TestNode();
                TestNode thief = new TestNode()) {
            thief.answers("/", 200, "{}");
            node.on("/api/v1/status", exchange -> {
                exchange.getResponseHeaders().set("Location", thief.url() + "/api/v1/status");
                exchange.sendResponseHeaders(307, -1);
            });
            assertEquals(Exit.FAULT, node.shell(folder).run("status").code());
            assertEquals(0, thief.asked().size());
        }
    }

    @Test
    void saysThatTheNodeIsNotRunning() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Files.writeString(folder.resolve("node.url"), "http://127.0.0.1:" + free);
        Files.writeString(folder.resolve("owner.token"), TestNode.TOKEN);
        Shell.Said said = new Shell(folder).run("status", "--home", ".");
        assertEquals(Exit.FAULT, said.code());
        assertEquals(
                "commonwatch: no node is running at http://127.0.0.1:" + free
                        + "; start it with: commonwatch up --home " + folder + "\n",
                said.err());
    }

    @Test
    void reportsAConnectionThatBreaksInTheMiddle() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> answerHalf(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":"));
            Shell.Said said = shell(socket).run("status");
            assertEquals(Exit.FAULT, said.code());
            assertTrue(
                    said.err().contains("the connection to http://127.0.0.1:" + socket.getLocalPort() + " broke"),
                    said.err());
        }
    }

    @Test
    void leavesNoHalfExportBehind() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(folder.resolve("out.json"), "the old one");
            Thread.ofPlatform()
                    .daemon()
                    .start(() ->
                            answerHalf(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
            Shell.Said said = shell(socket).run("export", "-o", "out.json");
            assertEquals(Exit.FAULT, said.code(), said.err());
            assertEquals("the old one", Files.readString(folder.resolve("out.json")));
            assertFalse(Files.exists(folder.resolve("out.json.part")));
        }
    }

    /** Until the last byte is on the disk nothing has the backup's name; killed here, the command would leave it so. */
    @Test
    void aBackupThatBreaksOffIsNone() throws IOException, InterruptedException {
        byte[] whole = new TarBytes()
                .file("format", "1\n")
                .file("local.db", "x".repeat(300_000))
                .end();
        CountDownLatch looked = new CountDownLatch(1);
        try (TestNode node = new TestNode()) {
            node.on("/api/v1/backup", exchange -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(whole, 0, 200_000);
                exchange.getResponseBody().flush();
                await(looked);
                throw new IOException("the node was killed");
            });
            CompletableFuture<Shell.Said> said =
                    CompletableFuture.supplyAsync(() -> node.shell(folder).run("backup", "b.tar"));
            Path part = folder.resolve("b.tar.part");
            while (!said.isDone() && !(Files.exists(part) && Files.size(part) > 0)) {
                Thread.sleep(5);
            }
            assertTrue(Files.exists(part), "under way");
            assertFalse(Files.exists(folder.resolve("b.tar")), "nothing that looks complete");
            byte[] half = Files.readAllBytes(part);
            looked.countDown();
            assertEquals(Exit.FAULT, said.join().code(), said.join().err());
            assertFalse(Files.exists(folder.resolve("b.tar")));
            assertFalse(Files.exists(part));
            Files.write(folder.resolve("half.tar"), half);
            Shell.Said restored = node.shell(folder).run("restore", "half.tar", "--home", "home");
            assertEquals(Exit.REFUSED, restored.code(), restored.err());
            assertFalse(Files.exists(folder.resolve("home")));
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"ftp://127.0.0.1", "http://user:password@127.0.0.1", "127.0.0.1:8080", "'http://a b'"})
    void refusesAStrangeAddressWithoutRepeatingIt(String url) {
        Shell.Said said = new Shell(folder)
                .with("COMMONWATCH_URL", url)
                .with("COMMONWATCH_OWNER_TOKEN", TestNode.TOKEN)
                .run("status");
        assertEquals(Exit.FAULT, said.code());
        assertTrue(said.err().contains("COMMONWATCH_URL does not hold an address"), said.err());
        assertFalse(said.err().contains("password@"), said.err());
    }

    @Test
    void refusesATokenThatCouldSmuggleAHeader() {
        Shell.Said said = new Shell(folder)
                .with("COMMONWATCH_URL", "http://127.0.0.1:1")
                .with("COMMONWATCH_OWNER_TOKEN", "abc\r\nX-Evil: secret-part")
                .run("status");
        assertEquals(Exit.FAULT, said.code());
        assertFalse(said.err().contains("secret-part"), said.err());
    }

    private Shell shell(ServerSocket socket) {
        return new Shell(folder)
                .with("COMMONWATCH_URL", "http://127.0.0.1:" + socket.getLocalPort())
                .with("COMMONWATCH_OWNER_TOKEN", TestNode.TOKEN);
    }

    /** Answers each connection with {@code bytes} and hangs up; nothing to do when the test closed the socket. */
    private static void answerHalf(ServerSocket socket, String bytes) {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                connection.getInputStream().read(new byte[8192]);
                connection.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
                connection.getOutputStream().flush();
            } catch (IOException closed) {
                return;
            }
        }
    }
}
