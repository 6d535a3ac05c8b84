package org.commonwatch.node.disclosure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.commonwatch.ledger.disclose.DisclosedObject;
import org.commonwatch.ledger.disclose.Proven;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.node.http.RunningNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole node with a community of its own, whose payloads are sealed: what goes out of it, and what stays. */
@QuarkusTest
@WithTestResource(RunningNode.class)
@Timeout(600)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class DisclosureOnNodeTest {
    private static final String NAME = "shown-harbour";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();

    @TestHTTPResource("/")
    URI root;

    private HttpResponse<byte[]> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(root.resolve(path))
                        .header("Authorization", "Bearer " + RunningNode.OWNER_TOKEN)
                        .header("Content-Type", path.contains("imports?") ? "text/plain" : "application/json")
                        .timeout(PATIENCE)
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }

    private JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        return json.readTree(answer.body());
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    @BeforeEach
    void found() throws Exception {
        if (get("/api/v1/communities/" + NAME).statusCode() != 200) {
            HttpResponse<byte[]> founded = send(
                    "POST", "/api/v1/communities", "{\"name\":\"" + NAME + "\",\"organisation\":\"Port of Varna\"}");
            assertTrue(founded.statusCode() < 300, text(founded));
        }
    }

    private static String id(int number) {
        return "indicator--00000000-0000-4000-8000-%012d".formatted(number);
    }

    private static String bundle(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> """
                        {"type":"indicator","spec_version":"2.1","id":"%s","created":"2026-01-01T00:00:00.000Z",\
                        "modified":"2026-01-01T00:00:00.000Z","name":"shown host %d","pattern":"[ipv4-addr:value = '203.0.113.%d']",\
                        "pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"}""".formatted(id(n), n, n))
                .collect(Collectors.joining(
                        ",",
                        "{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000001\",\"objects\":[",
                        "]}"));
    }

    /** Imports and shares; the key of the audience may still be on its way. */
    private void share(int from, int to, String tlp) throws Exception {
        HttpResponse<byte[]> imported =
                send("POST", "/api/v1/imports?tlp=" + tlp + "&source=test" + from, bundle(from, to));
        assertEquals(200, imported.statusCode(), text(imported));
        String body = "{\"batch\":" + json(imported).path("batch") + ",\"collection\":\"" + NAME + "\"}";
        long until = System.nanoTime() + PATIENCE.toNanos();
        HttpResponse<byte[]> shared = send("POST", "/api/v1/shares", body);
        while (shared.statusCode() != 200 && System.nanoTime() < until) {
            Thread.sleep(200);
            shared = send("POST", "/api/v1/shares", body);
        }
        assertEquals(to - from, json(shared).path("shared").asInt(), text(shared));
    }

    private static String path(int number) {
        return "/api/v1/disclosures/" + NAME + "/" + id(number);
    }

    private Policy policy() throws Exception {
        return Policy.parse(json(get("/api/v1/communities/" + NAME + "/policy"))
                .path("policy")
                .asText()
                .getBytes(UTF_8));
    }

    private void refuses(int status, String code, int number) throws Exception {
        for (String path : List.of(path(number), path(number) + "/file")) {
            HttpResponse<byte[]> answer = get(path);
            assertEquals(
                    status + " " + code,
                    answer.statusCode() + " " + json(answer).path("code").asText(),
                    path);
        }
    }

    @Test
    void oneObjectOfASealedPayloadGoesOutProvedAndTheOthersStay() throws Exception {
        share(10, 13, "green");
        JsonNode preview = json(get(path(11)));
        assertEquals("shown host 11", preview.path("title").asText(), preview.toString());
        assertEquals("green", preview.path("tlp").asText());
        assertEquals("Port of Varna", preview.path("author_title").asText());
        assertTrue(preview.path("neighbours").asInt() >= 2, preview.toString());
        assertTrue(preview.path("sealed").asBoolean());
        assertEquals(NAME, preview.path("audience").asText());
        HttpResponse<byte[]> file = get(path(11) + "/file");
        assertEquals(200, file.statusCode());
        assertEquals(preview.path("bytes").asInt(), file.body().length);
        Proven proven = DisclosedObject.parse(file.body()).verify(policy());
        assertTrue(new String(proven.object().bytes(), UTF_8).contains("203.0.113.11"));
        assertEquals(preview.path("author").asText(), proven.key().name());
        assertEquals(preview.path("key").asText(), proven.key().key().id().toString());
        assertEquals(preview.path("entry").asLong(), proven.entry());
        assertEquals(preview.path("position").asInt(), proven.object().index());
        assertFalse(text(file).contains(Base64.getEncoder().encodeToString("203.0.113.10".getBytes(UTF_8))));
        assertEquals(200, get(path(11) + "?entry=" + proven.entry()).statusCode());
        assertEquals(404, get(path(11) + "?entry=0").statusCode(), "another entry does not say it");
    }

    @Test
    void whatIsNotForOutsideStays() throws Exception {
        share(20, 21, "amber");
        refuses(403, "tlp-not-for-outside", 20);
        refuses(404, "object-unknown", 99);
        HttpResponse<byte[]> own = send("POST", "/api/v1/imports?tlp=clear&source=own", bundle(30, 31));
        assertEquals(200, own.statusCode(), text(own));
        refuses(404, "object-unknown", 30);
        assertEquals(
                "community-unknown",
                json(get("/api/v1/disclosures/home/" + id(30))).path("code").asText(),
                "the home log is nobody's community");
    }

    @Test
    void whatWasRecalledOrErasedStays() throws Exception {
        share(40, 41, "clear");
        share(50, 51, "clear");
        assertEquals(200, get(path(40)).statusCode());
        assertEquals(200, get(path(50)).statusCode());
        String named = "{\"ids\":[\"" + id(40) + "\"],\"collection\":\"" + NAME + "\",\"reason\":\"a mistake\"}";
        HttpResponse<byte[]> recalled = send("POST", "/api/v1/recalls", named);
        assertEquals(200, recalled.statusCode(), text(recalled));
        refuses(403, "recalled", 40);
        long entry = json(get(path(50))).path("entry").asLong();
        HttpResponse<byte[]> erased = send(
                "POST",
                "/api/v1/erasures",
                "{\"log\":\"" + NAME + "\",\"entry\":" + entry + ",\"reason\":\"mistake\"}");
        assertTrue(erased.statusCode() < 300, text(erased));
        refuses(404, "object-unknown", 50);
    }
}
