package org.commonwatch.node.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server on loopback that behaves badly in every way we know. */
class OutboundTest {
    private static final long BYTES_MAX = 1_000;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch testOver = new CountDownLatch(1);
    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        testOver.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void bringsTheBodyWithItsDigestAndDeletesItAfterwards() throws Exception {
        on("/list", exchange -> answer(exchange, 200, "192.0.2.1\n"));
        try (Answer answer = outbound(Map.of()).get(question("/list"))) {
            assertEquals(200, answer.status());
            assertEquals("192.0.2.1\n", new String(answer.open().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(Digest.of("192.0.2.1\n".getBytes(StandardCharsets.UTF_8)), answer.digest());
        }
        assertNoDownloads();
    }

    @Test
    void sendsTheSecretToItsOwnOrigin() throws Exception {
        on("/list", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Key")));
            answer(exchange, 200, "x");
        });
        outbound(Map.of()).get(withSecret("/list")).close();
        assertEquals("s3cret", seen.take());
    }

    @Test
    void keepsTheSecretFromAnotherHostItIsRedirectedTo() throws Exception {
        on("/list", exchange -> redirect(exchange, "http://localhost:" + port() + "/elsewhere"));
        on("/elsewhere", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Key")));
            answer(exchange, 200, "x");
        });
        try (Answer answer = outbound(Map.of()).get(withSecret("/list"))) {
            assertEquals("localhost", answer.url().getHost());
        }
        assertEquals("null", seen.take());
    }

    @Test
    void stopsARedirectLoop() throws Exception {
        on("/a", exchange -> redirect(exchange, "/b"));
        on("/b", exchange -> redirect(exchange, "/a"));
        assertEquals("redirects-too-many", fault(question("/a")).code());
    }

    @Test
    void refusesARedirectFromAPublicHostToAPrivateAddress() throws Exception {
        // The public host is played by a proxy, which is this server: it is asked for http://feeds.example/list.
        on("/list", exchange -> redirect(exchange, "http://127.0.0.1:" + port() + "/inner"));
        on("/inner", exchange -> {
            seen.add("reached");
            answer(exchange, 200, "x");
        });
        Outbound outbound = outbound(Map.of("http_proxy", "http://127.0.0.1:" + port()));
        URI start = URI.create("http://feeds.example/list");
        OutboundFault fault = assertThrows(OutboundFault.class, () -> outbound.get(question(start, Optional.empty())));
        assertEquals("redirect-private", fault.code());
        assertTrue(seen.isEmpty());
    }

    @Test
    void refusesANameThatLeadsToAPrivateAddressUnlessTheOwnerSaysSo() throws Exception {
        on("/list", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Host")));
            answer(exchange, 200, "x");
        });
        String host = "rebound.example:" + port();
        Outbound.Question question = question(URI.create("http://" + host + "/list?a=%20b"), Optional.empty());
        OutboundFault fault =
                assertThrows(OutboundFault.class, () -> outbound(Map.of()).get(question));
        assertEquals("private-address", fault.code());
        assertTrue(seen.isEmpty());
        // The platform knows no such host: that there is an answer shows that the checked address was connected to.
        outbound(Map.of("COMMONWATCH_PRIVATE_HOSTS", "rebound.example"))
                .get(question)
                .close();
        assertEquals(host, seen.take());
    }

    @Test
    void refusesARedirectThatNamesNoWebAddress() throws Exception {
        on("/mail", exchange -> redirect(exchange, "mailto:someone@example.org"));
        on("/file", exchange -> redirect(exchange, "file:///etc/passwd"));
        on("/user", exchange -> redirect(exchange, "http://me:pw@localhost:" + port() + "/"));
        for (String path : List.of("/mail", "/file", "/user")) {
            assertEquals("redirect-address", fault(question(path)).code(), path);
        }
    }

    @Test
    void givesUpOnAServerThatDripsItsAnswer() throws Exception {
        on("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            await(testOver);
        });
        Outbound.Question question = new Outbound.Question(
                url("/slow"), url("/slow"), Optional.empty(), Map.of(), BYTES_MAX, Duration.ofMillis(300));
        assertEquals("too-slow", fault(question).code());
        assertNoDownloads();
    }

    @Test
    void givesUpOnAnAnswerThatDoesNotBegin() throws Exception {
        on("/silent", exchange -> await(testOver));
        OutboundFault fault = assertThrows(
                OutboundFault.class,
                () -> outbound(Map.of()).exchange(begins("/silent", Duration.ofMillis(300)), "GET", new byte[0]));
        assertEquals("too-slow", fault.code());
    }

    @Test
    void givesAnAnswerThatHasBegunItsTime() throws Exception {
        Duration head = Duration.ofSeconds(3);
        on("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            try {
                Thread.sleep(head.plusMillis(500));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.getResponseBody().write('y');
            exchange.close();
        });
        Reply slow = outbound(Map.of()).exchange(begins("/slow", head), "GET", new byte[0]);
        assertEquals("xy", new String(slow.body(), StandardCharsets.UTF_8));
    }

    private Outbound.Question begins(String path, Duration headMax) {
        return new Outbound.Question(
                url(path), url(path), Optional.empty(), Map.of(), BYTES_MAX, Duration.ofMinutes(2), headMax);
    }

    @Test
    void takesATruncatedBodyForNoAnswer() throws Exception {
        on("/cut", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        assertEquals("no-answer", fault(question("/cut")).code());
        assertNoDownloads();
    }

    @Test
    void stopsReadingAtTheBound() throws Exception {
        on("/big", exchange -> answer(exchange, 200, "x".repeat((int) BYTES_MAX + 1)));
        on("/fits", exchange -> answer(exchange, 200, "x".repeat((int) BYTES_MAX)));
        assertEquals("body-too-big", fault(question("/big")).code());
        assertNoDownloads();
        try (Answer answer = outbound(Map.of()).get(question("/fits"))) {
            assertEquals(BYTES_MAX, answer.bytes());
        }
    }

    @Test
    void refusesAnEncodingNobodyAskedFor() throws Exception {
        on("/br", exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "br");
            answer(exchange, 200, "x");
        });
        assertEquals("content-encoding", fault(question("/br")).code());
    }

    @Test
    void handsOverErrorsAndNotModified() throws Exception {
        on("/gone", exchange -> answer(exchange, 410, "gone"));
        on("/same", exchange -> {
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
        });
        try (Answer gone = outbound(Map.of()).get(question("/gone"));
                Answer same = outbound(Map.of()).get(question("/same"))) {
            assertEquals(410, gone.status());
            assertEquals(304, same.status());
        }
    }

    @Test
    void showsNoSecretWhenPrinted() throws Refused {
        assertEquals("X-Key: (secret)", SecretHeader.parse("X-Key: s3cret").toString());
        assertFalse(withSecret("/list").toString().contains("s3cret"));
    }

    @Test
    void refusesHeadersThatAreNone() {
        for (String line : List.of("no colon", ": x", "Host: other.example", "X-Key: ", "X Y: z", "X: a\r\nHost: b")) {
            Refused refused = assertThrows(Refused.class, () -> SecretHeader.parse(line), line);
            assertEquals("", refused.refusal().value());
        }
    }

    @Test
    void postsWhatItIsGivenWithTheSecretAndTellsTheStatus() throws Exception {
        on("/hook", exchange -> {
            seen.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + exchange.getRequestHeaders().getFirst("X-Key") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, 202, "");
        });
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        Outbound.Question question = new Outbound.Question(
                url("/hook"),
                url("/hook"),
                Optional.of(SecretHeader.parse("X-Key: s3cret")),
                Map.of("Content-Type", "application/json"),
                BYTES_MAX,
                Duration.ofMinutes(2));
        assertEquals(202, outbound(Map.of()).exchange(question, "POST", body).status());
        assertEquals("POST application/json s3cret {}", seen.take());
        assertNoDownloads();
    }

    @Test
    void followsNoRedirectWithAMessage() throws Exception {
        on("/hook", exchange -> redirect(exchange, url("/elsewhere").toString()));
        on("/elsewhere", exchange -> {
            seen.add("elsewhere");
            answer(exchange, 200, "");
        });
        assertEquals(
                302,
                outbound(Map.of())
                        .exchange(question("/hook"), "POST", new byte[0])
                        .status());
        assertEquals(0, seen.size());
    }

    @Test
    void postsToNoNameThatLeadsToAPrivateAddress() {
        Outbound.Question rebound = question(URI.create("http://rebound.example:" + port() + "/"), Optional.empty());
        OutboundFault fault =
                assertThrows(OutboundFault.class, () -> outbound(Map.of()).exchange(rebound, "POST", new byte[0]));
        assertEquals("private-address", fault.code());
    }

    private Outbound outbound(Map<String, String> variables) {
        return new Outbound(folder, name -> Optional.ofNullable(variables.get(name)), OutboundTest::resolve);
    }

    private static InetAddress[] resolve(String host) throws UnknownHostException {
        return switch (host) {
            case "feeds.example" -> new InetAddress[] {InetAddress.ofLiteral("8.8.4.4")};
            case "rebound.example" -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
            default -> InetAddress.getAllByName(host);
        };
    }

    private OutboundFault fault(Outbound.Question question) {
        return assertThrows(OutboundFault.class, () -> outbound(Map.of()).get(question));
    }

    private Outbound.Question question(String path) {
        return question(url(path), Optional.empty());
    }

    private Outbound.Question withSecret(String path) throws Refused {
        return question(url(path), Optional.of(SecretHeader.parse("X-Key: s3cret")));
    }

    private static Outbound.Question question(URI start, Optional<SecretHeader> secret) {
        return new Outbound.Question(start, start, secret, Map.of(), BYTES_MAX, Duration.ofMinutes(2));
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private void on(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    private void assertNoDownloads() throws IOException {
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().add("Location", to);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
