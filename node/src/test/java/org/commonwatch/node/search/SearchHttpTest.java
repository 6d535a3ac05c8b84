package org.commonwatch.node.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.http.RunningNode;
import org.commonwatch.node.sharing.Sharing;
import org.commonwatch.node.sharing.SharingCommand;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.stix.StixObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The HTTP contract of search, look-ups and warning lists, on a node in one process. */
@QuarkusTest
@WithTestResource(RunningNode.class)
class SearchHttpTest {
    private static final String ID = "indicator--5ea4c000-0000-4000-8000-00000000000a";

    @TestHTTPResource
    @Nullable
    URI node;

    @Inject
    Sharing sharing;

    @Inject
    Logs logs;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void fill() {
        StixObject indicator =
                SearchFixture.indicator(ID, "Phishing kit", "[domain-name:value = 'kit-to-search.example']");
        boolean applied = Sharing.await(
                sharing.put(logs.home(), List.of(indicator), new SharingCommand.Objects("b-1", "test", "stix")),
                Duration.ofMinutes(2));
        assertTrue(applied);
    }

    @Test
    void searches() throws Exception {
        JsonNode found = get("search?q=" + encode("type:indicator value:kit-to-search.example") + "&limit=1");
        assertEquals(1, found.path("total").asInt());
        assertFalse(found.path("total_is_least").asBoolean(true));
        assertTrue(found.path("next").isNull());
        assertTrue(found.path("prose_behind").isIntegralNumber());
        JsonNode hit = found.path("hits").path(0);
        assertEquals(ID, hit.path("id").asText());
        assertEquals("indicator", hit.path("type").asText());
        assertEquals("Phishing kit", hit.path("title").asText());
        assertEquals("none", hit.path("tlp").asText());
        assertEquals("home", hit.path("log").asText());
        assertEquals("2026-01-01T00:00:00.000Z", hit.path("modified").asText());
        assertTrue(hit.path("added").asText().endsWith("Z"));
        assertTrue(hit.path("snippet").isTextual());
    }

    @Test
    void saysWhereAQueryIsWrong() throws Exception {
        HttpResponse<String> wrong = send(request("search?q=" + encode("a (b")).GET());
        assertEquals(400, wrong.statusCode());
        assertEquals(
                "application/problem+json",
                wrong.headers().firstValue("Content-Type").orElse("").split(";")[0]);
        JsonNode problem = json(wrong);
        assertEquals("query-syntax", problem.path("code").asText());
        assertEquals(3, problem.path("position").asInt());
        assertEquals(
                "bad-limit",
                json(send(request("search?q=a&limit=0").GET())).path("code").asText());
        assertEquals(
                "bad-next",
                json(send(request("search?q=a&next=x").GET())).path("code").asText());
    }

    @Test
    void looksUp() throws Exception {
        JsonNode results = json(send(
                        post("lookups", "{\"values\":[\"hxxp://www.kit-to-search[.]example/x\",\"192.168.0.1\"]}")))
                .path("results");
        JsonNode first = results.path(0);
        assertEquals("hxxp://www.kit-to-search[.]example/x", first.path("value").asText());
        assertEquals("url", first.path("kind").asText());
        assertEquals("parent", first.path("matches").path(0).path("how").asText());
        assertEquals(
                "kit-to-search.example",
                first.path("matches").path(0).path("matched").asText());
        JsonNode flag = results.path(1).path("flags").path(0);
        assertEquals("192.168.0.1", flag.path("value").asText());
        assertEquals("ipv4", flag.path("kind").asText());
        assertFalse(flag.path("list").asText().isEmpty());
        assertFalse(flag.path("reason").asText().isEmpty());
        assertEquals(400, send(post("lookups", "{\"values\":[1]}")).statusCode());
        assertEquals(400, send(post("lookups", "{\"values\":[")).statusCode());
    }

    @Test
    void takesAndShowsLists() throws Exception {
        JsonNode loaded = json(
                send(post("lists", "{\"name\":\"Ours\",\"type\":\"string\",\"list\":[\"kit-to-search.example\"]}")));
        assertEquals(1, loaded.path("lists").asInt());
        assertEquals(1, loaded.path("values").asInt());
        assertTrue(loaded.path("problems").isEmpty());
        boolean shown = false;
        for (JsonNode list : get("lists").path("lists")) {
            shown |= list.path("name").asText().equals("Ours")
                    && list.path("values").asInt() == 1;
        }
        assertTrue(shown);
    }

    @Test
    void asksForAToken() throws Exception {
        HttpRequest nobody = HttpRequest.newBuilder(at("/api/v1/search?q=a")).build();
        assertEquals(401, send(nobody).statusCode());
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send(request(path).GET());
        assertEquals(200, response.statusCode(), response.body());
        return json(response);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(at("/api/v1/" + path))
                .header("Authorization", "Bearer " + RunningNode.OWNER_TOKEN);
    }

    private HttpRequest.Builder post(String path, String body) {
        return request(path)
                .header("Content-Type", path.equals("lists") ? "application/octet-stream" : "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private URI at(String path) {
        return Objects.requireNonNull(node).resolve(path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return send(request.build());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static JsonNode json(HttpResponse<String> response) throws Refused {
        return BoundedJson.parse(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
