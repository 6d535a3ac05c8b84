package org.commonwatch.node.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Tlp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
    private static final String PHISH = "indicator--00000000-0000-4000-8000-000000000001";
    private static final String REPORT = "report--00000000-0000-4000-8000-000000000002";
    private static final String MALWARE = "malware--00000000-0000-4000-8000-000000000003";
    private static final String RED = "campaign--00000000-0000-4000-8000-000000000004";

    @TempDir
    Path folder;

    private SearchFixture node;

    @BeforeEach
    void open() {
        node = new SearchFixture(folder);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void fill() {
        node.put(
                node.home(),
                "Port of Example",
                SearchFixture.indicator(
                        PHISH, "Phishing kit at the harbour", "[url:value = 'http://evil.example/kit/login']"),
                object(
                        REPORT,
                        "2026-02-01",
                        "Harbour report",
                        "Credential theft in the supply chain; see CVE-2021-44228.",
                        Tlp.GREEN));
        node.put(
                node.home(),
                "grid",
                object(
                        MALWARE,
                        "2026-02-01",
                        "Mimicat",
                        "Steals credentials. The harbour is not named Größe.",
                        Tlp.AMBER),
                object(RED, "2026-02-01", "Night campaign", "Credential theft at night", Tlp.RED));
        node.awaitProse();
    }

    @Test
    void findsByWordsPhrasesFieldsAndValues() throws Refused {
        fill();
        assertFinds("harbour", PHISH, REPORT, MALWARE);
        assertFinds("HARBOUR report", REPORT);
        assertFinds("\"credential theft\"", REPORT, RED);
        assertFinds("\"theft credential\"");
        assertFinds("cred*", REPORT, MALWARE, RED);
        assertFinds("credential* NOT theft", MALWARE);
        assertFinds("NOT harbour", RED);
        assertFinds("night OR kit", PHISH, RED);
        assertFinds("theft (night OR supply) NOT type:report", RED);
        assertFinds("CVE-2021-44228", REPORT);
        assertFinds("grosse OR größe", MALWARE);
        assertFinds("type:report", REPORT);
        assertFinds("tlp:amber", MALWARE);
        assertFinds("tlp:none", PHISH);
        assertFinds("source:\"port of example\"", PHISH, REPORT);
        assertFinds("source:gr* theft", RED);
        assertFinds("after:2020", PHISH, REPORT, MALWARE, RED);
        assertFinds("before:2020");
        assertFinds("value:evil.example", PHISH);
        assertFinds("value:http://evil.example/kit/*", PHISH);
        assertFinds("value:nothing.example OR type:report", REPORT);
        assertFinds("hxxp://evil[.]example/kit/login", PHISH);
        assertFinds("NOT value:evil.example type:indicator");
    }

    @Test
    void ranksNamesAboveText() throws Refused {
        fill();
        assertEquals(REPORT, node.ids("report").getFirst());
        assertEquals(
                List.of(PHISH, REPORT),
                node.ids("harbour").subList(0, 2).stream().sorted().toList());
    }

    @Test
    void takesNothingFromTheQueryAsSyntaxOfTheDatabase() throws Refused {
        fill();
        for (String query : List.of(
                "x'); DROP TABLE item; --",
                "\"a\" NEAR b",
                "name:harbour*",
                "{name} harbour",
                "har^bour",
                "a+b",
                "source:\"' OR 1=1 --\"",
                "value:\"' OR '1'='1\"",
                "type:report AND a-b\\c")) {
            try {
                node.ids(query);
            } catch (Refused refused) {
                assertEquals(QueryTokens.CODE, refused.refusal().code(), query);
            }
        }
        assertFinds("\"'; DELETE FROM prose\"");
        assertFinds("harbour", PHISH, REPORT, MALWARE);
    }

    @Test
    void showsAndCountsOnlyWhatTheGateLetsThrough() throws Refused {
        fill();
        node.put(
                node.community(),
                "",
                object(REPORT, "2026-02-01", "Harbour report", "Shared: credential theft", Tlp.GREEN),
                object(MALWARE, "2026-02-01", "Mimicat", "Shared: credential theft", Tlp.AMBER));
        node.awaitProse();
        assertEquals(List.of(REPORT), node.ids("theft", SearchFixture.PARTNER));
        assertEquals(1, total("theft", SearchFixture.PARTNER));
        assertEquals(List.of(REPORT), node.ids("", SearchFixture.PARTNER));
        assertEquals(0, total("night", SearchFixture.PARTNER));
        assertEquals(List.of(), node.ids("tlp:red", SearchFixture.PARTNER));
        assertEquals(4, total("", SearchFixture.OWNER));
    }

    @Test
    void mergesClaimsOfOneObjectIntoTheNewestVersionTheReaderMaySee() throws Refused {
        node.put(node.home(), "a", object(REPORT, "2026-02-01", "First", "oldword shared", Tlp.GREEN));
        node.put(node.home(), "b", object(REPORT, "2026-02-01", "First", "oldword shared", Tlp.GREEN));
        node.put(node.community(), "", object(REPORT, "2026-02-01", "First", "oldword shared", Tlp.GREEN));
        node.put(node.home(), "a", object(REPORT, "2026-03-01", "Second", "newword private", Tlp.AMBER));
        node.awaitProse();
        assertFinds("newword", REPORT);
        assertFinds("oldword");
        assertEquals(List.of(REPORT), node.ids("oldword", SearchFixture.PARTNER));
        assertEquals(List.of(), node.ids("newword", SearchFixture.PARTNER));
        assertEquals(1, total("", SearchFixture.OWNER));
        assertEquals(1, total("type:report", SearchFixture.OWNER));
        assertFinds("source:b", REPORT);
    }

    @Test
    void forgetsWhatIsRecalled() throws Refused {
        fill();
        node.recall(REPORT);
        assertFinds("report");
        assertFinds("type:report");
        assertFinds("harbour", PHISH, MALWARE);
        assertEquals(3, total("", SearchFixture.OWNER));
    }

    @Test
    void pagesThroughEverythingOnceWhileMoreArrives() throws Refused {
        for (String query : List.of("", "page", "type:campaign page")) {
            Set<String> wanted = new HashSet<>();
            List<StixObject> own = new ArrayList<>();
            List<StixObject> shared = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String id = "campaign--" + java.util.UUID.randomUUID();
                wanted.add(id);
                (i % 3 == 0 ? shared : own)
                        .add(object(id, "2026-02-01", "Campaign " + i, "page ".repeat(i % 4 + 1), Tlp.GREEN));
                if (i % 6 == 0) {
                    own.add(object(id, "2026-02-01", "Campaign " + i, "page ".repeat(i % 4 + 1), Tlp.GREEN));
                }
            }
            node.put(node.home(), "test", own.toArray(StixObject[]::new));
            node.put(node.community(), "test", shared.toArray(StixObject[]::new));
            node.awaitProse();
            List<String> seen = new ArrayList<>();
            Optional<String> next = Optional.empty();
            long total = 0;
            do {
                Search.Answer page = node.search.answer(query, next, 7, SearchFixture.gate(SearchFixture.OWNER));
                total = next.isEmpty() ? page.total() : total;
                page.hits().forEach(hit -> seen.add(hit.id()));
                if (query.isEmpty()) {
                    node.put(
                            node.home(),
                            "late",
                            object(
                                    "campaign--" + java.util.UUID.randomUUID(),
                                    "2026-02-01",
                                    "Late",
                                    "late",
                                    Tlp.GREEN));
                }
                next = page.next();
            } while (next.isPresent());
            assertEquals(seen.size(), new HashSet<>(seen).size(), query);
            assertTrue(seen.containsAll(wanted), query);
            assertEquals(total, seen.size(), query);
        }
    }

    @Test
    void refusesAMarkOfAnotherQueryOrNone() {
        for (String next : List.of("x", "AAAA", "!", new Mark.Ranked(-1, 5).text("other"), "A".repeat(10_000))) {
            Refused refused = assertThrows(
                    Refused.class,
                    () -> node.search.answer(
                            "harbour", Optional.of(next), 10, SearchFixture.gate(SearchFixture.OWNER)));
            assertEquals("bad-next", refused.refusal().code());
        }
    }

    @Test
    void saysHowFarWordsAreBehindAndShowsWhyItFound() throws Refused {
        fill();
        Search.Answer answer =
                node.search.answer("supply", Optional.empty(), 10, SearchFixture.gate(SearchFixture.OWNER));
        assertEquals(0, answer.proseBehind());
        Hit hit = answer.hits().getFirst();
        assertEquals("Harbour report", hit.title());
        assertEquals("green", hit.tlp());
        assertEquals("home", hit.log());
        assertEquals("2026-02-01T00:00:00.000Z", hit.modified());
        assertTrue(hit.snippet().contains("supply chain"), hit.snippet());
        assertFalse(hit.snippet().contains("Harbour report"), hit.snippet());
    }

    @Test
    void stopsAStatementThatTakesTooLong() {
        try (var executor = java.util.concurrent.Executors.newSingleThreadExecutor()) {
            Patience patience = new Patience(Duration.ofMillis(50));
            SqlBuilder endless = new SqlBuilder()
                    .add(
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < ?",
                            0);
            Refused refused = assertThrows(Refused.class, () -> {
                var outcome = executor.submit(() -> node.node.index().read(db -> {
                    try {
                        return Optional.<Refused>of(
                                assertThrows(Refused.class, () -> patience.query(db, endless, row -> row.getLong(1))));
                    } catch (AssertionError e) {
                        return Optional.<Refused>empty();
                    }
                }));
                throw outcome.get().orElseThrow();
            });
            assertEquals("query-too-broad", refused.refusal().code());
            patience.close();
        }
    }

    @Test
    void rebuildsToTheSameContent() {
        fill();
        String before = node.node.spine().contentHash();
        for (int batch : new int[] {1, 7, 1000}) {
            node.node.spine().rebuild(batch);
            assertEquals(before, node.node.spine().contentHash(), "batch " + batch);
        }
    }

    private void assertFinds(String query, String... ids) throws Refused {
        assertEquals(Set.of(ids), new HashSet<>(node.ids(query)), query);
        assertEquals(ids.length, total(query, SearchFixture.OWNER), query);
    }

    private long total(String query, org.commonwatch.node.policy.Reader reader) throws Refused {
        return node.search
                .answer(query, Optional.empty(), 1, SearchFixture.gate(reader))
                .total();
    }

    private static StixObject object(String id, String modified, String name, String description, Tlp tlp) {
        String type = id.substring(0, id.indexOf("--"));
        return SearchFixture.stix("""
                {"type":"%s","spec_version":"2.1","id":"%s","created":"2026-01-01T00:00:00.000Z",\
                "modified":"%sT00:00:00.000Z","name":"%s","description":"%s","is_family":false,\
                "published":"2026-01-01T00:00:00Z","object_marking_refs":["%s"]}""".formatted(type, id, modified, name, description, tlp.markingId()));
    }
}
