package org.commonwatch.node.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListPollTest {
    private static final String BOTH = "192.0.2.1\n192.0.2.2\n";
    private static final String ONE = "192.0.2.1\n";

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
    void landsAList() throws Exception {
        world.serve("/list.txt", "# bad addresses\n" + BOTH);
        world.add("csv", "/list.txt", "keep");
        Feed feed = world.poll();
        assertEquals(List.of("192.0.2.1", "192.0.2.2"), world.log.valid());
        assertEquals(4, world.members.count(feed), "an observable and an indicator each");
        assertEquals(Optional.of(world.polledAt), feed.lastSuccess());
        Duration wait = Duration.between(world.polledAt, feed.due());
        assertTrue(wait.toMinutes() >= 54 && wait.toMinutes() <= 66, "an hour, a tenth earlier or later: " + wait);
    }

    @Test
    void landsATextAsReportAndIndicators() throws Exception {
        world.serve("/note.txt", "The actor used hxxp://evil[.]example/a and 192.0.2.7.");
        world.add("text", "/note.txt", "keep");
        world.poll();
        assertEquals(List.of("192.0.2.7", "http://evil.example/a"), world.log.valid());
        assertTrue(world.log.standing().values().stream()
                .anyMatch(object -> object.type().equals("report")));
    }

    @Test
    void asksOnlyForWhatChanged() throws Exception {
        world.on("/list.txt", exchange -> {
            boolean same = "\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))
                    && "Sun, 01 Mar 2026 10:00:00 GMT"
                            .equals(exchange.getRequestHeaders().getFirst("If-Modified-Since"));
            Map<String, String> headers = Map.of("ETag", "\"v1\"", "Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT");
            FeedWorld.send(exchange, same ? 304 : 200, BOTH, headers);
        });
        world.add("csv", "/list.txt", "recall");
        world.poll();
        int claims = world.log.claims();
        Feed feed = world.poll();
        assertEquals(Optional.empty(), feed.failure());
        assertEquals(claims, world.log.claims());
        assertEquals(2, world.log.valid().size());
    }

    @Test
    void saysNothingTwice() throws Exception {
        world.serve("/list.txt", BOTH);
        world.add("csv", "/list.txt", "expire");
        world.poll();
        int claims = world.log.claims();
        world.serve("/list.txt", BOTH + "192.0.2.3\n");
        world.poll();
        assertEquals(claims + 2, world.log.claims(), "only the new value's observable and indicator");
    }

    @Test
    void endsTheValidityOfWhatVanished() throws Exception {
        world.serve("/list.txt", BOTH);
        world.add("csv", "/list.txt", "expire");
        world.poll();
        world.serve("/list.txt", ONE);
        Feed feed = world.poll();
        assertEquals(List.of("192.0.2.1"), world.log.valid());
        assertEquals(2, world.members.count(feed));
        String ended = world.log.standing().values().stream()
                .filter(object -> object.text("name").equals(Optional.of("192.0.2.2")))
                .findFirst()
                .orElseThrow()
                .text("valid_until")
                .orElseThrow();
        assertEquals(world.polledAt, Instant.parse(ended));
    }

    @Test
    void recallsWhatVanished() throws Exception {
        world.serve("/list.txt", BOTH);
        world.add("csv", "/list.txt", "recall");
        world.poll();
        world.serve("/list.txt", ONE);
        world.poll();
        assertEquals(List.of("192.0.2.1"), world.log.valid());
        assertEquals(2, world.log.standing().size(), "observable and indicator of the one value");
    }

    @Test
    void keepsWhatVanishedWhenTheOwnerSaysSo() throws Exception {
        world.serve("/list.txt", BOTH);
        world.add("csv", "/list.txt", "keep");
        world.poll();
        world.serve("/list.txt", ONE);
        world.poll();
        assertEquals(2, world.log.valid().size());
    }

    @Test
    void undoesAWithdrawalWhenTheValueComesBack() throws Exception {
        for (String policy : List.of("expire", "recall")) {
            world.store.remove("f");
            world.serve("/list.txt", BOTH);
            world.add("csv", "/list.txt", policy);
            world.poll();
            world.serve("/list.txt", ONE);
            world.poll();
            int claims = world.log.claims();
            world.serve("/list.txt", BOTH);
            Feed feed = world.poll();
            assertEquals(List.of("192.0.2.1", "192.0.2.2"), world.log.valid(), policy);
            assertEquals(claims, world.log.claims(), policy + ": nothing is put again");
            assertEquals(4, world.members.count(feed), policy);
        }
    }

    @Test
    void withdrawsNothingOnAnAnswerThatIsCutShort() throws Exception {
        world.serve("/list.txt", BOTH);
        world.add("csv", "/list.txt", "recall");
        world.poll();
        world.on("/list.txt", exchange -> FeedWorld.cut(exchange, ONE + ONE));
        Feed feed = world.poll();
        assertEquals("no-answer", feed.failure().orElseThrow().code());
        assertEquals(2, world.log.valid().size());
    }

    @Test
    void withdrawsNothingWhenTheServerIsInTrouble() throws Exception {
        world.serve("/list.txt", BOTH);
        world.add("csv", "/list.txt", "recall");
        world.poll();
        Map<String, String> expected = Map.of(
                "", "content-empty",
                "Service temporarily unavailable\n", "content-empty");
        for (Map.Entry<String, String> answer : expected.entrySet()) {
            world.serve("/list.txt", answer.getKey());
            assertEquals(answer.getValue(), world.poll().failure().orElseThrow().code());
        }
        world.on(
                "/list.txt",
                exchange -> FeedWorld.send(
                        exchange, 200, "<html>192.0.2.9</html>", Map.of("Content-Type", "text/html; charset=utf-8")));
        assertEquals("content-html", world.poll().failure().orElseThrow().code());
        assertEquals(2, world.log.valid().size());
    }

    @Test
    void takesAListOfCommentsForAnEmptyList() throws Exception {
        world.serve("/list.txt", BOTH);
        world.add("csv", "/list.txt", "recall");
        world.poll();
        world.serve("/list.txt", "# nothing today\n");
        assertEquals(Optional.empty(), world.poll().failure());
        assertEquals(List.of(), world.log.valid());
    }

    @Test
    void refusesAnswersThatAreTooBigTooSlowOrGrow() throws Exception {
        world.add("csv", "/list.txt", "keep");
        world.serve("/list.txt", ONE.repeat(20_000));
        assertEquals("body-too-big", world.poll().failure().orElseThrow().code());
        byte[] bomb = FeedWorld.gzip("#\n".repeat(8 * 1024 * 1024).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        world.on("/list.txt", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, bomb.length);
            exchange.getResponseBody().write(bomb);
            exchange.close();
        });
        assertTrue(bomb.length < 100_000, "the bomb itself is small");
        Feed feed = world.poll();
        assertTrue(
                feed.failure().orElseThrow().message().contains("grows"),
                feed.failure().toString());
        assertEquals(2, feed.failures());
        assertEquals(0, world.log.claims());
    }

    @Test
    void readsAPackedAnswer() throws Exception {
        byte[] packed = FeedWorld.gzip(BOTH.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        world.on("/list.txt", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, packed.length);
            exchange.getResponseBody().write(packed);
            exchange.close();
        });
        world.add("csv", "/list.txt", "keep");
        world.poll();
        assertEquals(2, world.log.valid().size());
    }

    @Test
    void waitsAsLongAsTheServerAsks() throws Exception {
        world.on("/list.txt", exchange -> FeedWorld.send(exchange, 429, "", Map.of("Retry-After", "7200")));
        world.add("csv", "/list.txt", "keep");
        Feed feed = world.poll();
        assertEquals("http-too-many-requests", feed.failure().orElseThrow().code());
        assertEquals(world.polledAt.plusSeconds(7200), feed.due());
        String date = java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format(
                feed.due().plusSeconds(3600).atZone(java.time.ZoneOffset.UTC));
        world.on("/list.txt", exchange -> FeedWorld.send(exchange, 503, "", Map.of("Retry-After", date)));
        feed = world.poll();
        assertEquals(world.polledAt.plusSeconds(3600), feed.due());
    }

    @Test
    void backsOffMoreWithEachFailureAndForgetsThemWhenItWorks() throws Exception {
        world.on("/list.txt", exchange -> FeedWorld.send(exchange, 500, "", Map.of()));
        world.add("csv", "/list.txt", "keep");
        for (int failures = 1; failures <= 14; failures++) {
            Feed feed = world.poll();
            long full = Math.min(60L << Math.min(failures - 1, 20), 86_400);
            long waited = Duration.between(world.polledAt, feed.due()).toSeconds();
            assertEquals(failures, feed.failures());
            assertTrue(waited >= full / 2 && waited <= full, failures + " failures: " + waited + " s");
        }
        world.serve("/list.txt", ONE);
        assertEquals(0, world.poll().failures());
    }

    @Test
    void goesOnWhereAFailingLedgerStoppedIt() throws Exception {
        for (boolean written : List.of(false, true)) {
            world.store.remove("f");
            world.serve("/list.txt", BOTH);
            world.add("csv", "/list.txt", "recall");
            world.log.putsUntilFault = 0;
            world.log.faultAfterWriting = written;
            Feed feed = world.poll();
            assertEquals("ledger-slow", feed.failure().orElseThrow().code());
            assertEquals(Cursor.START, feed.cursor(), "nothing is marked done");
            assertFalse(feed.lastSuccess().isPresent());
            feed = world.poll();
            assertEquals(Optional.empty(), feed.failure());
            assertEquals(4, world.members.count(feed));
        }
    }

    @Test
    void isNotDueWhilePaused() throws Exception {
        Feed feed = world.add("csv", "/list.txt", "keep");
        assertTrue(world.store.due(feed.due()).isPresent());
        world.store.pause("f", true);
        assertFalse(world.store.due(feed.due()).isPresent());
        world.store.pause("f", false);
        assertTrue(world.store.due(feed.due()).isPresent());
    }
}
