package org.commonwatch.node.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.merkle.ProofCheck;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.sharing.Sharing;
import org.commonwatch.node.sharing.SharingCommand;
import org.commonwatch.node.sharing.SharingFixture;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets what from sign-in, tokens, the live stream and the ledger's files. */
@QuarkusTest
@WithTestResource(SampleNode.class)
@Timeout(600)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class NodeOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OWNER = SampleNode.OWNER_TOKEN;

    @TestHTTPResource("/")
    URI root;

    @Inject
    Sharing sharing;

    @Inject
    Logs logs;

    @Inject
    Entries entries;

    @Test
    void makesListsAndRevokesTokens() throws IOException, InterruptedException {
        String token = token("siem", "{\"name\":\"siem\",\"max_tlp\":\"green\",\"expires\":\"2099-01-01T00:00:00Z\"}");
        assertEquals(404, call("/api/v1/objects/x").as(token).get().statusCode(), "it is let in");
        JsonNode listed = json(call("/api/v1/tokens").as(OWNER).get()).path("tokens");
        assertEquals(
                "siem",
                listed.findValuesAsText("name").stream()
                        .filter("siem"::equals)
                        .findFirst()
                        .orElse(""));
        assertFalse(listed.toString().contains(token), "the secret is shown once only");
        assertEquals(403, call("/api/v1/tokens").as(token).get().statusCode(), "a token makes no tokens");
        assertEquals(204, call("/api/v1/tokens/siem").as(OWNER).delete().statusCode());
        assertEquals(401, call("/api/v1/objects/x").as(token).get().statusCode(), "dead at once");
        assertEquals(404, call("/api/v1/tokens/siem").as(OWNER).delete().statusCode());
    }

    @Test
    void refusesTokensThatMakeNoSense() throws IOException, InterruptedException {
        List<String> bad = List.of(
                "{}",
                "{\"name\":\"a:b\"}",
                "{\"name\":\"x\",\"rights\":\"all\"}",
                "{\"name\":\"x\",\"collection\":\"home\"}",
                "{\"name\":\"x\",\"max_tlp\":\"purple\"}",
                "{\"name\":\"x\",\"expires\":\"tomorrow\"}",
                "{\"name\":\"x\",\"maximum\":\"red\"}",
                "{\"name\":7}",
                "[1]",
                "{\"name\":");
        for (String body : bad) {
            HttpResponse<String> answer = call("/api/v1/tokens").as(OWNER).post(body);
            assertEquals(400, answer.statusCode(), body + " gave " + answer.body());
            assertFalse(json(answer).path("code").asText().isEmpty());
        }
    }

    @Test
    void opensASessionOnlyByALinkThatWorksAndFromOurOwnPage() throws IOException, InterruptedException {
        String link = json(call("/api/v1/sign-in-links").as(OWNER).post(""))
                .path("url")
                .asText()
                .replaceFirst(".*link=", "");
        assertEquals(403, form("/sign-in", "cross-site").post("link=" + link).statusCode());
        assertEquals(403, form("/sign-in", "same-origin").post("link=cw_guess").statusCode());
        HttpResponse<String> opened = form("/sign-in", "same-origin").post("link=" + link);
        assertEquals(303, opened.statusCode());
        String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
        assertEquals(403, form("/sign-in", "same-origin").post("link=" + link).statusCode(), "used up");

        String session = cookie.substring(0, cookie.indexOf(';'));
        assertEquals(200, call("/").with("Cookie", session).get().statusCode());
        HttpResponse<String> foreign =
                form("/sign-out", "cross-site").with("Cookie", session).post("");
        assertEquals(401, foreign.statusCode(), "another site cannot act with the session");
        assertEquals(
                401, call("/sign-out").with("Cookie", session).post("").statusCode(), "nor can who hides its site");
        assertEquals(200, call("/").with("Cookie", session).get().statusCode(), "still signed in");
        assertEquals(
                303,
                form("/sign-out", "same-origin")
                        .with("Cookie", session)
                        .post("")
                        .statusCode());
        assertEquals(303, call("/").with("Cookie", session).get().statusCode(), "to the sign-in page");
    }

    @Test
    void everyAnswerCarriesTheContentSecurityPolicy() throws IOException, InterruptedException {
        for (String path : List.of("/sign-in", "/nowhere", "/api/v1/nowhere", "/assets/commonwatch.css")) {
            String policy = call(path)
                    .get()
                    .headers()
                    .firstValue("Content-Security-Policy")
                    .orElse("");
            assertTrue(policy.contains("default-src 'none'") && !policy.contains("unsafe"), path + ": " + policy);
        }
    }

    @Test
    void answersProgramsWithProblemsAndPeopleWithPages() throws IOException, InterruptedException {
        HttpResponse<String> program = call("/api/v1/nowhere").as(OWNER).get();
        assertEquals(404, program.statusCode());
        assertEquals("not-found", json(program).path("code").asText());
        HttpResponse<String> person =
                call("/nowhere").with("Accept", "text/html").get();
        assertEquals(404, person.statusCode());
        assertTrue(person.body().contains("<h1>Not Found</h1>"));
        HttpResponse<String> wrongVerb = call("/sign-out").as(OWNER).delete();
        assertEquals("method-not-allowed", json(wrongVerb).path("code").asText());
        HttpResponse<String> taxii = call("/taxii2/nowhere/")
                .as(OWNER)
                .with("Accept", "application/taxii+json;version=2.1")
                .get();
        assertEquals(404, taxii.statusCode());
        assertEquals("404", json(taxii).path("http_status").asText(), "TAXII keeps its own form");
    }

    @Test
    void streamsToEachReaderOnlyWhatItMaySee() throws IOException, InterruptedException, Refused {
        String token = token("listener", "{\"name\":\"listener\",\"max_tlp\":\"green\"}");
        Log community = logs.named(Logs.COMMUNITY).orElseThrow();
        try (BufferedReader stream = listen(token)) {
            put(logs.home(), indicator("01", "stays at home", "clear"));
            put(community, indicator("02", "too secret", "amber"));
            put(community, indicator("03", "for everyone", "green"));
            List<String> heard = until(stream, "for everyone");
            assertFalse(String.join("\n", heard).contains("stays at home"), "the home log is for its owner");
            assertFalse(String.join("\n", heard).contains("\"home\""), "not even its size");
            assertFalse(String.join("\n", heard).contains("too secret"), "nor what is marked higher");
            call("/api/v1/tokens/listener").as(OWNER).delete();
            put(community, indicator("04", "after the end", "green"));
            List<String> rest = stream.lines().toList();
            assertFalse(String.join("\n", rest).contains("after the end"), "the stream ends with the token");
        }
    }

    @Test
    void servesTheLogsFilesToTheOwnerWithTheRightCaching() throws IOException, InterruptedException, Refused {
        Log community = logs.named(Logs.COMMUNITY).orElseThrow();
        put(community, indicator("05", "in the log", "clear"));
        HttpResponse<String> checkpoint =
                call("/ledger/community/checkpoint").as(OWNER).get();
        assertEquals(
                "no-cache", checkpoint.headers().firstValue("Cache-Control").orElse(""));
        List<String> lines = checkpoint.body().lines().toList();
        assertEquals(community.origin(), lines.getFirst());
        long size = Long.parseLong(lines.get(1));
        assertEquals(
                200,
                call("/ledger/community/tile/entries/000.p/" + size)
                        .as(OWNER)
                        .get()
                        .statusCode());
        assertEquals(404, call("/ledger/community/tile/0/999").as(OWNER).get().statusCode());
        assertEquals(
                404,
                call("/ledger/community/tile/../../local.db").as(OWNER).get().statusCode());
        assertEquals(404, call("/ledger/nothing/checkpoint").as(OWNER).get().statusCode());
        assertEquals(401, call("/ledger/community/checkpoint").get().statusCode());
        String token = token("outside", "{\"name\":\"outside\",\"rights\":\"write\",\"max_tlp\":\"red\"}");
        assertEquals(403, call("/ledger/community/checkpoint").as(token).get().statusCode());
        assertEquals(403, call("/ledger/home/checkpoint").as(token).get().statusCode());
        String page = call("/ledger").as(token).get().body();
        assertFalse(page.contains("log=home"), "a token sees nothing of the home log");
        assertEquals(404, call("/ledger?log=home").as(token).get().statusCode());
    }

    @Test
    void provesAnEntryWithoutTheNode() throws IOException, InterruptedException, Refused {
        Log community = logs.named(Logs.COMMUNITY).orElseThrow();
        put(community, indicator("06", "to be proven", "clear"));
        long index = logs.reader(community).size() - 1;
        List<String> proof = call("/ledger/community/proof/" + index)
                .as(OWNER)
                .get()
                .body()
                .lines()
                .toList();
        assertEquals("c2sp.org/tlog-proof@v1", proof.getFirst());
        assertEquals("index " + index, proof.get(1));
        int blank = proof.indexOf("");
        List<Digest> path =
                proof.subList(2, blank).stream().map(Digest::fromBase64).toList();
        long size = Long.parseLong(proof.get(blank + 2));
        Digest rootHash = Digest.fromBase64(proof.get(blank + 3));
        Digest leaf = logs.reader(community).leafHash(index);
        ProofCheck.inclusion(index, size, leaf, path, rootHash);
        assertThrows(
                Refused.class,
                () -> ProofCheck.inclusion(index - 1, size, leaf, path, rootHash),
                "the proof is for no other place");
        assertEquals(
                404,
                call("/ledger/community/proof/" + (size + 100)).as(OWNER).get().statusCode());
    }

    @Test
    void keepsHomePayloadsInEvenFromTheOwner() throws IOException, InterruptedException, Refused {
        put(logs.home(), indicator("07", "own", "clear"));
        put(logs.named(Logs.COMMUNITY).orElseThrow(), indicator("08", "shared", "clear"));
        assertEquals(
                403,
                call("/ledger/home/" + lastPayload(logs.home())).as(OWNER).get().statusCode());
        HttpResponse<String> shared = call("/ledger/community/"
                        + lastPayload(logs.named(Logs.COMMUNITY).orElseThrow()))
                .as(OWNER)
                .get();
        assertEquals(200, shared.statusCode());
        assertTrue(shared.body().startsWith("CWPAYLD1") && shared.body().contains("shared"));
    }

    private String lastPayload(Log log) {
        Gate gate = new Gate(Reader.owner("owner"), Action.VIEW);
        return gate.openAll(entries.newest(log, Long.MAX_VALUE, 20)).stream()
                .filter(entry -> entry.leaf().objects() > 0)
                .map(entry -> PayloadStore.path(entry.statement()))
                .findFirst()
                .orElseThrow();
    }

    private BufferedReader listen(String token) throws IOException, InterruptedException {
        HttpResponse<java.io.InputStream> answer = call("/api/v1/events").as(token).stream();
        assertEquals(200, answer.statusCode());
        assertEquals(
                "text/event-stream",
                answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", ""));
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static List<String> until(BufferedReader stream, String wanted) throws IOException {
        List<String> heard = new ArrayList<>();
        for (String line = stream.readLine(); line != null; line = stream.readLine()) {
            heard.add(line);
            if (line.contains(wanted)) {
                return heard;
            }
        }
        throw new AssertionError("the stream ended without " + wanted + ": " + heard);
    }

    private void put(Log log, StixObject object) {
        var command = new SharingCommand.Objects("b-http", "test", "stix");
        assertTrue(Sharing.await(sharing.put(log, List.of(object), command), SharingFixture.PATIENCE));
    }

    private static StixObject indicator(String number, String name, String tlp) throws Refused {
        String marking = org.commonwatch.stix.Tlp.parse(tlp).orElseThrow().markingId();
        return StixObject.parse("""
                {"type":"indicator","spec_version":"2.1","id":"indicator--5e6f3a6e-4a44-4d0e-9a15-3a5b0e6f7a%s",
                "created":"2026-10-01T00:00:00.000Z","modified":"2026-10-01T00:00:00.000Z","name":"%s",
                "pattern":"[ipv4-addr:value = '192.0.2.%s']","pattern_type":"stix","valid_from":"2026-10-01T00:00:00Z",
                "object_marking_refs":["%s"]}""".formatted(number, name, number, marking).getBytes(StandardCharsets.UTF_8));
    }

    private String token(String name, String body) throws IOException, InterruptedException {
        call("/api/v1/tokens/" + name).as(OWNER).delete();
        HttpResponse<String> made = call("/api/v1/tokens").as(OWNER).post(body);
        assertEquals(201, made.statusCode(), made.body());
        return json(made).path("token").asText();
    }

    private Call form(String path, String site) {
        return call(path)
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with("Sec-Fetch-Site", site);
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    private Call call(String path) {
        String text = root.toString();
        return Call.to(text.endsWith("/") ? text.substring(0, text.length() - 1) : text, path);
    }
}
