package org.commonwatch.node.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.commonwatch.node.access.Secret;
import org.commonwatch.node.http.RunningNode;
import org.commonwatch.node.matching.BlockMatch;
import org.commonwatch.node.matching.BlockMatching;
import org.commonwatch.node.matching.SourceLines;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.telemetry.LogFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.server.SMTPServer;

/** A whole node: an indicator is imported, a line comes in, and a real receiver hears of it. */
@QuarkusTest
@WithTestResource(RunningNode.class)
@Timeout(600)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class NotifyOnNodeTest {
    private static final int WAIT_SECONDS_MAX = 120;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final BlockingQueue<JsonNode> posted = new LinkedBlockingQueue<>();
    private final List<String> signatures = new CopyOnWriteArrayList<>();
    private HttpServer receiver;

    @TestHTTPResource("/")
    URI root;

    @Inject
    BlockMatching matching;

    @Inject
    @Local
    SqliteStore local;

    @Inject
    Clock clock;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(Authority.loopback(), 0), 0);
        receiver.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String timestamp = exchange.getRequestHeaders().getFirst("X-Commonwatch-Timestamp");
            signatures.add(exchange.getRequestHeaders().getFirst("X-Commonwatch-Signature") + " " + timestamp);
            posted.add(json.readTree(body));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    @Test
    void tellsOfANewHitAndAgainWhenWhatWasBlockedComesThrough() throws Exception {
        JsonNode added = call("POST", "/api/v1/notify", webhook("soc", ",\"source\":\"fw-notify\""), 201);
        assertTrue(added.path("secret").asText().startsWith("cw_"), added.toString());
        take("Seen: login[.]notify-one[.]pt");
        feed(
                "fw-notify",
                LogFormat.SQUID,
                "1781517601.000 12 10.1.2.3 TCP_DENIED/403 0 CONNECT login.notify-one.pt:443 - HIER_NONE/- -\n");
        JsonNode first = next();
        JsonNode hit = first.path("hits").path(0);
        assertEquals("hit", first.path("form").asText());
        assertEquals("new-blocked", hit.path("occasion").asText());
        assertEquals("login.notify-one.pt", hit.path("value").asText());
        assertEquals("active", hit.path("standing").asText());
        assertEquals("10.1.2.3", hit.path("asset").asText());
        assertEquals(1, hit.path("blocked").asInt());
        assertEquals("amber+strict", first.path("tlp").asText());
        assertFalse(first.toString().contains("TCP_DENIED"), "no telemetry");
        assertEquals(200, get(URI.create(hit.path("link").asText())), "the link leads to the hit");
        feed(
                "fw-notify",
                LogFormat.SQUID,
                "1781517602.000 12 10.1.2.3 TCP_DENIED/403 0 CONNECT login.notify-one.pt:443 - HIER_NONE/- -\n");
        feed(
                "fw-notify",
                LogFormat.SQUID,
                "1781517603.000 12 10.1.2.3 TCP_TUNNEL/200 0 CONNECT login.notify-one.pt:443 - HIER_NONE/- -\n");
        feed(
                "fw-notify",
                LogFormat.SQUID,
                "1781517604.000 12 10.1.2.3 TCP_TUNNEL/200 0 CONNECT login.notify-one.pt:443 - HIER_NONE/- -\n");
        assertEquals("let-through", next().path("hits").path(0).path("occasion").asText());
        feed(
                "fw-notify",
                LogFormat.SQUID,
                "1781517605.000 12 10.1.2.4 TCP_TUNNEL/200 0 CONNECT login.notify-one.pt:443 - HIER_NONE/- -\n");
        JsonNode third = next();
        assertEquals("new", third.path("hits").path(0).path("occasion").asText());
        assertEquals(0, posted.size(), "one message a hit, not a line");

        String secret = added.path("secret").asText();
        String[] signed = signatures.getLast().split(" ");
        assertEquals(
                "sha256="
                        + WebhookBody.signature(
                                Secret.of(secret),
                                Long.parseLong(signed[1]),
                                third.toString().getBytes(UTF_8)),
                signed[0]);
        JsonNode log = logOnceDelivered("soc");
        assertEquals(3, log.path("messages").size(), log.toString());
        assertEquals("delivered", log.path("messages").path(0).path("state").asText());
        JsonNode soc = call("GET", "/api/v1/notify/soc", "", 200);
        assertEquals("running", soc.path("state").asText());
        assertEquals(3, soc.path("hits_told").asInt());
        assertFalse(soc.toString().contains(secret), "the secret is shown once");
        call("DELETE", "/api/v1/notify/soc", "", 200);
    }

    @Test
    void keepsToItsMarkingAndToWarningLists() throws Exception {
        call("POST", "/api/v1/notify", webhook("strict", ",\"source\":\"marks\""), 201);
        call("POST", "/api/v1/imports?format=text&tlp=red&source=us", "red[.]notify-two[.]pt", 200);
        take("resolver 9.9.9.9 and amber[.]notify-two[.]pt");
        feed("marks", LogFormat.PLAIN, "2026-06-15T10:00:01Z src=10.1.2.3 red.notify-two.pt\n");
        feed("marks", LogFormat.PLAIN, "2026-06-15T10:00:01Z src=10.1.2.3 9.9.9.9\n");
        feed("marks", LogFormat.PLAIN, "2026-06-15T10:00:01Z src=10.1.2.3 amber.notify-two.pt\n");
        assertEquals(
                "amber.notify-two.pt", next().path("hits").path(0).path("value").asText());
        assertEquals(0, posted.size(), "neither the red one nor the muted one");
        assertEquals(
                1,
                call("GET", "/api/v1/notify/strict", "", 200).path("withheld").asInt());
        call("DELETE", "/api/v1/notify/strict", "", 200);
    }

    @Test
    void testsPausesChangesAndRemoves() throws Exception {
        call("POST", "/api/v1/notify", webhook("desk", ",\"source\":\"desk\""), 201);
        assertEquals(
                "channel-exists",
                call("POST", "/api/v1/notify", webhook("desk", ""), 409)
                        .path("code")
                        .asText());
        assertTrue(call("POST", "/api/v1/notify/desk/test", "", 200)
                .path("delivered")
                .asBoolean());
        assertEquals("test", next().path("form").asText());
        assertEquals(
                "paused",
                call("POST", "/api/v1/notify/desk/pause", "", 200).path("state").asText());
        take("pause[.]notify-three[.]pt");
        feed("desk", LogFormat.PLAIN, "2026-06-15T10:00:01Z src=10.1.2.3 pause.notify-three.pt\n");
        call("POST", "/api/v1/notify/desk/test", "", 200);
        assertEquals("test", next().path("form").asText(), "a test goes while the hit waits");
        JsonNode changed = call("PUT", "/api/v1/notify/desk", webhook("desk", ",\"source\":\"desk\",\"limit\":3"), 200);
        assertEquals(3, changed.path("limit").asInt());
        call("POST", "/api/v1/notify/desk/resume", "", 200);
        assertEquals(
                "pause.notify-three.pt",
                next().path("hits").path(0).path("value").asText());
        receiver.stop(0);
        JsonNode refused = call("POST", "/api/v1/notify/desk/test", "", 502);
        assertEquals("no-answer", refused.path("code").asText());
        assertEquals(
                "failing",
                call("GET", "/api/v1/notify/desk", "", 200).path("state").asText());
        call("DELETE", "/api/v1/notify/desk?preview=true", "", 200);
        assertTrue(
                call("DELETE", "/api/v1/notify/desk", "", 200).path("removed").asBoolean());
        call("GET", "/api/v1/notify/desk", "", 404);
        call("POST", "/api/v1/notify/desk/test", "", 404);
    }

    /** The mail library finds its parts in the packed application as well as in a test of one class. */
    @Test
    void sendsMail() throws Exception {
        BlockingQueue<String> mails = new LinkedBlockingQueue<>();
        SMTPServer smtp = new SMTPServer.Builder()
                .bindAddress(Authority.loopback())
                .port(0)
                .simpleMessageListener(new SimpleMessageListener() {
                    @Override
                    public boolean accept(String from, String recipient) {
                        return true;
                    }

                    @Override
                    public void deliver(String from, String recipient, java.io.InputStream data) throws IOException {
                        mails.add(new String(data.readAllBytes(), UTF_8));
                    }
                })
                .build();
        smtp.start();
        try {
            call("POST", "/api/v1/notify", """
                    {"name":"duty","kind":"mail","host":"127.0.0.1","port":%d,"security":"none",
                     "from":"commonwatch@harbour.example","to":["duty@harbour.example"],"source":"mails"}""".formatted(smtp.getPortAllocated()), 201);
            take("mailed[.]notify-four[.]pt");
            feed("mails", LogFormat.PLAIN, "2026-06-15T10:00:01Z src=10.1.2.3 mailed.notify-four.pt\n");
            String mail = Optional.ofNullable(mails.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS))
                    .orElseThrow();
            assertTrue(mail.contains("mailed[.]notify-four[.]pt"), mail);
            assertTrue(mail.contains("To: duty@harbour.example"), mail);
        } finally {
            call("DELETE", "/api/v1/notify/duty", "", 200);
            smtp.stop();
        }
    }

    @Test
    void isTheOwnersAlone() throws Exception {
        String token = call("POST", "/api/v1/tokens", "{\"name\":\"reader-of-notify\",\"rights\":\"write\"}", 201)
                .path("token")
                .asText();
        for (String path : List.of("/api/v1/notify", "/notify")) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(root.resolve(path))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(403, answer.statusCode(), path);
        }
    }

    private String webhook(String name, String more) {
        return "{\"name\":\"" + name + "\",\"kind\":\"webhook\",\"url\":\"http://127.0.0.1:"
                + receiver.getAddress().getPort() + "/hook\"" + more + "}";
    }

    /** The receiver has a message a moment before the node has noted that. */
    private JsonNode logOnceDelivered(String channel) throws Exception {
        JsonNode log = json.createObjectNode();
        for (int i = 0; i < WAIT_SECONDS_MAX; i++) {
            log = call("GET", "/api/v1/notify/" + channel + "/log", "", 200);
            if (log.path("messages").path(0).path("state").asText().equals("delivered")) {
                return log;
            }
            Thread.sleep(1_000);
        }
        throw new AssertionError("the newest message was never noted as delivered: " + log);
    }

    private JsonNode next() throws InterruptedException {
        return Optional.ofNullable(posted.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS))
                .orElseThrow(() -> new AssertionError("nobody was told"));
    }

    private void take(String text) throws Exception {
        call("POST", "/api/v1/imports?format=text&tlp=green&source=us", text, 200);
    }

    /** The index follows an import within a second; on a busy machine the line is handed in again until it hits. */
    private void feed(String source, LogFormat format, String line) throws InterruptedException {
        SourceLines lines =
                new SourceLines(source.hashCode() & 0xffff, source, Optional.of(format), ZoneOffset.UTC, false);
        byte[] bytes = line.getBytes(UTF_8);
        for (int i = 0; i < 2_000; i++) {
            BlockMatch match = matching.match(lines, 1, 0, bytes, 0, bytes.length, clock.instant());
            if (match.hits() > 0) {
                local.write(db -> {
                    match.save(db);
                    return true;
                });
                match.saved();
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("the line never hit: " + line);
    }

    private int get(URI url) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(url)
                                .header("Authorization", "Bearer " + RunningNode.OWNER_TOKEN)
                                .header("Accept", "text/html")
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    private JsonNode call(String method, String path, String body, int status) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(root.resolve(path))
                        .timeout(Duration.ofMinutes(2))
                        .header("Authorization", "Bearer " + RunningNode.OWNER_TOKEN)
                        .header("Content-Type", path.contains("imports") ? "text/plain" : "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), method + " " + path + ": " + answer.body());
        return json.readTree(answer.body().isEmpty() ? "{}" : answer.body());
    }
}
