package org.commonwatch.node.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.commonwatch.node.outbound.SecretHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real server that checks signatures as docs/notify.md tells receivers to. */
class WebhookSendingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final BlockingQueue<Posted> posted = new LinkedBlockingQueue<>();
    private final NotifyFixture.HandClock clock = new NotifyFixture.HandClock();
    private HttpServer server;
    private int status = 204;

    /** @param text the body, a character a byte */
    private record Posted(Map<String, String> headers, String text) {
        /** As a receiver does it: over the timestamp, a full stop and the bytes as they came. */
        boolean isAuthentic(String secret) throws Exception {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(header("X-commonwatch-timestamp").getBytes(StandardCharsets.UTF_8));
            mac.update((byte) '.');
            String ours = "sha256=" + HexFormat.of().formatHex(mac.doFinal(body()));
            return MessageDigest.isEqual(
                    ours.getBytes(StandardCharsets.UTF_8),
                    header("X-commonwatch-signature").getBytes(StandardCharsets.UTF_8));
        }

        JsonNode json() throws IOException {
            return JSON.readTree(body());
        }

        byte[] body() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(Authority.loopback(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> headers = new java.util.HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
            posted.add(new Posted(headers, new String(body, StandardCharsets.ISO_8859_1)));
            if (status == 307) {
                exchange.getResponseHeaders().set("Location", "/elsewhere");
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void signsWhatItPosts() throws Exception {
        send(Samples.hit(Samples.HOSTILE, Optional.empty()));
        Posted one = posted.take();
        assertTrue(one.isAuthentic(NotifyFixture.SECRET.reveal()));
        assertFalse(one.isAuthentic("another secret"));
        String changed = one.text().replace("hit", "hat");
        assertFalse(new Posted(one.headers(), changed).isAuthentic(NotifyFixture.SECRET.reveal()));
        assertEquals(Long.toString(NotifyFixture.START.getEpochSecond()), one.header("X-commonwatch-timestamp"));
        assertEquals("application/json", one.header("Content-type"));
        assertEquals("Bearer hush", one.header("Authorization"));
        JsonNode json = one.json();
        assertEquals(json.path("delivery").asText(), one.header("X-commonwatch-delivery"));
        assertEquals("hit", json.path("form").asText());
        assertEquals("amber+strict", json.path("tlp").asText());
        JsonNode hit = json.path("hits").path(0);
        assertEquals("http://login.harbour.example/x", hit.path("value").asText());
        assertEquals(Samples.HOSTILE, hit.path("asset").asText(), "JSON carries it as it is");
        assertEquals("https://node.example/hits/7", hit.path("link").asText());
        assertEquals(3, hit.path("lines").asInt());
        assertEquals(70, hit.path("confidence").asInt());
        assertFalse(hit.has("line"), "no telemetry unless it was asked for");
    }

    @Test
    void tellsTheLineOnlyWhereTheChannelSaysSo() throws Exception {
        send(Samples.hit("10.1.2.3", Optional.of("GET http://login.harbour.example/x")));
        assertEquals(
                "GET http://login.harbour.example/x",
                posted.take().json().path("hits").path(0).path("line").asText());
    }

    @Test
    void aDigestCountsWhatItDoesNotList() throws Exception {
        send(Samples.digest());
        JsonNode totals = posted.take().json().path("totals");
        assertEquals(31, totals.path("hits").asInt());
        assertEquals(30, totals.path("not_listed").asInt());
        assertEquals(5, totals.path("dropped").asInt());
    }

    @ParameterizedTest(name = "{0} is {1}, refused {2}")
    @CsvSource({
        "307, http-redirect, false",
        "400, http-refused, true",
        "401, http-refused, false",
        "404, http-refused, false",
        "410, http-refused, true",
        "422, http-refused, true",
        "429, http-refused, false",
        "500, http-server-error, false",
        "503, http-server-error, false"
    })
    void tellsARefusalFromAnAccident(int answer, String code, boolean refused) throws Exception {
        status = answer;
        SendFault fault = assertThrows(SendFault.class, () -> send(Samples.test()));
        assertEquals(code, fault.code());
        assertEquals(refused, fault.refused());
        posted.take();
        assertEquals(0, posted.size(), "no redirect is followed");
    }

    @Test
    void aServerThatIsGoneIsAnAccident() {
        server.stop(0);
        SendFault fault = assertThrows(SendFault.class, () -> send(Samples.test()));
        assertEquals("no-answer", fault.code());
        assertFalse(fault.refused());
    }

    private void send(Message message) throws Exception {
        sending()
                .send(
                        webhook(URI.create(
                                "http://localhost:" + server.getAddress().getPort() + "/hook?x=1")),
                        message);
    }

    private WebhookSending sending() {
        return new WebhookSending(Authority.strict(folder), clock);
    }

    private static Target.Webhook webhook(URI url) throws Exception {
        return new Target.Webhook(
                url, NotifyFixture.SECRET, Optional.of(SecretHeader.parse("Authorization: Bearer hush")));
    }
}
