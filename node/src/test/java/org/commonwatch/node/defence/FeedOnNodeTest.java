package org.commonwatch.node.defence;

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
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.node.http.RunningNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole node as a firewall and a resolver see it. Each test has names of its own. */
@QuarkusTest
@WithTestResource(RunningNode.class)
@Timeout(600)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class FeedOnNodeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private static final String OWNER = "Bearer " + RunningNode.OWNER_TOKEN;
    private static final Duration ANSWER_MAX = Duration.ofMinutes(2);

    @TestHTTPResource("/")
    URI root;

    @Test
    void aFeedIsSentWhenItChangedAndOnlyThen() {
        take("Seen: quay-one.pt", "green");
        HttpResponse<String> first = fetch("/feeds/hosts", OWNER);
        assertEquals(200, first.statusCode(), first.body());
        assertTrue(first.body().contains("\n0.0.0.0 quay-one.pt\n"), first.body());
        assertEquals("private, no-cache", header(first, "Cache-Control"));
        assertEquals("0", header(first, "Commonwatch-Left-Out"));
        HttpResponse<String> second = fetch("/feeds/hosts", OWNER, "If-None-Match", header(first, "ETag"));
        assertEquals(304, second.statusCode());
        assertEquals("", second.body());
        assertEquals(header(first, "ETag"), header(second, "ETag"));
        take("Seen: quay-two.pt", "green");
        HttpResponse<String> third = fetch("/feeds/hosts", OWNER, "If-None-Match", header(first, "ETag"));
        assertEquals(200, third.statusCode());
        assertTrue(third.body().contains("\n0.0.0.0 quay-two.pt\n"), third.body());
    }

    @Test
    void aRecalledValueIsGoneAtTheNextFetchAndTheZoneIsNewer() {
        String batch = take("Seen: quay-three.pt", "green").path("batch").asText();
        HttpResponse<String> before = fetch("/feeds/rpz?kind=domain", OWNER);
        assertTrue(before.body().contains("\n*.quay-three.pt CNAME .\n"), before.body());
        HttpResponse<String> recalled = send(request("/api/v1/imports/" + batch + "/recall", OWNER)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"reason\":\"wrong\"}")));
        assertEquals(200, recalled.statusCode(), recalled.body());
        HttpResponse<String> after = fetch("/feeds/rpz?kind=domain", OWNER, "If-None-Match", header(before, "ETag"));
        assertEquals(200, after.statusCode());
        assertFalse(after.body().contains("quay-three.pt"), after.body());
        assertTrue(serial(after.body()) > serial(before.body()), "a secondary takes it only when the serial rose");
    }

    @Test
    void whatIsOnAWarningListIsLeftOutAndCounted() {
        take("resolver 8.8.8.8 and 203.0.113.201 were asked", "green");
        String feed = fetch("/feeds/plain?kind=ipv4", OWNER).body();
        assertFalse(feed.contains("\n8.8.8.8\n"), feed);
        assertTrue(
                Pattern.compile("\n# Left out: [0-9]+ on the warning list .+\n")
                        .matcher(feed)
                        .find(),
                feed);
    }

    @Test
    void aTokenSeesWhatIsSharedUnderItsMarkingOnly() {
        String batch = take("Seen: quay-five.pt", "green").path("batch").asText();
        take("Seen: quay-six.pt", "green");
        HttpResponse<String> shared = send(request("/api/v1/shares", OWNER)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"collection\":\"community\",\"batch\":\"" + batch + "\"}")));
        assertTrue(List.of(200, 202).contains(shared.statusCode()), shared.body());
        String basic = "Basic "
                + Base64.getEncoder().encodeToString(("resolver:" + token("resolver", "green")).getBytes(UTF_8));
        HttpResponse<String> seen = fetch("/feeds/zeek", basic);
        assertEquals(200, seen.statusCode(), seen.body());
        assertTrue(seen.body().contains("\nquay-five.pt\tIntel::DOMAIN\t"), seen.body());
        assertFalse(seen.body().contains("quay-six.pt"), "not shared");
        String clear =
                fetch("/feeds/zeek", "Bearer " + token("clear-only", "clear")).body();
        assertFalse(clear.contains("quay-five.pt"), clear);
        assertFalse(fetch("/feeds/zeek?max_tlp=clear", basic).body().contains("quay-five.pt"));
    }

    @Test
    void aTokenForTheOwnDefencesFetchesOwnValuesAndNothingElseOfTheOwn() {
        take("Seen: quay-eight.pt", "amber");
        take("Seen: quay-nine.pt", "red");
        String made = "{\"name\":\"own-firewall\",\"own\":true}";
        String own = "Bearer " + json(create(made, 201)).path("token").asText();
        String feed = fetch("/feeds/hosts", own).body();
        assertTrue(feed.contains("\n0.0.0.0 quay-eight.pt\n"), feed);
        assertFalse(feed.contains("quay-nine.pt"), "above its marking");
        String other =
                fetch("/feeds/hosts", "Bearer " + token("partner", "amber")).body();
        assertFalse(other.contains("quay-eight.pt"), "not by default");
        assertFalse(fetch("/api/v1/export?format=csv", own).body().contains("quay-eight.pt"), "no objects");
        assertFalse(fetch("/api/v1/search?q=quay", own).body().contains("quay-eight.pt"), "no search");
        assertEquals(
                0, json(fetch("/api/v1/matching/hits", own).body()).path("hits").size());
        create("{\"name\":\"writer\",\"rights\":\"write\",\"own\":true}", 400);
        create("{\"name\":\"odd\",\"own\":\"yes\"}", 400);
    }

    private String create(String body, int status) {
        HttpResponse<String> answer = send(request("/api/v1/tokens", OWNER)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        assertEquals(status, answer.statusCode(), answer.body());
        return answer.body();
    }

    @Test
    void exportsAreTheSameBytes() {
        take("Seen: quay-seven.pt", "green");
        assertEquals(
                fetch("/feeds/suricata", OWNER).body(),
                fetch("/api/v1/export/suricata", OWNER).body());
        assertEquals(200, fetch("/api/v1/export?format=csv", OWNER).statusCode(), "objects have their address still");
        assertEquals(400, fetch("/api/v1/export?format=hosts", OWNER).statusCode());
    }

    @Test
    void whoIsNobodyIsAskedForATokenAndNotSentToAPage() {
        HttpResponse<String> nobody = fetch("/feeds/plain", "Bearer no-such-token-at-all");
        assertEquals(401, nobody.statusCode());
        assertTrue(header(nobody, "WWW-Authenticate").contains("Basic"));
        assertEquals(400, fetch("/feeds/pdf", OWNER).statusCode());
        assertEquals(400, fetch("/feeds/hosts?kind=ipv4", OWNER).statusCode());
    }

    private JsonNode take(String text, String tlp) {
        HttpResponse<String> answer = send(request("/api/v1/imports?format=text&tlp=" + tlp + "&source=report", OWNER)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(text)));
        assertTrue(answer.statusCode() == 200 || answer.statusCode() == 202, answer.body());
        return json(answer.body());
    }

    private String token(String name, String maxTlp) {
        HttpResponse<String> answer = send(request("/api/v1/tokens", OWNER)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"" + name + "\",\"max_tlp\":\"" + maxTlp + "\"}")));
        assertEquals(201, answer.statusCode(), answer.body());
        return json(answer.body()).path("token").asText();
    }

    private HttpResponse<String> fetch(String path, String authorization, String... headers) {
        HttpRequest.Builder request = request(path, authorization).GET();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpRequest.Builder request(String path, String authorization) {
        return HttpRequest.newBuilder(root.resolve(path)).timeout(ANSWER_MAX).header("Authorization", authorization);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static long serial(String zone) {
        Matcher soa = Pattern.compile("@ SOA \\S+ \\S+ ([0-9]+) ").matcher(zone);
        assertTrue(soa.find(), zone);
        return Long.parseLong(soa.group(1));
    }
}
