package org.commonwatch.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a hostile or broken client can send: a clear answer with a code, the good objects kept, and the node stays up. */
@QuarkusTest
@WithTestResource(RunningNode.class)
class BadInputTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MIB = 1024 * 1024;

    @TestHTTPResource("/")
    URI node = URI.create("");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private record Answer(int status, String type, JsonNode json) {}

    private Answer post(String path, String contentType, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(node.resolve(path))
                .header("Authorization", "Bearer " + RunningNode.OWNER_TOKEN)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return send(request);
    }

    private Answer get(String path) {
        return send(HttpRequest.newBuilder(URI.create(node + path))
                .header("Authorization", "Bearer " + RunningNode.OWNER_TOKEN)
                .build());
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            String type = response.headers().firstValue("Content-Type").orElse("");
            boolean json = type.contains("json") && response.body().length > 0;
            return new Answer(
                    response.statusCode(), type, json ? JSON.readTree(response.body()) : JSON.createObjectNode());
        } catch (IOException e) {
            throw new AssertionError(request.uri().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void theNodeStaysUp() {
        Answer status = get("api/v1/status");
        assertEquals(200, status.status());
        assertTrue(status.json().path("accepting").asBoolean(), status.json().toString());
    }

    private static String indicator(String id, String more) {
        return """
                {"type":"indicator","spec_version":"2.1","id":"%s","created":"2026-01-01T00:00:00.000Z",\
                "modified":"2026-01-01T00:00:00.000Z","pattern":"[domain-name:value = 'example.org']",\
                "pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"%s}""".formatted(id, more);
    }

    private static String fresh() {
        return "indicator--" + UUID.randomUUID();
    }

    private static String bundle(String... objects) {
        return "{\"type\":\"bundle\",\"id\":\"bundle--" + UUID.randomUUID() + "\",\"objects\":["
                + String.join(",", objects) + "]}";
    }

    private Answer importBytes(byte[] body) {
        return post("api/v1/imports?source=" + UUID.randomUUID(), "application/octet-stream", body);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void assertKeptAndRefused(Answer answer, int accepted, int refused) {
        assertEquals(200, answer.status(), answer.json().toString());
        assertEquals(
                accepted, answer.json().path("accepted").asInt(), answer.json().toString());
        assertEquals(
                refused, answer.json().path("refused").asInt(), answer.json().toString());
        for (JsonNode refusal : answer.json().path("refusals")) {
            assertFalse(refusal.path("code").asText().isBlank(), refusal.toString());
            assertFalse(refusal.path("message").asText().isBlank(), refusal.toString());
            assertTrue(refusal.path("value").asText().length() <= 200, "a refusal shows a bounded value");
        }
    }

    @ParameterizedTest(name = "{0}: the good object before and after is kept")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            duplicate keys        | ,"name":"a","name":"b"
            not a number          | ,"confidence":NaN
            infinity              | ,"confidence":-Infinity
            a lone high surrogate | ,"name":"\\ud800"
            a lone low surrogate  | ,"name":"x\\udc00y"
            a huge exponent       | ,"x":1e999999999
            a long number         | ,"x":1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111
            """)
    void aBadObjectIsNamedAndItsNeighboursAreKept(String what, String inside) {
        Answer answer = importBytes(
                utf8(bundle(indicator(fresh(), ""), indicator(fresh(), inside.strip()), indicator(fresh(), ""))));
        assertEquals(200, answer.status(), what);
        int accepted = answer.json().path("accepted").asInt();
        int refused = answer.json().path("refused").asInt();
        assertTrue(accepted >= 1 && refused >= 1, what + ": " + answer.json());
        assertFalse(
                answer.json().path("refusals").path(0).path("path").asText().isBlank(), what + ": " + answer.json());
    }

    @Test
    void truncatedJsonKeepsWhatWasWhole() {
        String whole = bundle(indicator(fresh(), ""), indicator(fresh(), ""));
        Answer answer = importBytes(utf8(whole.substring(0, whole.length() - 40)));
        assertKeptAndRefused(answer, 1, 1);
        assertFalse(answer.json().path("complete").asBoolean());
    }

    @Test
    void aStringOfTenMegabytesIsRefusedAlone() {
        String big = "x".repeat(10 * MIB);
        Answer answer =
                importBytes(utf8(bundle(indicator(fresh(), ""), indicator(fresh(), ",\"x_big\":\"" + big + "\""))));
        assertKeptAndRefused(answer, 1, 1);
    }

    @Test
    void nestingTenThousandDeepIsRefused() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        Answer answer = importBytes(utf8(bundle(indicator(fresh(), ""), indicator(fresh(), ",\"x\":" + deep))));
        assertEquals(200, answer.status());
        assertEquals(1, answer.json().path("accepted").asInt(), answer.json().toString());
        assertTrue(answer.json().path("refused").asInt() >= 1);
        Answer taxii = post(
                "taxii2/community/collections/community/objects/",
                "application/taxii+json;version=2.1",
                utf8("{\"objects\":" + deep + "}"));
        assertTrue(taxii.status() == 400 || taxii.status() == 422 || taxii.status() == 202, "" + taxii.status());
    }

    @Test
    void aGzipBombIsStoppedEarly() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(utf8("{\"type\":\"bundle\",\"objects\":[\""));
            byte[] zeros = new byte[MIB];
            java.util.Arrays.fill(zeros, (byte) 'a');
            for (int i = 0; i < 512; i++) {
                gzip.write(zeros);
            }
        }
        long start = System.nanoTime();
        Answer answer = importBytes(bomb.toByteArray());
        assertEquals(200, answer.status());
        assertEquals(0, answer.json().path("accepted").asInt());
        assertTrue(answer.json().path("refused").asInt() >= 1, answer.json().toString());
        assertTrue(System.nanoTime() - start < 120_000_000_000L, "a bomb took too long");
    }

    @Test
    void damagedAndCutGzipIsRefused() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(whole)) {
            gzip.write(utf8(bundle(indicator(fresh(), ""))));
        }
        byte[] cut = java.util.Arrays.copyOf(whole.toByteArray(), whole.size() - 12);
        Answer answer = importBytes(cut);
        assertEquals(200, answer.status());
        assertTrue(answer.json().path("refused").asInt() >= 1, answer.json().toString());
    }

    @Test
    void jsonInUtf16AndBytesThatAreNoUtf8AreRefused() {
        Answer wide = importBytes(bundle(indicator(fresh(), "")).getBytes(StandardCharsets.UTF_16));
        assertKeptAndRefused(wide, 0, 1);
        byte[] bytes = utf8(bundle(indicator(fresh(), ",\"name\":\"??\""), indicator(fresh(), "")));
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '?') {
                bytes[i] = (byte) 0xff;
            }
        }
        Answer broken = importBytes(bytes);
        assertEquals(200, broken.status());
        assertTrue(broken.json().path("refused").asInt() >= 1, broken.json().toString());
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            api/v1/rebuilds       | ~~
            api/v1/rebuilds       | {
            api/v1/rebuilds       | []
            api/v1/rebuilds       | null
            api/v1/rebuilds       | {"batch":"many"}
            api/v1/rebuilds       | {"batch":0}
            api/v1/rebuilds       | {"unknown":1}
            api/v1/rebuilds       | {"batch":99999999999999999999}
            api/v1/shares         | {}
            api/v1/shares         | {"ids":["x"],"collection":""}
            api/v1/shares         | {"ids":[null],"collection":"community"}
            api/v1/shares         | {"ids":[],"collection":"community"}
            api/v1/shares         | {"ids":["x"],"collection":"../home"}
            api/v1/shares         | {"batch":"b-none","collection":"community"}
            api/v1/recalls        | {}
            api/v1/recalls        | {"ids":["x"],"collection":"nowhere"}
            api/v1/recalls        | null
            api/v1/reinstatements | {"collection":"home"}
            api/v1/tokens         | {}
            api/v1/tokens         | {"name":"a b","rights":"read"}
            api/v1/tokens         | {"name":"x","rights":"all"}
            api/v1/tokens         | {"name":"x","rights":"read","max_tlp":"pink"}
            api/v1/tokens         | {"name":"x","rights":"read","expires":"tomorrow"}
            api/v1/imports?tlp=pink      | {}
            api/v1/imports?format=excel  | {}
            api/v1/imports/b-none/recall | {}
            """)
    void aWrongRequestIsAProblemWithACode(String path, String body) {
        Answer answer = post(path, "application/json", utf8(body));
        assertEquals(4, answer.status() / 100, path + " " + body + ": " + answer);
        assertEquals("application/problem+json", answer.type().split(";")[0], path + " " + body + ": " + answer);
        String code = answer.json().path("code").asText();
        String detail = answer.json().path("detail").asText();
        assertFalse(code.isBlank(), path + " " + body + ": " + answer);
        assertFalse(detail.isBlank(), path + " " + body + ": " + answer);
        assertFalse(detail.contains("[" + code + "]"), "said twice: " + path + " " + body + ": " + answer);
    }

    @Test
    void aBodyBeyondTheLimitIs413() throws IOException {
        // Said beforehand, so nobody needs to send it.
        try (Socket socket = new Socket(node.getHost(), node.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(utf8("POST /taxii2/community/collections/community/objects/ HTTP/1.1\r\nHost: x\r\n"
                    + "Authorization: Bearer " + RunningNode.OWNER_TOKEN + "\r\n"
                    + "Content-Type: application/taxii+json;version=2.1\r\nContent-Length: " + 65 * MIB
                    + "\r\n\r\n{\"objects\":["));
            out.flush();
            assertTrue(firstLine(socket.getInputStream()).contains("413"));
        }
    }

    @Test
    void giantHeadersAreRefused() throws IOException {
        try (Socket socket = new Socket(node.getHost(), node.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(utf8("GET /api/v1/status HTTP/1.1\r\nHost: x\r\nX-Big: " + "a".repeat(100_000) + "\r\n\r\n"));
            out.flush();
            String line = firstLine(socket.getInputStream());
            assertTrue(line.isEmpty() || line.contains("431") || line.contains("400"), line);
        }
    }

    private static String firstLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\r'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ledger/..%2f..%2fowner.token",
        "ledger/home/../../owner.token",
        "ledger/home/%2e%2e/%2e%2e/owner.token",
        "ledger/home/tile/0/..%2f..%2f..%2f..%2fowner.token",
        "..%2f..%2fetc%2fpasswd",
        "api/v1/objects/..%2f..%2fowner.token",
        "taxii2/..%2f..%2fcommunity/",
        "taxii2/community/collections/community/objects/..%2f..%2fx/",
    })
    void pathsLeadNowhereElse(String path) {
        Answer answer = get(path);
        assertTrue(answer.status() == 404 || answer.status() == 400, path + ": " + answer);
        assertFalse(answer.toString().contains(RunningNode.OWNER_TOKEN), path);
    }
}
