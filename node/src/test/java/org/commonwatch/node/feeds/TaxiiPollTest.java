package org.commonwatch.node.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaxiiPollTest {
    private static final String OBJECTS = "/api/collections/c1/objects/";
    private static final String LAST = "X-TAXII-Date-Added-Last";

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

    @Test
    void findsTheCollectionFromAnyAddressOfTheServer() throws Exception {
        world.serve(
                "/taxii2/",
                "{\"title\":\"t\",\"default\":\"%s\",\"api_roots\":[\"/api/\"]}".formatted(world.url("/api/")));
        world.serve(
                "/api/",
                "{\"title\":\"r\",\"versions\":[\"application/taxii+json;version=2.1\"],\"max_content_length\":1}");
        world.serve(
                "/api/collections/",
                "{\"collections\":[{\"id\":\"c0\",\"can_read\":false},{\"id\":\"c1\",\"title\":\"x\",\"can_read\":true}]}");
        world.serve("/api/collections/c1/", "{\"id\":\"c1\",\"title\":\"x\",\"can_read\":true,\"can_write\":false}");
        page(OBJECTS, "{\"more\":false}", Optional.empty());
        for (String path : List.of("/taxii2/", "/api/", "/api/collections/", "/api/collections/c1/", OBJECTS)) {
            world.store.remove("f");
            world.add("taxii", path, "keep");
            Feed feed = world.poll();
            assertEquals(Optional.empty(), feed.failure(), path);
            assertEquals(Optional.of(world.url(OBJECTS)), feed.cursor().collection(), path);
        }
    }

    @Test
    void asksTheOwnerToChooseAmongCollections() throws Exception {
        world.serve(
                "/api/collections/",
                "{\"collections\":[{\"id\":\"c0\",\"can_read\":true},{\"id\":\"c1\",\"can_read\":true}]}");
        world.add("taxii", "/api/collections/", "keep");
        Feed.Failure failure = world.poll().failure().orElseThrow();
        assertEquals("taxii-choose", failure.code());
        assertTrue(failure.message().contains("c0, c1"), failure.message());
    }

    @Test
    void followsPagesAndContinuesAfterTheLastDate() throws Exception {
        world.on(OBJECTS, exchange -> {
            Map<String, String> query = query(exchange);
            if (query.get("next") == null && query.get("added_after") == null) {
                send(exchange, envelope("true", "p 2&", 1, 2), Optional.of("2026-01-01T00:00:00.000002Z"));
            } else if ("p 2&".equals(query.get("next"))) {
                send(exchange, envelope("false", "", 3), Optional.of("2026-01-01T00:00:00.000003Z"));
            } else {
                assertEquals("2026-01-01T00:00:00.000003Z", query.get("added_after"));
                send(exchange, "{}", Optional.empty());
            }
        });
        world.add("taxii", OBJECTS, "keep");
        Feed feed = world.poll();
        assertEquals(Optional.empty(), feed.failure());
        assertEquals(3, world.log.claims());
        assertEquals(Optional.of("2026-01-01T00:00:00.000003Z"), feed.cursor().addedAfter());
        assertEquals(Optional.empty(), feed.cursor().next());
        feed = world.poll();
        assertEquals(Optional.empty(), feed.failure());
        assertEquals(
                Optional.of("2026-01-01T00:00:00.000003Z"), feed.cursor().addedAfter(), "an empty page moves nothing");
    }

    @Test
    void resumesAtThePageOnWhichTheServerDied() throws Exception {
        boolean[] dying = {true};
        world.on(OBJECTS, exchange -> {
            boolean second = "p2".equals(query(exchange).get("next"));
            if (!second) {
                send(exchange, envelope("true", "p2", 1, 2), Optional.of("2026-01-01T00:00:02.000Z"));
            } else if (dying[0]) {
                FeedWorld.cut(exchange, envelope("false", "", 3, 4));
            } else {
                send(exchange, envelope("false", "", 3, 4), Optional.of("2026-01-01T00:00:04.000Z"));
            }
        });
        world.add("taxii", OBJECTS, "keep");
        Feed feed = world.poll();
        assertEquals("no-answer", feed.failure().orElseThrow().code());
        assertEquals(2, world.log.claims());
        assertEquals(Optional.of("p2"), feed.cursor().next());
        assertEquals(Optional.empty(), feed.cursor().addedAfter(), "a partial transfer is not marked done");
        dying[0] = false;
        feed = world.poll();
        assertEquals(1, world.requests.size(), "only the page that is missing");
        assertEquals(4, world.log.claims());
        assertEquals(Optional.of("2026-01-01T00:00:04.000Z"), feed.cursor().addedAfter());
    }

    @Test
    void doesNotMoveOnBeforeTheLedgerHasThePage() throws Exception {
        page(OBJECTS, envelope("false", "", 1, 2), Optional.of("2026-01-01T00:00:02.000Z"));
        for (boolean written : List.of(false, true)) {
            world.store.remove("f");
            world.add("taxii", OBJECTS, "keep");
            world.log.putsUntilFault = 0;
            world.log.faultAfterWriting = written;
            Feed feed = world.poll();
            assertEquals("ledger-slow", feed.failure().orElseThrow().code());
            assertEquals(Optional.empty(), feed.cursor().addedAfter());
            feed = world.poll();
            assertEquals(Optional.of("2026-01-01T00:00:02.000Z"), feed.cursor().addedAfter());
            assertEquals(2, world.members.count(feed));
        }
    }

    @Test
    void putsARepeatedPageOnce() throws Exception {
        world.on(OBJECTS, exchange -> {
            String next = query(exchange).getOrDefault("next", "0");
            boolean more = Integer.parseInt(next) < 3;
            String following = Integer.toString(Integer.parseInt(next) + 1);
            send(
                    exchange,
                    envelope(Boolean.toString(more), more ? following : "", 1, 2),
                    Optional.of("2026-01-01T00:00:02.000Z"));
        });
        world.add("taxii", OBJECTS, "keep");
        assertEquals(Optional.empty(), world.poll().failure());
        assertEquals(2, world.log.claims());
    }

    @Test
    void startsAgainWhenTheServerForgotItsNext() throws Exception {
        int[] requests = {0};
        world.on(OBJECTS, exchange -> {
            String next = query(exchange).get("next");
            requests[0]++;
            if (next == null) {
                send(exchange, envelope("true", "n" + requests[0], 1), Optional.of("2026-01-01T00:00:01.000Z"));
            } else if (requests[0] == 2) {
                FeedWorld.cut(exchange, envelope("false", "", 2));
            } else if (next.equals("n1")) {
                FeedWorld.send(exchange, 400, "{}", Map.of());
            } else {
                send(exchange, envelope("false", "", 2), Optional.of("2026-01-01T00:00:02.000Z"));
            }
        });
        world.add("taxii", OBJECTS, "keep");
        assertEquals(Optional.of("n1"), world.poll().cursor().next());
        Feed feed = world.poll();
        assertEquals(Optional.empty(), feed.failure());
        assertEquals(2, world.log.claims());
        assertEquals(Optional.of("2026-01-01T00:00:02.000Z"), feed.cursor().addedAfter());
    }

    @Test
    void goesOnByDateWhereMoreComesWithoutNext() throws Exception {
        world.on(OBJECTS, exchange -> {
            String after = query(exchange).getOrDefault("added_after", "");
            if (after.isEmpty()) {
                send(
                        exchange,
                        "{\"more\":true,\"objects\":[" + object(1) + "," + object(2) + "]}",
                        Optional.of("2026-01-01T00:00:02.000Z"));
            } else {
                assertEquals("2026-01-01T00:00:01.999999Z", after);
                send(
                        exchange,
                        "{\"more\":false,\"objects\":[" + object(2) + "," + object(3) + "]}",
                        Optional.of("2026-01-01T00:00:03.000Z"));
            }
        });
        world.add("taxii", OBJECTS, "keep");
        Feed feed = world.poll();
        assertEquals(Optional.empty(), feed.failure());
        assertEquals(3, world.log.claims());
        assertEquals(Optional.of("2026-01-01T00:00:03.000Z"), feed.cursor().addedAfter());
    }

    @Test
    void stopsWhereAServerGoesRoundInACircle() throws Exception {
        page(OBJECTS, envelope("true", "same", 1), Optional.empty());
        world.add("taxii", OBJECTS, "keep");
        assertEquals("taxii-no-progress", world.poll().failure().orElseThrow().code());
        assertEquals(2, world.requests.size());
        page(OBJECTS, "{\"more\":true,\"objects\":[" + object(1) + "]}", Optional.empty());
        world.store.remove("f");
        world.add("taxii", OBJECTS, "keep");
        assertEquals("taxii-no-progress", world.poll().failure().orElseThrow().code());
    }

    @Test
    void bearsWithServersThatKnowNoSlashAndNoVersion() throws Exception {
        world.on("/api/collections/c1/objects", exchange -> {
            boolean exact = exchange.getRequestHeaders().getFirst("Accept").contains("version=");
            FeedWorld.send(exchange, exact ? 200 : 406, envelope("false", "", 1), Map.of());
        });
        world.add("taxii", OBJECTS, "keep");
        assertEquals(Optional.empty(), world.poll().failure());
        world.on(OBJECTS, exchange -> {
            boolean exact = exchange.getRequestHeaders().getFirst("Accept").contains("version=");
            FeedWorld.send(exchange, exact ? 406 : 200, envelope("false", "", 2), Map.of());
        });
        assertEquals(Optional.empty(), world.poll().failure());
        assertEquals(2, world.log.claims());
    }

    @Test
    void tellsTheOwnerThatTheHeaderIsWrong() throws Exception {
        world.on(OBJECTS, exchange -> FeedWorld.send(exchange, 401, "", Map.of()));
        world.add("taxii", OBJECTS, "keep");
        assertEquals("http-not-allowed", world.poll().failure().orElseThrow().code());
    }

    @Test
    void keepsTheGoodObjectsOfAPage() throws Exception {
        page(OBJECTS, "{\"objects\":[" + object(1) + ",{\"type\":\"indicator\"}," + object(2) + "]}", Optional.empty());
        world.add("taxii", OBJECTS, "keep");
        assertEquals(Optional.empty(), world.poll().failure());
        assertEquals(2, world.log.claims());
    }

    @Test
    void takesABrokenPageForNoPage() throws Exception {
        page(OBJECTS, "{\"objects\":[" + object(1) + ",", Optional.of("2026-01-01T00:00:02.000Z"));
        world.add("taxii", OBJECTS, "keep");
        Feed feed = world.poll();
        assertEquals("content-incomplete", feed.failure().orElseThrow().code());
        assertEquals(Optional.empty(), feed.cursor().addedAfter());
    }

    private void page(String path, String body, Optional<String> last) {
        world.on(path, exchange -> send(exchange, body, last));
    }

    private static void send(HttpExchange exchange, String body, Optional<String> last) throws IOException {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/taxii+json;version=2.1"));
        last.ifPresent(date -> headers.put(LAST, date));
        FeedWorld.send(exchange, 200, body, headers);
    }

    private static String envelope(String more, String next, int... numbers) {
        StringBuilder json = new StringBuilder("{\"more\":").append(more);
        if (!next.isEmpty()) {
            json.append(",\"next\":\"").append(next).append('"');
        }
        json.append(",\"objects\":[");
        for (int i = 0; i < numbers.length; i++) {
            json.append(i == 0 ? "" : ",").append(object(numbers[i]));
        }
        return json.append("]}").toString();
    }

    private static String object(int number) {
        String time = "2026-01-01T00:00:00.000Z";
        return """
               {"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-%012d","created":"%s",\
               "modified":"%s","valid_from":"%s","pattern":"[ipv4-addr:value = '192.0.2.%d']","pattern_type":"stix"}""".formatted(number, time, time, time, number);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }
}
