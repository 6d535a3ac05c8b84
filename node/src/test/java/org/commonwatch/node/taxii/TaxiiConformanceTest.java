package org.commonwatch.node.taxii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.commonwatch.node.http.RunningNode;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.taxii.TaxiiClient.Answer;
import org.commonwatch.stix.Tlp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TAXII 2.1 (OASIS Standard, 10 June 2021) as a client sees it that knows only the specification. */
@QuarkusTest
@WithTestResource(RunningNode.class)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class TaxiiConformanceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RFC3339_6 = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3,6}Z";

    @TestHTTPResource("/taxii2/")
    URI discovery = URI.create("");

    @TestHTTPResource("/api/v1/")
    URI api = URI.create("");

    @Inject
    Spine spine;

    private TaxiiClient client = TaxiiClient.nobody(URI.create(""));

    @BeforeEach
    void signIn() {
        client = TaxiiClient.basic(discovery, "owner", RunningNode.OWNER_TOKEN);
    }

    private static String newId() {
        return "indicator--" + UUID.randomUUID();
    }

    private static String indicator(String id, String modified, String... markings) {
        String refs =
                markings.length == 0 ? "" : "\"object_marking_refs\":[\"" + String.join("\",\"", markings) + "\"],";
        return """
                {"type":"indicator","spec_version":"2.1","id":"%s","created":"2026-01-01T00:00:00.000Z",\
                "modified":"%s",%s"pattern":"[domain-name:value = 'example.org']","pattern_type":"stix",\
                "valid_from":"2026-01-01T00:00:00Z"}""".formatted(id, modified, refs);
    }

    private static String version(int minute) {
        return "2026-01-01T00:%02d:00.000Z".formatted(minute);
    }

    private URI object(String id, String rest) {
        return client.collection().resolve("objects/" + id + "/" + rest);
    }

    @Test
    void discoveryNamesApiRootsAndTheRootItsVersions() {
        Answer discovered = client.discover();
        assertEquals(200, discovered.status());
        assertEquals(TaxiiClient.TAXII, discovered.type());
        assertTrue(discovered.json().path("title").isTextual());
        assertEquals(
                "community",
                Stream.of(client.root().getPath().split("/")).toList().getLast());
        Answer root = client.get(client.root());
        assertEquals(TaxiiClient.TAXII, root.json().path("versions").path(0).asText());
        assertTrue(root.json().path("max_content_length").asLong() > 0);
    }

    @Test
    void theCollectionIsReadableAndWritableUnderIdAndAlias() {
        Answer collections = client.get(client.root().resolve("collections/"));
        JsonNode one = collections.json().path("collections").path(0);
        UUID.fromString(one.path("id").asText());
        assertTrue(one.path("can_read").asBoolean() && one.path("can_write").asBoolean());
        assertEquals(
                "application/stix+json;version=2.1",
                one.path("media_types").path(0).asText());
        JsonNode alone = client.get(client.collection()).json();
        assertEquals(one, alone);
        assertEquals(
                200,
                client.get(client.root()
                                .resolve("collections/" + one.path("alias").asText() + "/"))
                        .status());
    }

    @Test
    void whatWasAddedIsThereWhenTheStatusSaysComplete() throws IOException {
        String object = indicator(newId(), version(1));
        Answer added = client.add(object);
        assertEquals(202, added.status());
        JsonNode status = added.json();
        assertEquals("complete", status.path("status").asText(), status.toString());
        assertEquals(1, status.path("total_count").asInt());
        assertEquals(1, status.path("success_count").asInt());
        assertEquals(
                0,
                status.path("failure_count").asInt()
                        + status.path("pending_count").asInt());
        assertTrue(status.path("request_timestamp").asText().matches(RFC3339_6));
        String id = JSON.readTree(object).path("id").asText();
        assertEquals(id, status.path("successes").path(0).path("id").asText());
        assertEquals(
                version(1), status.path("successes").path(0).path("version").asText());
        Answer polled =
                client.get(client.root().resolve("status/" + status.path("id").asText() + "/"));
        assertEquals(status, polled.json());
        Answer got = client.get(object(id, ""));
        assertEquals(JSON.readTree(object), got.json().path("objects").path(0));
        assertTrue(got.header("X-TAXII-Date-Added-First").orElse("").matches(RFC3339_6));
        assertEquals(got.header("X-TAXII-Date-Added-First"), got.header("X-TAXII-Date-Added-Last"));
    }

    @Test
    void goodObjectsOfAMixedEnvelopeAreKeptAndBadOnesListedWithTheirReason() {
        String good = newId();
        Answer added = client.add(
                indicator(good, version(1)),
                "{\"type\":\"indicator\",\"id\":\"nonsense\"}",
                "17",
                "{\"type\":\"malware\",\"id\":\"indicator--" + UUID.randomUUID() + "\"}");
        assertEquals(202, added.status());
        assertEquals(4, added.json().path("total_count").asInt(), added.json().toString());
        assertEquals(1, added.json().path("success_count").asInt());
        assertEquals(3, added.json().path("failure_count").asInt());
        added.json()
                .path("failures")
                .forEach(failure -> assertFalse(failure.path("message").asText().isBlank(), failure.toString()));
        assertEquals(1, client.get(object(good, "")).ids().size());
    }

    @Test
    void versionsAreFilteredByWordAndTime() {
        String id = newId();
        for (int minute : new int[] {2, 1, 3}) {
            client.add(indicator(id, version(minute)));
        }
        assertEquals(List.of(version(3)), modified(id, ""));
        assertEquals(List.of(version(3)), modified(id, "?match[version]=last"));
        assertEquals(List.of(version(1)), modified(id, "?match[version]=first"));
        assertEquals(Set.of(version(1), version(2), version(3)), new HashSet<>(modified(id, "?match[version]=all")));
        assertEquals(List.of(version(2)), modified(id, "?match[version]=" + version(2)));
        assertEquals(Set.of(version(1), version(3)), new HashSet<>(modified(id, "?match[version]=first,last")));
        assertEquals(List.of(), modified(id, "?match[version]=2020-01-01T00:00:00.000Z"));
        List<String> versions = new ArrayList<>();
        Answer listed = client.get(object(id, "versions/"));
        listed.json().path("versions").forEach(each -> versions.add(each.asText()));
        assertEquals(Set.of(version(1), version(2), version(3)), new HashSet<>(versions));
        assertEquals(3, versions.size());
        assertTrue(listed.header("X-TAXII-Date-Added-First").isPresent());
    }

    /** Sections 4.3.2, 5.6.1 and 5.8: the server must use {@code created} then. */
    @Test
    void whatHasNoVersionsIsOfTheVersionOfItsCreation() {
        String id = "marking-definition--" + UUID.randomUUID();
        Answer added = client.add("""
                {"type":"marking-definition","spec_version":"2.1","id":"%s","created":"%s",\
                "definition_type":"statement","definition":{"statement":"of this test"}}""".formatted(id, version(7)));
        assertEquals(
                version(7),
                added.json().path("successes").path(0).path("version").asText());
        Answer manifest = client.get(client.collection().resolve("manifest/" + encoded("?match[id]=" + id)));
        assertEquals(
                version(7),
                manifest.json().path("objects").path(0).path("version").asText());
        assertEquals(
                version(7),
                client.get(object(id, "versions/"))
                        .json()
                        .path("versions")
                        .path(0)
                        .asText());
        assertEquals(
                List.of(id),
                client.get(object(id, encoded("?match[version]=" + version(7)))).ids());
    }

    private List<String> modified(String id, String query) {
        List<String> modified = new ArrayList<>();
        client.get(object(id, encoded(query)))
                .json()
                .path("objects")
                .forEach(object -> modified.add(object.path("modified").asText()));
        return modified;
    }

    private static String encoded(String query) {
        return query.replace("[", "%5B").replace("]", "%5D");
    }

    @Test
    void microsecondVersionsStayDistinct() {
        String id = newId();
        client.add(indicator(id, "2026-01-01T00:00:00.000001Z"));
        client.add(indicator(id, "2026-01-01T00:00:00.000002Z"));
        JsonNode versions = client.get(object(id, "versions/")).json().path("versions");
        assertEquals(2, versions.size());
        for (JsonNode version : versions) {
            assertEquals(
                    1,
                    client.get(object(id, encoded("?match[version]=" + version.asText())))
                            .ids()
                            .size(),
                    version.asText());
        }
    }

    @Test
    void idsTypesAndSpecVersionsFilter() {
        String one = newId();
        String two = newId();
        client.add(indicator(one, version(1)), indicator(two, version(1)));
        assertEquals(List.of(one), client.objects(encoded("?match[id]=" + one)).ids());
        assertEquals(
                List.of(one, two),
                client.objects(encoded("?match[id]=" + one + "," + two)).ids());
        assertEquals(
                List.of(),
                client.objects(encoded("?match[id]=" + one + "&match[type]=malware"))
                        .ids());
        assertEquals(
                List.of(one),
                client.objects(encoded("?match[id]=" + one + "&match[type]=malware,indicator"))
                        .ids());
        assertEquals(
                List.of(one),
                client.objects(encoded("?match[id]=" + one + "&match[spec_version]=2.1"))
                        .ids());
        assertEquals(
                List.of(),
                client.objects(encoded("?match[id]=" + one + "&match[spec_version]=2.0"))
                        .ids());
    }

    @Test
    void manifestNamesEachObjectWithDateVersionAndMediaType() {
        String id = newId();
        client.add(indicator(id, version(7)));
        Answer manifest = client.get(client.collection().resolve("manifest/" + encoded("?match[id]=" + id)));
        JsonNode entry = manifest.json().path("objects").path(0);
        assertEquals(id, entry.path("id").asText());
        assertEquals(version(7), entry.path("version").asText());
        assertTrue(entry.path("date_added").asText().matches(RFC3339_6));
        assertEquals(
                "application/stix+json;version=2.1", entry.path("media_type").asText());
        assertEquals(
                entry.path("date_added").asText(),
                manifest.header("X-TAXII-Date-Added-First").orElse(""));
    }

    @Test
    void pagesFollowEachOtherWithoutGapsAndAddedAfterStartsWhereItSays() {
        List<String> ids = new ArrayList<>();
        List<String> objects = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            ids.add(newId());
            objects.add(indicator(ids.getLast(), version(1)));
        }
        client.add(objects.toArray(String[]::new));
        String some = encoded("match[id]=" + String.join(",", ids));
        for (int limit : new int[] {1, 7, 25, 26}) {
            List<String> seen = client.all("?limit=" + limit + "&" + some).stream()
                    .map(object -> object.path("id").asText())
                    .toList();
            assertEquals(ids, seen, "limit " + limit);
        }
        Answer first = client.objects("?limit=10&" + some);
        assertTrue(first.json().path("more").asBoolean());
        String after = first.header("X-TAXII-Date-Added-Last").orElseThrow();
        assertEquals(
                ids.subList(10, 25),
                client.objects("?added_after=" + after + "&" + some).ids());
        Answer none = client.objects("?added_after=" + Instant.now().plusSeconds(3600) + "&" + some);
        assertEquals(200, none.status());
        assertFalse(none.json().path("more").asBoolean());
        assertEquals(List.of(), none.ids());
    }

    @Test
    void nextStaysRightWhileObjectsArrive() throws InterruptedException {
        Set<String> before = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            List<String> objects = new ArrayList<>();
            for (int j = 0; j < 20; j++) {
                String id = newId();
                before.add(id);
                objects.add(indicator(id, version(1)));
            }
            client.add(objects.toArray(String[]::new));
        }
        AtomicBoolean stop = new AtomicBoolean();
        List<String> written = new ArrayList<>();
        Thread writer = Thread.ofPlatform().start(() -> {
            TaxiiClient own = TaxiiClient.basic(discovery, "owner", RunningNode.OWNER_TOKEN);
            while (!stop.get()) {
                String id = newId();
                own.add(indicator(id, version(1)));
                written.add(id);
            }
        });
        List<String> seen = client.all("?limit=9").stream()
                .map(object -> object.path("id").asText())
                .toList();
        stop.set(true);
        writer.join();
        assertEquals(seen.size(), new HashSet<>(seen).size(), "an object came twice");
        assertTrue(new HashSet<>(seen).containsAll(before), "an object that was there before was skipped");
        List<String> later = client.all("?limit=1000").stream()
                .map(object -> object.path("id").asText())
                .toList();
        assertTrue(later.containsAll(written));
        assertEquals(seen, later.subList(0, seen.size()), "the order changed");
    }

    @Test
    void deleteTakesAnObjectAwayHoweverOftenItWasAdded() {
        String id = newId();
        client.add(indicator(id, version(1)));
        client.add(indicator(id, version(1)));
        client.add(indicator(id, version(2)));
        client.add(indicator(id, version(2)));
        assertEquals(
                200,
                client.delete(object(id, encoded("?match[version]=" + version(2))))
                        .status());
        assertEquals(List.of(version(1)), modified(id, "?match[version]=all"));
        assertEquals(200, client.delete(object(id, "")).status());
        assertEquals(404, client.get(object(id, "")).status());
        assertEquals(404, client.delete(object(id, "")).status());
    }

    @ParameterizedTest(name = "Accept {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            application/taxii+json;version=2.1           | 200
            application/taxii+json; version=2.1          | 200
            application/taxii+json                       | 200
            application/*                                | 200
            */*                                          | 200
            text/html, application/taxii+json;version=2.1| 200
            application/taxii+json;version=2.0           | 406
            application/taxii+json;version=9.9           | 406
            application/vnd.oasis.taxii+json; version=2.0| 406
            text/html                                    | 406
            application/json                             | 406
            """)
    void acceptIsNegotiated(String accept, int status) {
        for (String path : List.of("", "objects/", "manifest/")) {
            Answer answer = client.get(client.collection().resolve(path), accept);
            assertEquals(status, answer.status(), path);
            assertEquals(TaxiiClient.TAXII, answer.type(), path);
        }
        assertEquals(status, client.get(discovery, accept).status());
    }

    @ParameterizedTest(name = "Content-Type {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            application/taxii+json;version=2.1  | 202
            application/taxii+json; version=2.1 | 202
            application/taxii+json;version=2.0  | 415
            application/json                    | 415
            text/plain                          | 415
            application/stix+json;version=2.1   | 415
            """)
    void contentTypeIsChecked(String type, int status) {
        byte[] body = ("{\"objects\":[" + indicator(newId(), version(1)) + "]}").getBytes(StandardCharsets.UTF_8);
        Answer answer = client.post(client.collection().resolve("objects/"), body, type);
        assertEquals(status, answer.status());
        assertEquals(TaxiiClient.TAXII, answer.type());
    }

    @ParameterizedTest(name = "{0} is not there")
    @CsvSource({"nowhere/", "nowhere/collections/", "status/00000000-0000-4000-8000-000000000000/"})
    void whatIsNotThereIs404InTaxiisForm(String path) {
        URI uri = path.startsWith("status") ? client.root().resolve(path) : discovery.resolve(path);
        assertNotThere(client.get(uri));
    }

    @Test
    void unknownCollectionsAndObjectsAre404() {
        URI collections = client.root().resolve("collections/");
        assertNotThere(client.get(collections.resolve("00000000-0000-4000-8000-000000000000/")));
        assertNotThere(client.get(collections.resolve("00000000-0000-4000-8000-000000000000/objects/")));
        assertNotThere(client.get(object(newId(), "")));
        assertNotThere(client.get(object(newId(), "versions/")));
        assertNotThere(client.delete(object(newId(), "")));
    }

    private static void assertNotThere(Answer answer) {
        assertEquals(404, answer.status());
        assertEquals(TaxiiClient.TAXII, answer.type());
        assertTrue(answer.json().path("title").isTextual());
        assertEquals("404", answer.json().path("http_status").asText());
    }

    @ParameterizedTest(name = "{0} is a bad request")
    @CsvSource({
        "limit=0",
        "limit=-1",
        "limit=many",
        "next=what",
        "added_after=yesterday",
        "match[version]=newest",
    })
    void badParametersAre400(String query) {
        Answer answer = client.objects(encoded("?" + query));
        assertEquals(400, answer.status());
        assertEquals(TaxiiClient.TAXII, answer.type());
        assertFalse(answer.json().path("title").asText().isBlank());
    }

    @ParameterizedTest(name = "the body {0} is refused")
    @CsvSource(delimiter = '|', textBlock = """
            ''
            nonsense
            []
            17
            {"objects":
            {"objects":17}
            {"objects":[{"type":
            """)
    void bodiesThatAreNoEnvelopeAreRefused(String body) {
        Answer answer = client.post(
                client.collection().resolve("objects/"), body.getBytes(StandardCharsets.UTF_8), TaxiiClient.TAXII);
        assertTrue(answer.status() == 400 || answer.status() == 422, body + ": " + answer.status());
        assertEquals(TaxiiClient.TAXII, answer.type());
        assertFalse(answer.json().path("error_code").asText().isBlank());
    }

    @Test
    void nobodyAndWrongSecretsAre401WithAChallengeInTaxiisForm() {
        for (TaxiiClient stranger : List.of(
                TaxiiClient.nobody(discovery),
                TaxiiClient.basic(discovery, "owner", "wrong"),
                TaxiiClient.basic(discovery, "somebody", RunningNode.OWNER_TOKEN),
                TaxiiClient.bearer(discovery, "wrong"))) {
            Answer answer = stranger.discover();
            assertEquals(401, answer.status());
            assertTrue(answer.header("WWW-Authenticate").orElse("").contains("Basic"));
            assertEquals(TaxiiClient.TAXII, answer.type());
            assertEquals("401", answer.json().path("http_status").asText());
        }
        assertEquals(
                200,
                TaxiiClient.bearer(discovery, RunningNode.OWNER_TOKEN)
                        .discover()
                        .status());
    }

    @Test
    void aTokenSeesUpToItsMarkingAndWritesOnlyIfItMay() {
        String green = newId();
        String amber = newId();
        String unmarked = newId();
        client.add(
                indicator(green, version(1), Tlp.GREEN.markingId()),
                indicator(amber, version(1), Tlp.AMBER.markingId()),
                indicator(unmarked, version(1)));
        String some = encoded("?match[id]=" + green + "," + amber + "," + unmarked);
        TaxiiClient greenReader = token("green", "read", "", "green");
        assertEquals(List.of(green), greenReader.objects(some).ids());
        assertEquals(
                1,
                greenReader
                        .get(greenReader.collection().resolve("manifest/" + some))
                        .ids()
                        .size());
        assertNotThere(greenReader.get(object(amber, "")));
        assertNotThere(greenReader.get(object(amber, "versions/")));
        Answer written = greenReader.add(indicator(newId(), version(1)));
        assertEquals(403, written.status());
        assertEquals(TaxiiClient.TAXII, written.type());
        assertFalse(greenReader
                .get(greenReader.collection())
                .json()
                .path("can_write")
                .asBoolean());
        TaxiiClient writer = token("writer", "write", "community", "amber");
        assertEquals(202, writer.add(indicator(newId(), version(1))).status());
        assertEquals(3, writer.objects(some).ids().size());
    }

    @Test
    void aTokenForAnotherCollectionReadsNothingHere() {
        spine.add("nordic", Space.COMMUNITY);
        TaxiiClient elsewhere = token("elsewhere", "write", "nordic", "red");
        assertNotThere(elsewhere.get(client.collection().resolve("objects/")));
        assertNotThere(elsewhere.get(client.collection().resolve("manifest/")));
        Answer written = elsewhere.post(
                client.collection().resolve("objects/"),
                ("{\"objects\":[" + indicator(newId(), version(1)) + "]}").getBytes(StandardCharsets.UTF_8),
                TaxiiClient.TAXII);
        assertTrue(written.status() == 403 || written.status() == 404, "" + written.status());
    }

    private TaxiiClient token(String name, String rights, String collection, String maxTlp) {
        String unique = name + UUID.randomUUID();
        String body = "{\"name\":\"" + unique + "\",\"rights\":\"" + rights + "\",\"max_tlp\":\"" + maxTlp + "\""
                + (collection.isEmpty() ? "" : ",\"collection\":\"" + collection + "\"") + "}";
        HttpRequest request = HttpRequest.newBuilder(api.resolve("tokens"))
                .header("Authorization", "Bearer " + RunningNode.OWNER_TOKEN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> made = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(201, made.statusCode(), made.body());
            return TaxiiClient.basic(
                    discovery, unique, JSON.readTree(made.body()).path("token").asText());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
