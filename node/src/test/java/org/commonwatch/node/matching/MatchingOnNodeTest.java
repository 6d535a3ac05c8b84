package org.commonwatch.node.matching;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.commonwatch.node.http.RunningNode;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.telemetry.LogFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole node: an indicator is imported, lines come in, and a hit is there. Each test has names and sources of its own. */
@QuarkusTest
@WithTestResource(RunningNode.class)
@Timeout(600)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class MatchingOnNodeTest {
    /** Generous, because the machine that runs the tests may be busy; each test says how long it took when that matters. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TestHTTPResource("/")
    URI root;

    @Inject
    BlockMatching matching;

    @Inject
    @Local
    SqliteStore local;

    @Inject
    Upkeep upkeep;

    @Inject
    Spine spine;

    @Inject
    Clock clock;

    private Api api() {
        return new Api(root, RunningNode.OWNER_TOKEN);
    }

    @Test
    void whatWasImportedAMomentAgoIsFoundInTheNextLine() {
        take("Seen: login[.]harbour-one[.]pt");
        looked("login.harbour-one.pt");
        SourceLines proxy = source(11, "proxy", LogFormat.PLAIN);
        feed(proxy, 1, 0, """
                2026-06-15T10:00:00Z allow src=10.1.2.3 host=www.example
                2026-06-15T10:00:01Z deny src=10.1.2.3 host=cdn.login.harbour-one.pt
                2026-06-15T10:00:02Z allow src=10.1.2.3 host=login.harbour-one.pt.org
                """);
        JsonNode hit = only("source=proxy");
        assertEquals("new", hit.path("state").asText());
        assertEquals("login.harbour-one.pt", hit.path("value").asText());
        assertEquals("cdn.login.harbour-one.pt", hit.path("token").asText());
        JsonNode whole = api().get("/api/v1/matching/hits/" + hit.path("number").asLong());
        JsonNode line = whole.path("samples").path(0);
        assertEquals(2, line.path("line").asLong());
        assertTrue(line.path("before").asText().contains("www.example"));
        assertTrue(line.path("after").asText().contains("harbour-one.pt.org"));
        assertEquals("cdn.login.harbour-one.pt", new String(lineBytes(line), UTF_8), "the offset is that of the token");
        String page = api().page("/hits");
        assertTrue(page.contains("login.harbour-one.pt") && page.contains("proxy"), page);
        assertTrue(
                api().page("/hits/" + hit.path("number").asLong()).contains("<mark>cdn.login.harbour-one.pt</mark>"));
    }

    @Test
    void manyLinesOfOneKindAreOneHitAndNoLineCountsTwice() {
        take("drop.harbour-two.pt");
        looked("drop.harbour-two.pt");
        SourceLines dns = source(12, "dns", LogFormat.PLAIN);
        String lines = "2026-06-15T10:00:01Z drop.harbour-two.pt drop.harbour-two.pt\n".repeat(1_000);
        BlockMatch match = match(dns, 1, 0, lines);
        assertEquals(1_000, match.hits(), "a line counts once, however often it says it");
        assertThrows(
                IllegalStateException.class,
                () -> local.write(db -> {
                    match.save(db);
                    throw new IllegalStateException("the transaction of the caller fails");
                }));
        local.write(db -> {
            match.save(db);
            return true;
        });
        match.saved();
        feed(dns, 1_001, lines.length(), "2026-06-16T00:00:00Z drop.harbour-two.pt\n");
        JsonNode hits = api().get("/api/v1/matching/hits?source=dns").path("hits");
        assertEquals(2, hits.size(), "a new day is a new hit");
        assertEquals(1, hits.path(0).path("lines").asLong());
        assertEquals(1_000, hits.path(1).path("lines").asLong());
    }

    @Test
    void programsLearnWhatIsLookedForAndThatNothingChanged() {
        String value = "domain\tvalues.harbour-nine.pt\n";
        String batch = take("Seen: values[.]harbour-nine[.]pt").path("batch").asText();
        looked("values.harbour-nine.pt");
        upkeepCaughtUp();
        HttpResponse<String> all = api().answer("/api/v1/matching/values", "");
        assertEquals(200, all.statusCode());
        assertTrue(all.body().contains(value), all.body());
        String tag = all.headers().firstValue("ETag").orElseThrow();
        assertEquals(304, api().answer("/api/v1/matching/values", tag).statusCode());
        HttpResponse<String> narrow = new Api(root, token("green-reader")).answer("/api/v1/matching/values", "");
        assertEquals(200, narrow.statusCode());
        assertFalse(narrow.body().contains(value), "what stands on the own log alone is the owner's");
        api().post("/api/v1/imports/" + batch + "/recall", "{\"reason\":\"wrong\"}", 200);
        until("another tag", () -> api().answer("/api/v1/matching/values", tag).statusCode() == 200);
        until(
                "the recalled value gone",
                () -> !api().answer("/api/v1/matching/values", "").body().contains(value));
    }

    private String token(String name) {
        return api().post("/api/v1/tokens", "{\"name\":\"" + name + "\",\"rights\":\"read\"}", 201)
                .path("token")
                .asText();
    }

    @Test
    void whatIsOnAWarningListIsMutedCountedAndExplained() {
        take("resolver 9.9.9.9 was asked");
        looked("9.9.9.9");
        feed(source(13, "resolvers", LogFormat.PLAIN), 1, 0, "2026-06-15T10:00:01Z src=10.0.0.9 dst=9.9.9.9\n");
        JsonNode hit = only("source=resolvers");
        assertEquals("muted", hit.path("state").asText());
        assertFalse(hit.path("list").asText().isEmpty(), hit.toString());
        assertTrue(api().page("/hits").contains("warning list"));
    }

    @Test
    void aConfirmedHitBecomesASightingWithoutTelemetryAndCountsInTheStanding() {
        take("implant 203.0.113.77 reported");
        looked("203.0.113.77");
        feed(source(14, "fw", LogFormat.PLAIN), 1, 0, """
                2026-06-15T10:00:01Z allow src=10.9.9.9 dst=203.0.113.77 secret-host-name
                2026-06-15T11:00:01Z allow src=10.9.9.8 dst=203.0.113.77
                """);
        JsonNode hits = api().get("/api/v1/matching/hits?source=fw").path("hits");
        assertEquals(2, hits.size(), "one for each own asset");
        String path = "/api/v1/matching/hits/" + hits.path(0).path("number").asLong();
        assertEquals(
                "hit-undecided", api().refused(path + "/sighting").path("code").asText());
        hits.forEach(hit -> api().post(
                        "/api/v1/matching/hits/" + hit.path("number").asLong() + "/confirm",
                        "{\"why\":\"seen\"}",
                        200));
        JsonNode preview = api().get(path + "/sighting");
        assertEquals("sighting", preview.path("type").asText());
        assertEquals(2, preview.path("count").asLong());
        assertEquals("2026-06-15T10:00:01.000Z", preview.path("first_seen").asText());
        assertEquals("2026-06-15T11:00:01.000Z", preview.path("last_seen").asText());
        assertFalse(preview.toString().contains("10.9.9"), "no own asset is in it");
        String indicator = hits.path(0).path("indicator").asText();
        assertEquals(
                0,
                api().get("/api/v1/matching/indicators/" + indicator)
                        .path("seen_by")
                        .asInt());
        String id = api().post(path + "/sighting", "{}", 201).path("id").asText();
        JsonNode standing = api().get("/api/v1/matching/indicators/" + indicator);
        assertEquals(1, standing.path("seen_by").asInt());
        assertEquals(2, standing.path("seen").asLong());
        assertTrue(standing.path("active").asBoolean(), standing.toString());
        JsonNode shared = api().post("/api/v1/shares", "{\"collection\":\"community\",\"ids\":[\"" + id + "\"]}", 200);
        assertEquals(1, shared.path("shared").asInt(), shared.toString());
        String page = api().page("/objects/" + indicator);
        assertTrue(page.contains("In your own lines") && page.contains("looked for"), page);
        assertEquals(id, api().post(path + "/sighting", "{}", 201).path("id").asText(), "a new version of the same");
    }

    @Test
    void aFalsePositiveNeedsAReasonAndBecomesAnOpinion() {
        take("bad.harbour-three.pt");
        looked("bad.harbour-three.pt");
        feed(source(15, "mail", LogFormat.PLAIN), 1, 0, "2026-06-15T10:00:01Z to bad.harbour-three.pt\n");
        JsonNode hit = only("source=mail");
        String path = "/api/v1/matching/hits/" + hit.path("number").asLong();
        assertEquals(
                "why-missing",
                api().post(path + "/false-positive", "{}", 400).path("code").asText());
        JsonNode decided = api().post(path + "/false-positive", "{\"why\":\"our own newsletter\"}", 200);
        assertEquals("false-positive", decided.path("state").asText());
        JsonNode opinion = api().get(path + "/sighting");
        assertEquals("strongly-disagree", opinion.path("opinion").asText());
        assertEquals("our own newsletter", opinion.path("explanation").asText());
        api().post(path + "/sighting", "{}", 201);
        String indicator = hit.path("indicator").asText();
        assertEquals(
                1,
                api().get("/api/v1/matching/indicators/" + indicator)
                        .path("false_positive_by")
                        .asInt());
        assertEquals("new", api().post(path + "/undo", "", 200).path("state").asText());
    }

    @Test
    void whatIsRecalledIsFoundNoMore() {
        String batch = take("gone.harbour-four.pt").path("batch").asText();
        looked("gone.harbour-four.pt");
        api().post("/api/v1/imports/" + batch + "/recall", "{\"reason\":\"wrong\"}", 200);
        until(
                "it is no longer looked for",
                () -> match(source(16, "r", LogFormat.PLAIN), 1, 0, "gone.harbour-four.pt\n")
                                .hits()
                        == 0);
        api().post("/api/v1/imports/" + batch + "/reinstate", "", 200);
        looked("gone.harbour-four.pt");
    }

    @Test
    void aSourceThatMustBeSureIsNotLookedForUntilItIs() {
        api().put("/api/v1/matching/minimums", "{\"source\":\"doubtful\",\"confidence\":70}", 200);
        take("doubt.harbour-five.pt", "doubtful");
        upkeepCaughtUp();
        assertEquals(
                0,
                match(source(17, "m", LogFormat.PLAIN), 1, 0, "doubt.harbour-five.pt\n")
                        .hits());
        api().put("/api/v1/matching/minimums", "{\"source\":\"doubtful\",\"confidence\":0}", 200);
        looked("doubt.harbour-five.pt");
    }

    @Test
    void whatWasSeenBeforeItWasKnownIsAHitToo() {
        SourceLines remembered = new SourceLines(18, "remembered", Optional.of(LogFormat.PLAIN), ZoneOffset.UTC, true);
        feed(remembered, 1, 0, "2026-06-15T10:00:01Z early.harbour-six.pt\n");
        assertEquals(
                0,
                api().get("/api/v1/matching/hits?source=remembered")
                        .path("hits")
                        .size());
        take("early.harbour-six.pt");
        until(
                "the memory was asked",
                () -> api().get("/api/v1/matching/hits?source=remembered")
                                .path("hits")
                                .size()
                        == 1);
        assertEquals(1, only("source=remembered").path("looked_back").asLong());
    }

    @Test
    void aRuleMutesWhatIsThereAndWhatComesAndTakingItAwayBringsItBack() {
        take("noise.harbour-seven.pt");
        looked("noise.harbour-seven.pt");
        SourceLines lab = source(19, "lab", LogFormat.PLAIN);
        feed(lab, 1, 0, "2026-06-15T10:00:01Z noise.harbour-seven.pt\n");
        JsonNode rule = api().post("/api/v1/matching/rules", "{\"source\":\"lab\",\"why\":\"we play there\"}", 201);
        assertEquals("muted", only("source=lab").path("state").asText());
        assertTrue(api().page("/hits/rules").contains("we play there"));
        api().delete("/api/v1/matching/rules/" + rule.path("number").asLong(), 204);
        assertEquals("new", only("source=lab").path("state").asText());
    }

    @Test
    void theIndexSurvivesARebuildOfEverythingElseWithTheSameContent() {
        take("stays.harbour-eight.pt");
        looked("stays.harbour-eight.pt");
        until("full text has caught up", () -> spine.behind() == 0);
        String before = spine.contentHash();
        spine.rebuild(7);
        assertEquals(before, spine.contentHash());
        assertEquals(
                1,
                match(source(20, "s", LogFormat.PLAIN), 1, 0, "stays.harbour-eight.pt\n")
                        .hits());
        assertTrue(upkeep.fault().isEmpty(), upkeep.fault().toString());
    }

    private static byte[] lineBytes(JsonNode line) {
        String whole = line.path("before").asText() + "\n" + line.path("text").asText();
        int at = (int) line.path("offset").asLong();
        return whole.substring(at, at + line.path("token").asText().length()).getBytes(UTF_8);
    }

    private JsonNode take(String text) {
        return take(text, "a test");
    }

    private JsonNode take(String text, String source) {
        JsonNode report =
                api().post("/api/v1/imports?format=text&tlp=green&source=" + source.replace(" ", "%20"), text, 200);
        assertTrue(report.path("accepted").asLong() > 0, report.toString());
        return report;
    }

    /** Waits until a line with the value hits; that is promised within a second on a machine that is not busy. */
    private void looked(String value) {
        Instant begun = clock.instant();
        until(
                "a line with " + value + " hits",
                () -> match(source(1, "probe", LogFormat.PLAIN), 1, 0, value + "\n")
                                .hits()
                        > 0);
        System.err.println(value + " is looked for after "
                + Duration.between(begun, clock.instant()).toMillis() + " ms");
    }

    private void upkeepCaughtUp() {
        until(
                "the index is in step",
                () -> api().get("/api/v1/matching/status").path("behind").asLong() == 0);
    }

    private JsonNode only(String query) {
        JsonNode hits = api().get("/api/v1/matching/hits?" + query).path("hits");
        assertEquals(1, hits.size(), hits.toString());
        return hits.path(0);
    }

    private static SourceLines source(long id, String name, LogFormat format) {
        return new SourceLines(id, name, Optional.of(format), ZoneOffset.UTC, false);
    }

    private BlockMatch match(SourceLines source, long line, long offset, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return matching.match(source, line, offset, bytes, 0, bytes.length, clock.instant());
    }

    private void feed(SourceLines source, long line, long offset, String text) {
        BlockMatch match = match(source, line, offset, text);
        local.write(db -> {
            match.save(db);
            return true;
        });
        match.saved();
    }

    private interface Question {
        boolean holds();
    }

    private static void until(String what, Question question) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!question.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
