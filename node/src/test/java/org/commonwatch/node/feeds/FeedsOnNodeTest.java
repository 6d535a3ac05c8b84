package org.commonwatch.node.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.commonwatch.node.Address;
import org.commonwatch.node.http.RunningNode;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.Items;
import org.commonwatch.node.spine.Logs;
import org.junit.jupiter.api.Test;

/** The whole node: it subscribes to its own community's collection, so that client and server must agree. */
@QuarkusTest
@WithTestResource(RunningNode.class)
class FeedsOnNodeTest {
    /** More than one page of the client's. */
    private static final int OBJECTS = TaxiiPoll.PAGE_OBJECTS + 234;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    @Inject
    Address address;

    @Inject
    Items items;

    @Inject
    Logs logs;

    @Inject
    Feeds feeds;

    @Test
    void takesInItsOwnCollectionAndThenOnlyWhatIsNew() throws Exception {
        post(
                "/taxii2/community/collections/community/objects/",
                envelope(0, OBJECTS),
                "application/taxii+json;version=2.1",
                202);
        String header = "Authorization: Bearer " + RunningNode.OWNER_TOKEN;
        String body =
                "{\"name\":\"self\",\"kind\":\"taxii\",\"url\":\"%s/taxii2/\",\"every_minutes\":60,\"header\":\"%s\"}"
                        .formatted(address.url(), header);
        JsonNode added = post("/api/v1/feeds", body, "application/json", 201);
        assertEquals("Authorization", added.path("header").asText());
        assertEquals(
                "feed-exists",
                post("/api/v1/feeds", body, "application/json", 409)
                        .path("code")
                        .asText());
        feeds.poll("self").join();
        JsonNode feed = get("/api/v1/feeds").path("feeds").path(0);
        assertTrue(feed.path("last_error").isNull(), feed.toString());
        // Other tests share with the same collection of this node.
        int first = feed.path("objects").asInt();
        assertTrue(first >= OBJECTS, feed.toString());
        assertFalse(get("/api/v1/feeds").toString().contains(RunningNode.OWNER_TOKEN), "the secret never comes back");
        for (int number = 0; number < OBJECTS; number++) {
            assertEquals(1, ownClaims(number), id(number));
        }

        post(
                "/taxii2/community/collections/community/objects/",
                envelope(OBJECTS, OBJECTS + 1),
                "application/taxii+json;version=2.1",
                202);
        feeds.poll("self").join();
        assertEquals(first + 1, feeds.objects(feeds.named("self").orElseThrow()));
        assertEquals(1, ownClaims(OBJECTS));
        assertEquals(1, ownClaims(OBJECTS - 1), "what was taken in is not taken in again");

        assertTrue(post("/api/v1/feeds/self/pause", "", "application/json", 200)
                .path("paused")
                .asBoolean());
        assertFalse(post("/api/v1/feeds/self/resume", "", "application/json", 200)
                .path("paused")
                .asBoolean());
        assertEquals(
                204,
                send("DELETE", "/api/v1/feeds/self", "", "application/json").statusCode());
        assertEquals(
                "feed-unknown",
                post("/api/v1/feeds/self/poll", "", "application/json", 404)
                        .path("code")
                        .asText());
        assertEquals(1, ownClaims(0), "removing a feed keeps its objects");
    }

    @Test
    void refusesWhatIsNoFeedAndWhoIsNoOwner() throws Exception {
        assertEquals(
                "kind",
                post("/api/v1/feeds", "{\"name\":\"x\",\"kind\":\"rss\"}", "application/json", 400)
                        .path("code")
                        .asText());
        HttpRequest anonymous = HttpRequest.newBuilder(URI.create(address.url() + "/api/v1/feeds"))
                .GET()
                .build();
        assertEquals(
                401,
                client.send(anonymous, HttpResponse.BodyHandlers.ofString()).statusCode());
    }

    /** Claims of an indicator on the home log that stand. */
    private long ownClaims(int number) {
        Gate gate = new Gate(Reader.owner("test"), Action.VIEW);
        List<Item> open = gate.openAll(items.claims(id(number)));
        return open.stream()
                .filter(item -> logs.byNumber(item.key().log()).space() == Space.OWN)
                .count();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = send("GET", path, "", "application/json");
        assertEquals(200, response.statusCode(), response.body());
        return json.readTree(response.body());
    }

    private JsonNode post(String path, String body, String type, int status) throws IOException, InterruptedException {
        HttpResponse<String> response = send("POST", path, body, type);
        assertEquals(status, response.statusCode(), response.body());
        return json.readTree(response.body());
    }

    private HttpResponse<String> send(String method, String path, String body, String type)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.url() + path))
                .header("Authorization", "Bearer " + RunningNode.OWNER_TOKEN)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String envelope(int from, int to) {
        List<String> objects =
                IntStream.range(from, to).mapToObj(FeedsOnNodeTest::object).toList();
        return "{\"objects\":[" + String.join(",", objects) + "]}";
    }

    private static String id(int number) {
        return "indicator--feed0000-0000-4000-8000-%012d".formatted(number);
    }

    private static String object(int number) {
        String time = "2026-01-01T00:00:00.000Z";
        return """
               {"type":"indicator","spec_version":"2.1","id":"%s","created":"%s","modified":"%s","valid_from":"%s",\
               "pattern":"[domain-name:value = 'n%d.example.org']","pattern_type":"stix"}""".formatted(id(number), time, time, time, number);
    }
}
