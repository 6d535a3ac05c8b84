package org.commonwatch.node.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MispPollTest {
    private static final String OLD = "11111111-1111-4111-8111-111111111111";
    private static final String NEW = "22222222-2222-4222-8222-222222222222";

    @TempDir
    Path folder;

    private FeedWorld world;

    @BeforeEach
    void open() throws IOException {
        world = new FeedWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/feed,                    https://a.example/feed/manifest.json",
        "https://a.example/feed/,                   https://a.example/feed/manifest.json",
        "https://a.example/feed/manifest.json,      https://a.example/feed/manifest.json",
        "https://a.example/feed/manifest.json?k=v,  https://a.example/feed/manifest.json?k=v",
        "https://a.example,                         https://a.example/manifest.json",
    })
    void findsTheManifest(URI feed, URI manifest) {
        assertEquals(manifest, MispPoll.file(feed, "manifest"));
    }

    @Test
    void fetchesEachEventOnceAndOldestFirst() throws Exception {
        manifest(Map.of(OLD, "100", NEW, "200"));
        event(OLD, "192.0.2.1", 100);
        event(NEW, "192.0.2.2", 200);
        world.add("misp", "/feed/", "keep");
        Feed feed = world.poll();
        assertEquals(Optional.empty(), feed.failure());
        assertEquals(
                List.of("/feed/manifest.json", "/feed/" + OLD + ".json", "/feed/" + NEW + ".json"), world.requests);
        assertEquals(Map.of(OLD, "100", NEW, "200"), world.members.stamps(feed));
        assertTrue(patterns().contains("192.0.2.1") && patterns().contains("192.0.2.2"), patterns());

        world.poll();
        assertEquals(List.of("/feed/manifest.json"), world.requests);

        manifest(Map.of(OLD, "100", NEW, "300"));
        event(NEW, "192.0.2.3", 300);
        world.poll();
        assertEquals(List.of("/feed/manifest.json", "/feed/" + NEW + ".json"), world.requests);
        assertTrue(patterns().contains("192.0.2.3"), patterns());
    }

    @Test
    void withdrawsAnEventThatLeftTheManifest() throws Exception {
        manifest(Map.of(OLD, "100", NEW, "200"));
        event(OLD, "192.0.2.1", 100);
        event(NEW, "192.0.2.2", 200);
        world.add("misp", "/feed/manifest.json", "recall");
        world.poll();
        manifest(Map.of(NEW, "200"));
        Feed feed = world.poll();
        assertEquals(Optional.empty(), feed.failure());
        assertEquals(Map.of(NEW, "200"), world.members.stamps(feed));
        assertTrue(!patterns().contains("192.0.2.1") && patterns().contains("192.0.2.2"), patterns());
    }

    @Test
    void withdrawsAnAttributeThatLeftItsEvent() throws Exception {
        manifest(Map.of(OLD, "100"));
        event(OLD, "192.0.2.1", 100);
        world.add("misp", "/feed", "recall");
        world.poll();
        manifest(Map.of(OLD, "101"));
        event(OLD, "192.0.2.9", 101);
        world.poll();
        assertTrue(!patterns().contains("192.0.2.1") && patterns().contains("192.0.2.9"), patterns());
    }

    @Test
    void leavesAMissingEventForTheNextPollAndTakesTheOthers() throws Exception {
        manifest(Map.of(OLD, "100", NEW, "200"));
        event(NEW, "192.0.2.2", 200);
        world.add("misp", "/feed/", "keep");
        Feed feed = world.poll();
        assertEquals("events-failed", feed.failure().orElseThrow().code());
        assertEquals(Map.of(NEW, "200"), world.members.stamps(feed));
        event(OLD, "192.0.2.1", 100);
        feed = world.poll();
        assertEquals(Optional.empty(), feed.failure());
        assertEquals(List.of("/feed/manifest.json", "/feed/" + OLD + ".json"), world.requests);
    }

    @Test
    void goesOnWithTheNextEventAfterTheServerDied() throws Exception {
        manifest(Map.of(OLD, "100", NEW, "200"));
        event(OLD, "192.0.2.1", 100);
        world.on("/feed/" + NEW + ".json", exchange -> FeedWorld.cut(exchange, eventJson("192.0.2.2", NEW, 200)));
        world.add("misp", "/feed/", "recall");
        Feed feed = world.poll();
        assertEquals("no-answer", feed.failure().orElseThrow().code());
        assertEquals(Map.of(OLD, "100"), world.members.stamps(feed));
        event(NEW, "192.0.2.2", 200);
        world.poll();
        assertEquals(List.of("/feed/manifest.json", "/feed/" + NEW + ".json"), world.requests);
    }

    @Test
    void refusesAManifestThatIsNone() throws Exception {
        world.add("misp", "/feed/", "recall");
        for (String wrong : List.of("[]", "{\"../../etc/passwd\":{\"timestamp\":1}}", "{\"a", "<html>", "")) {
            world.serve("/feed/manifest.json", wrong);
            assertTrue(world.poll().failure().isPresent(), wrong);
            assertEquals(List.of("/feed/manifest.json"), world.requests, wrong);
        }
    }

    @Test
    void withdrawsNothingWhenTheManifestIsEmptied() throws Exception {
        manifest(Map.of(OLD, "100"));
        event(OLD, "192.0.2.1", 100);
        world.add("misp", "/feed/", "recall");
        world.poll();
        manifest(Map.of());
        assertEquals("manifest", world.poll().failure().orElseThrow().code());
        assertTrue(patterns().contains("192.0.2.1"), patterns());
    }

    private String patterns() {
        return String.join(
                " ",
                world.log.standing().values().stream()
                        .flatMap(object -> object.text("pattern").or(() -> object.text("value")).stream())
                        .toList());
    }

    private void manifest(Map<String, String> events) {
        StringBuilder json = new StringBuilder("{");
        events.forEach((uuid, stamp) -> json.append(json.length() == 1 ? "" : ",")
                .append("\"%s\":{\"Orgc\":{\"name\":\"x\"},\"info\":\"i\",\"timestamp\":\"%s\"}"
                        .formatted(uuid, stamp)));
        world.serve("/feed/manifest.json", json.append('}').toString());
    }

    private void event(String uuid, String address, long stamp) {
        world.serve("/feed/" + uuid + ".json", eventJson(address, uuid, stamp));
    }

    /** The attribute's UUID follows from its value, as it does where nobody reuses one. */
    private static String eventJson(String address, String uuid, long stamp) {
        String attribute = "3333%04d-3333-4333-8333-333333333333"
                .formatted(Integer.parseInt(address.substring(address.lastIndexOf('.') + 1)));
        return """
               {"Event":{"uuid":"%s","info":"Something happened","date":"2026-02-01","timestamp":"%d","published":true,
                 "threat_level_id":"2","analysis":"2","Orgc":{"name":"Example","uuid":"44444444-4444-4444-8444-444444444444"},
                 "Attribute":[{"uuid":"%s","type":"ip-dst","category":"Network activity","value":"%s","to_ids":true,
                   "timestamp":"%d","comment":""}]}}
               """.formatted(uuid, stamp, attribute, address, stamp);
    }
}
