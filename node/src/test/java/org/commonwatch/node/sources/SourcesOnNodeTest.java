package org.commonwatch.node.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.commonwatch.node.Address;
import org.commonwatch.node.http.RunningNode;
import org.commonwatch.node.spine.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources in the whole node: added, fed and removed over HTTP. */
@QuarkusTest
@WithTestResource(RunningNode.class)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class SourcesOnNodeTest {
    private static final Duration WAIT_MAX = Duration.ofMinutes(2);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    @Inject
    Address address;

    @Inject
    Home home;

    @TempDir
    Path folder;

    @Test
    void takesPushedLinesOnceForOneKey() throws Exception {
        add("{\"name\":\"siem\",\"kind\":\"push\"}", 201);
        String token = token("pusher", "siem");
        HttpRequest.Builder push = push("siem", token).header("Idempotency-Key", "batch-1");
        String lines = "first 192.0.2.1\nsecond 192.0.2.2";
        assertEquals(
                2,
                sent(push, lines.getBytes(StandardCharsets.UTF_8), 200)
                        .path("lines")
                        .asInt());
        JsonNode again = sent(push, lines.getBytes(StandardCharsets.UTF_8), 200);
        assertTrue(again.path("repeated").asBoolean(), again.toString());
        assertEquals(
                "idempotency-key-used",
                sent(push, new byte[] {'x'}, 422).path("code").asText());
        assertEquals(2, source("siem").path("lines").asInt());

        HttpRequest.Builder array = push("siem", token).header("Content-Type", "application/json; charset=utf-8");
        JsonNode three = sent(array, "[{\"a\":1},\"two\\nparts\",3]".getBytes(StandardCharsets.UTF_8), 200);
        assertEquals(3, three.path("lines").asInt(), three.toString());
        HttpRequest.Builder packed = push("siem", token).header("Content-Encoding", "gzip");
        assertEquals(
                1,
                sent(packed, gzip("{\"b\":2}\n".getBytes(StandardCharsets.UTF_8)), 200)
                        .path("lines")
                        .asInt());
        assertEquals(
                "gzip-bomb",
                sent(push("siem", token), gzip(new byte[5_000_000]), 400)
                        .path("code")
                        .asText());
        assertEquals(6, source("siem").path("lines").asInt());
    }

    @Test
    void takesEachNumberedLineOnceWhateverItComesWith() throws Exception {
        add("{\"name\":\"cluster\",\"kind\":\"push\"}", 201);
        String token = token("bridge", "cluster");
        JsonNode first = numbered(token, "t/0\t5\tone\nt/0\t7\ttwo\nt/1\t5\tthree", 200);
        assertEquals(3, first.path("lines").asInt());
        JsonNode again = numbered(token, "t/0\t7\ttwo\nt/0\t6\tbetween\tthem\nt/0\t6\tbetween\tthem\n", 200);
        assertEquals(1, again.path("lines").asInt(), again.toString());
        assertEquals(2, again.path("repeated").asInt(), again.toString());
        JsonNode nothing = numbered(token, "t/1\t5\tthree\n", 200);
        assertEquals(0, nothing.path("lines").asInt(), nothing.toString());
        for (String bad : new String[] {"t/0\t8", "t/0\tx\tline", "\t8\tline", "t 0\t8\tline", "t/0\t-1\tline", "\n"}) {
            JsonNode refused = numbered(token, "t/0\t9\tgood\n" + bad, 400);
            assertEquals("numbered-line", refused.path("code").asText(), bad);
        }
        assertEquals(4, source("cluster").path("lines").asInt(), "a push with one bad line takes none in");
        numbered(token, "t/0\t9\tx\n".repeat(NumberedLine.LINES_MAX + 1), 400);
        add("{\"name\":\"others\",\"kind\":\"push\"}", 201);
        assertEquals(
                403,
                send(to("/api/v1/sources/others/lines/numbered", token).POST(BodyPublishers.ofString("t/0\t1\tx\n")))
                        .statusCode());
    }

    private JsonNode numbered(String token, String body, int status) throws Exception {
        return sent(to("/api/v1/sources/cluster/lines/numbered", token), body.getBytes(StandardCharsets.UTF_8), status);
    }

    @Test
    void letsAPushTokenDoNothingElse() throws Exception {
        add("{\"name\":\"own\",\"kind\":\"push\"}", 201);
        add("{\"name\":\"other\",\"kind\":\"push\"}", 201);
        String token = token("narrow", "own");
        assertEquals(
                200,
                send(push("own", token).POST(BodyPublishers.ofString("a line\n")))
                        .statusCode());
        assertEquals(
                403,
                send(push("other", token).POST(BodyPublishers.ofString("a line\n")))
                        .statusCode());
        for (String path : new String[] {"/api/v1/sources", "/api/v1/search?q=x", "/taxii2/", "/", "/sign-in"}) {
            assertEquals(403, send(to(path, token).GET()).statusCode(), path);
        }
        JsonNode forgotten = call(
                to("/api/v1/sources/own?preview=true", RunningNode.OWNER_TOKEN).DELETE(), 200);
        assertEquals("narrow", forgotten.path("tokens_revoked").path(0).asText(), forgotten.toString());
        call(to("/api/v1/sources/own", RunningNode.OWNER_TOKEN).DELETE(), 200);
        assertEquals(
                401,
                send(push("own", token).POST(BodyPublishers.ofString("a line\n")))
                        .statusCode());
        assertEquals(
                404,
                send(push("own", RunningNode.OWNER_TOKEN).POST(BodyPublishers.ofString("x")))
                        .statusCode());
    }

    @Test
    void followsAFileFromItsEndAndStopsWhilePaused() throws Exception {
        Path log = folder.resolve("app.log");
        Files.writeString(log, "old line\n");
        add("{\"name\":\"app\",\"kind\":\"file\",\"path\":\"" + log + "\",\"zone\":\"Europe/Amsterdam\"}", 201);
        append(log, "a line at the start\n");
        awaitLines("app", 1);
        append(log, "one\ntwo\nthr");
        awaitLines("app", 3);
        call(to("/api/v1/sources/app/pause", RunningNode.OWNER_TOKEN).POST(BodyPublishers.noBody()), 200);
        append(log, "ee\n");
        assertEquals("paused", source("app").path("state").asText());
        assertEquals(3, source("app").path("lines").asInt());
        call(to("/api/v1/sources/app/resume", RunningNode.OWNER_TOKEN).POST(BodyPublishers.noBody()), 200);
        awaitLines("app", 4);
    }

    @Test
    void refusesItsOwnFolderAndPathsThatAreNone() throws Exception {
        for (String path : new String[] {home.root() + "/owner.token", home.root() + "/**", "relative.log", ""}) {
            JsonNode refused = add("{\"name\":\"bad\",\"kind\":\"file\",\"path\":\"" + path + "\"}", 400);
            assertEquals("/path", refused.path("detail").asText().split(":")[0], path);
        }
        Path link = Files.createSymbolicLink(folder.resolve("innocent"), home.root());
        add("{\"name\":\"bad\",\"kind\":\"file\",\"path\":\"" + link + "/*\"}", 400);
        assertFalse(get("/api/v1/sources").toString().contains("\"bad\""));
    }

    @Test
    void countsWhatItDidNotUnderstandAndTimesThatNobodyTells() throws Exception {
        add("{\"name\":\"ids\",\"kind\":\"push\",\"format\":\"suricata-eve\"}", 201);
        String lines = """
                {"timestamp":"2026-11-25T12:00:00.000000+0000","event_type":"dns","src_ip":"10.1.2.3"}
                {"timestamp":"some day","event_type":"dns","src_ip":"10.1.2.3"}
                this is not JSON
                """;
        sent(push("ids", RunningNode.OWNER_TOKEN), lines.getBytes(StandardCharsets.UTF_8), 200);
        JsonNode source = source("ids");
        assertEquals(3, source.path("lines_read").asInt(), source.toString());
        assertEquals(1, source.path("lines_not_understood").asInt(), source.toString());
        assertEquals(2, source.path("times_undetermined").asInt(), source.toString());
        String page = send(to("/sources/ids", RunningNode.OWNER_TOKEN).GET()).body();
        assertTrue(page.contains("Not understood, or not whole: 1."), page);
    }

    @Test
    void tellsOfABrokerThatDoesNotAnswerAndNeverShowsThePassword() throws Exception {
        add(
                "{\"name\":\"queue\",\"kind\":\"mqtt\",\"broker\":\"mqtt://127.0.0.1:1\",\"topic\":\"logs/#\","
                        + "\"user\":\"node\",\"password\":\"hush-hush\"}",
                201);
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        while (!source("queue").path("state").asText().equals("failing")) {
            assertTrue(System.nanoTime() < deadline, "nothing is told");
            Thread.sleep(20);
        }
        String told = source("queue").toString();
        assertTrue(told.contains("\"password_set\":true") && told.contains("not connected"), told);
        String page = send(to("/sources/queue", RunningNode.OWNER_TOKEN).GET()).body();
        assertFalse(told.contains("hush-hush") || page.contains("hush-hush"), "the password is shown");
        assertTrue(page.contains("mqtt://127.0.0.1:1"), page);
        call(to("/api/v1/sources/queue", RunningNode.OWNER_TOKEN).DELETE(), 200);
    }

    private void append(Path log, String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.APPEND);
    }

    private void awaitLines(String name, int lines) throws Exception {
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        while (source(name).path("lines").asInt() < lines) {
            assertTrue(System.nanoTime() < deadline, () -> name + " did not come to " + lines);
            Thread.sleep(20);
        }
        assertEquals(lines, source(name).path("lines").asInt());
    }

    private String token(String name, String source) throws Exception {
        String body = "{\"name\":\"%s\",\"rights\":\"push\",\"source\":\"%s\"}".formatted(name, source);
        return call(to("/api/v1/tokens", RunningNode.OWNER_TOKEN).POST(BodyPublishers.ofString(body)), 201)
                .path("token")
                .asText();
    }

    private JsonNode add(String body, int status) throws Exception {
        return call(
                to("/api/v1/sources", RunningNode.OWNER_TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)),
                status);
    }

    private JsonNode source(String name) throws Exception {
        return get("/api/v1/sources/" + name);
    }

    private JsonNode get(String path) throws Exception {
        return call(to(path, RunningNode.OWNER_TOKEN).GET(), 200);
    }

    private HttpRequest.Builder push(String source, String token) {
        return to("/api/v1/sources/" + source + "/lines", token);
    }

    private JsonNode sent(HttpRequest.Builder request, byte[] body, int status) throws Exception {
        return call(request.POST(BodyPublishers.ofByteArray(body)), status);
    }

    private HttpRequest.Builder to(String path, String token) {
        return HttpRequest.newBuilder(URI.create(address.url() + path)).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode call(HttpRequest.Builder request, int status) throws Exception {
        HttpResponse<String> answer = send(request);
        assertEquals(status, answer.statusCode(), answer.body());
        return json.readTree(answer.body());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
