package org.commonwatch.node.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.node.erasure.ErasureParts;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.PageQuestion;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.NodeFixture;
import org.commonwatch.node.spine.Shredder;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.stix.StixObject;
import org.commonwatch.telemetry.LogFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index follows the ledger, the clock and the settings, over restarts and losses. */
class UpkeepTest {
    private static final Instant NOW = Instant.parse("2026-06-02T12:00:00Z");
    private static final String NAME = "[domain-name:value = 'one.harbour.example']";

    @TempDir
    Path folder;

    @Test
    void findsWhatWasPutAndNothingElse() {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(MatchingFixture.indicator(1, NAME, ""));
            node.untilFound("x one.harbour.example");
            assertEquals(1, node.hitsOf("cdn.one.harbour.example"));
            assertEquals(0, node.hitsOf("notone.harbour.example two.harbour.example"));
        }
    }

    @Test
    void whatIsErasedIsLookedForNoMoreAndNoFileOfTheIndexHoldsIt() throws IOException {
        String secret = "qxz-quay.harbour.example";
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(
                    MatchingFixture.indicator(1, "[domain-name:value = '" + secret + "']", ""),
                    MatchingFixture.indicator(2, NAME, ""));
            node.untilFound(secret);
            assertTrue(indexHolds(secret));
            NodeFixture at = node.sharing.node;
            long entry = node.sharing
                    .everything(at.home(), PageQuestion.Versions.LAST)
                    .getFirst()
                    .key()
                    .entry();
            Submission order =
                    ErasureParts.order(at.spine(), at.home(), List.of(new EraseOrder.Target(entry, List.of(0))));
            node.sharing.await(List.of(order));
            at.shredder(node.upkeep)
                    .shred(List.of(
                            new Shredder.Applied(at.home(), order.applied().join())));
            assertFalse(indexHolds(secret));
            assertEquals(0, node.hitsOf(secret));
            assertEquals(1, node.hitsOf("one.harbour.example"));
        }
    }

    private boolean indexHolds(String word) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("matching"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(word)) {
                    return true;
                }
            }
            return false;
        } catch (UncheckedIOException | NoSuchFileException replaced) {
            // The node put another file in its place meanwhile.
            return indexHolds(word);
        }
    }

    /** Each new indicator is asked about by its id, however many others there are. */
    @Test
    void whatIsSaidOfAnIdIsReadWithoutReadingOfAllOthers() {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            List<String> plan = node.sharing
                    .node
                    .index()
                    .read(db -> db.query(
                            "EXPLAIN QUERY PLAN " + Claimants.select()
                                    + " WHERE d.hint = ? AND d.id = ? ORDER BY d.key, w.part",
                            row -> row.getString(4),
                            1L,
                            "indicator--x"));
            assertFalse(plan.isEmpty());
            assertTrue(
                    plan.stream().noneMatch(step -> step.startsWith("SCAN") || step.startsWith("MATERIALIZE")),
                    plan.toString());
        }
    }

    @Test
    void endsWithTheLifetimeAndBeginsWithTheValidity() {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(MatchingFixture.indicator(1, "[ipv4-addr:value = '203.0.113.5']", ""), later());
            node.untilFound("203.0.113.5");
            assertEquals(0, node.hitsOf("later.harbour.example"));
            node.clock.moveTo(Instant.parse("2026-06-20T00:00:00Z"));
            node.untilFound("later.harbour.example");
            assertEquals(1, node.hitsOf("203.0.113.5"));
            node.clock.moveTo(Instant.parse("2026-07-01T00:00:00Z"));
            node.untilGone("203.0.113.5");
        }
    }

    private static StixObject later() {
        return MatchingFixture.object("""
                {"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000002",\
                "created":"2026-06-01T00:00:00.000Z","modified":"2026-06-01T00:00:00.000Z",\
                "pattern":"[domain-name:value = 'later.harbour.example']","pattern_type":"stix",\
                "valid_from":"2026-06-20T00:00:00Z"}""");
    }

    @Test
    void aNewVersionReplacesTheOldAndARecallOfItBringsTheOldBack() {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(MatchingFixture.indicator(1, NAME, ""));
            node.untilFound("one.harbour.example");
            node.put(newer("[domain-name:value = 'two.harbour.example']", ""));
            node.untilFound("two.harbour.example");
            node.untilGone("one.harbour.example");
            List<Item> newest = node.sharing.everything(node.sharing.node.home(), PageQuestion.Versions.LAST);
            node.sharing.await(node.sharing.sharing.recall(node.sharing.node.home(), newest, "wrong"));
            node.untilFound("one.harbour.example");
            node.untilGone("two.harbour.example");
            node.sharing.await(node.sharing.sharing.reinstate(node.sharing.node.home(), newest));
            node.untilFound("two.harbour.example");
            node.put(newest("\"revoked\":true"));
            node.untilGone("two.harbour.example");
        }
    }

    private static StixObject newer(String pattern, String more) {
        return versioned("2026-06-02T00:00:00.000Z", pattern, more);
    }

    private static StixObject newest(String property) {
        return versioned("2026-06-02T01:00:00.000Z", "[domain-name:value = 'two.harbour.example']", "," + property);
    }

    private static StixObject versioned(String modified, String pattern, String more) {
        return MatchingFixture.object("""
                {"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000001",\
                "created":"2026-06-01T00:00:00.000Z","modified":"%s","pattern":"%s","pattern_type":"stix",\
                "valid_from":"2026-06-01T00:00:00Z"%s}""".formatted(modified, pattern, more));
    }

    @Test
    void twoWhoSayTheSameAreBothTakenBackBeforeItIsGone() {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            StixObject same = MatchingFixture.indicator(1, NAME, "");
            node.put(same);
            node.sharing.put(node.sharing.node.community(), "c", List.of(same));
            node.untilFound("one.harbour.example");
            assertEquals(1, node.hitsOf("one.harbour.example"), "one object is one hit, whoever says it");
            recallAll(node, node.sharing.node.home());
            node.until("the recall is taken in", () -> inStep(node));
            node.untilFound("one.harbour.example");
            recallAll(node, node.sharing.node.community());
            node.untilGone("one.harbour.example");
        }
    }

    private static void recallAll(MatchingFixture node, Log log) {
        List<Item> all = node.sharing.everything(log, PageQuestion.Versions.LAST);
        node.sharing.await(node.sharing.sharing.recall(log, all, "wrong"));
    }

    private static boolean inStep(MatchingFixture node) {
        return node.upkeep.inStep().orElseThrow().logs().values().stream()
                        .mapToLong(InStep.Place::size)
                        .sum()
                == node.sharing.node.spine().statuses().stream()
                        .mapToLong(status -> status.applied())
                        .sum();
    }

    @Test
    void whatObservedDataIsMarkedForIsLookedForByItsObservables() {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(
                    MatchingFixture.object("""
                            {"type":"domain-name","spec_version":"2.1","id":"domain-name--00000000-0000-5000-8000-000000000001",\
                            "value":"seen.harbour.example"}"""),
                    MatchingFixture.object("""
                            {"type":"domain-name","spec_version":"2.1","id":"domain-name--00000000-0000-5000-8000-000000000002",\
                            "value":"context.harbour.example"}"""),
                    observed(1, "True"),
                    observed(2, "False"));
            node.untilFound("seen.harbour.example");
            assertEquals(0, node.hitsOf("context.harbour.example"));
        }
    }

    private static StixObject observed(int number, String toIds) {
        return MatchingFixture.object("""
                {"type":"observed-data","spec_version":"2.1","id":"observed-data--00000000-0000-4000-8000-00000000000%d",\
                "created":"2026-06-01T00:00:00.000Z","modified":"2026-06-01T00:00:00.000Z",\
                "first_observed":"2026-06-01T00:00:00Z","last_observed":"2026-06-01T00:00:00Z","number_observed":1,\
                "labels":["misp:to_ids=\\"%s\\""],\
                "object_refs":["domain-name--00000000-0000-5000-8000-00000000000%d"]}""".formatted(number, toIds, number));
    }

    @Test
    void goesOnAfterARestartAndIsMadeAnewWhenItIsLost() throws IOException {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(MatchingFixture.indicator(1, NAME, ""));
            node.untilFound("one.harbour.example");
            node.upkeep.close();
            node.put(MatchingFixture.indicator(2, "[domain-name:value = 'two.harbour.example']", ""));
        }
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            assertEquals(1, node.hitsOf("one.harbour.example"), "at once");
            node.untilFound("two.harbour.example");
        }
        Files.delete(folder.resolve("matching/in-step.json"));
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.until("it is in step", () -> node.upkeep.inStep().isPresent());
            assertEquals(2, node.hitsOf("one.harbour.example two.harbour.example"));
        }
        try (var files = Files.list(folder.resolve("matching/index"))) {
            for (Path file : files.toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.until("it is in step", () -> node.upkeep.inStep().isPresent());
            assertEquals(2, node.hitsOf("one.harbour.example two.harbour.example"));
        }
    }

    @Test
    void staysAsItIsWhileTheOtherIndexIsRebuilt() {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            List<StixObject> many = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                many.add(MatchingFixture.indicator(i, "[domain-name:value = 'h" + i + ".harbour.example']", ""));
            }
            node.put(many.toArray(StixObject[]::new));
            node.untilFound("h499.harbour.example");
            String before = node.sharing.node.contentHash();
            node.sharing.node.spine().rebuild(3);
            assertEquals(1, node.hitsOf("h0.harbour.example"));
            assertEquals(before, node.sharing.node.contentHash());
            node.put(MatchingFixture.indicator(501, "[domain-name:value = 'after.harbour.example']", ""));
            node.untilFound("after.harbour.example");
            assertEquals(1, node.hitsOf("h0.harbour.example"));
        }
    }

    @Test
    void asksEachSourceForTheConfidenceItMust() throws Refused {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(
                    MatchingFixture.indicator(1, NAME, ",\"confidence\":80"),
                    MatchingFixture.indicator(2, "[domain-name:value = 'two.harbour.example']", ",\"confidence\":20"));
            node.untilFound("two.harbour.example");
            node.settings.leastConfidence("a test", 50);
            node.upkeep.wake();
            node.untilGone("two.harbour.example");
            assertEquals(1, node.hitsOf("one.harbour.example"));
            node.settings.leastConfidence("a test", 0);
            node.upkeep.wake();
            node.untilFound("two.harbour.example");
        }
    }

    @Test
    void headerLinesHoldOverBlocksFilesAndRestarts() throws Refused {
        String header = "#separator \\x09\n#fields\tts\tid.orig_h\tid.resp_h\n#types\ttime\taddr\taddr\n";
        String line = "1780315200.000000\t10.1.2.3\t203.0.113.9\n";
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(MatchingFixture.indicator(1, "[ipv4-addr:value = '203.0.113.9']", ""));
            node.untilFound("203.0.113.9");
            node.feed(7, 1, 0, LogFormat.ZEEK_TSV, header + line);
        }
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.untilFound("203.0.113.9");
            node.feed(7, 5, header.length() + line.length(), LogFormat.ZEEK_TSV, line);
            List<Hit> hits = new Gate(Reader.owner("owner"), Action.VIEW)
                    .openAll(node.hits.page(HitQuestion.read(null, null, null, null, null, null, null, null), 10));
            assertEquals(1, hits.size(), hits.toString());
            assertEquals("10.1.2.3", hits.getFirst().asset().name());
            assertEquals(2, hits.getFirst().lines());
            assertEquals(Instant.parse("2026-06-01T12:00:00Z"), hits.getFirst().first());
        }
    }

    @Test
    void aPatternOverAWindowHitsOnTheLineThatCompletesItOverARestartToo() {
        String pattern = "[network-traffic:dst_ref.value = '203.0.113.9'] REPEATS 3 TIMES WITHIN 600 SECONDS";
        String line = "{\"ts\":1780315200.0,\"id.orig_h\":\"10.1.2.3\",\"id.resp_h\":\"203.0.113.9\"}\n";
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(MatchingFixture.indicator(1, pattern, ""));
            node.until("it is watched", () -> node.patterns() == 1);
            node.feed(7, 1, 0, LogFormat.ZEEK_JSON, line + line);
            assertEquals(0, number(node, "SELECT count(*) FROM hit"));
        }
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.until("it is watched again", () -> node.patterns() == 1);
            node.feed(7, 3, 2L * line.length(), LogFormat.ZEEK_JSON, line);
            assertEquals(1, number(node, "SELECT count(*) FROM hit WHERE kind = 0 AND asset = '10.1.2.3'"));
            assertEquals(3, number(node, "SELECT line FROM hit_sample"));
            recallAll(node, node.sharing.node.home());
            node.until("it is watched no more", () -> node.patterns() == 0);
        }
    }

    @Test
    void whatWasSeenBeforeItWasKnownIsAHitOverARestartTooUnlessItIsForgotten() {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.until("it is in step", () -> node.upkeep.inStep().isPresent());
            node.feed(
                    MatchingFixture.REMEMBERED,
                    1,
                    0,
                    LogFormat.PLAIN,
                    "10.1.2.3 cdn.one.harbour.example 203.0.113.9\n");
            node.put(MatchingFixture.indicator(1, NAME, ""));
            node.until("the memory was asked", () -> number(node, "SELECT count(*) FROM hit") == 1);
            assertEquals(1, number(node, "SELECT looked_back FROM hit WHERE token = 'cdn.one.harbour.example'"));
        }
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(MatchingFixture.indicator(2, "[ipv4-addr:value = '203.0.113.9']", ""));
            node.until("the memory was asked", () -> number(node, "SELECT count(*) FROM hit") == 2);
            node.memory.forget(MatchingFixture.REMEMBERED);
            node.put(MatchingFixture.indicator(3, "[ipv4-addr:value = '10.1.2.3']", ""));
            node.untilFound("10.1.2.3");
            assertEquals(2, number(node, "SELECT count(*) FROM hit"));
        }
    }

    @Test
    void aLineCountsInTheMemoryOrInTheIndexAndNotInBoth() {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.until("it is in step", () -> node.upkeep.inStep().isPresent());
            String line = "2026-06-14T10:00:00Z client 10.1.2.3 asked for cdn.one.harbour.example\n";
            node.feed(MatchingFixture.REMEMBERED, 1, 0, LogFormat.PLAIN, line);
            BlockMatch unsaved = node.match(MatchingFixture.REMEMBERED, 2, line.length(), LogFormat.PLAIN, line);
            node.put(MatchingFixture.indicator(1, NAME, ""));
            node.untilFound(line.strip());
            node.save(unsaved);
            node.feed(MatchingFixture.REMEMBERED, 3, 2L * line.length(), LogFormat.PLAIN, line);
            node.until("the memory was asked", () -> number(node, "SELECT sum(looked_back) FROM hit") == 2);
            node.feed(MatchingFixture.REMEMBERED, 4, 3L * line.length(), LogFormat.PLAIN, line);
            assertEquals(4, number(node, "SELECT sum(allowed + blocked + unknown) FROM hit"));
            assertEquals(2, number(node, "SELECT sum(looked_back) FROM hit"));
        }
    }

    @Test
    void whatNothingCanFindSaysWhy() {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(MatchingFixture.object("""
                    {"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000001",\
                    "created":"2026-06-01T00:00:00.000Z","modified":"2026-06-01T00:00:00.000Z","pattern":"rule x {}",\
                    "pattern_type":"yara","valid_from":"2026-06-01T00:00:00Z"}"""));
            assertEquals(
                    1,
                    node.sharing
                            .node
                            .index()
                            .read(db ->
                                    db.number("SELECT count(*) FROM detection WHERE how = 3 AND category = 'language'"))
                            .intValue());
        }
    }

    @Test
    void hitsThatNobodyTouchedForLongAreDeletedWithTheirLines() {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(MatchingFixture.indicator(1, NAME, ",\"valid_until\":\"2028-01-01T00:00:00Z\""));
            node.untilFound("one.harbour.example");
            node.feed(9, 1, 0, LogFormat.PLAIN, "2020-06-02T10:00:00Z one.harbour.example\n");
            node.clock.moveTo(NOW.plus(OldHits.KEPT_MAX));
            node.upkeep.wake();
            node.feed(9, 2, 41, LogFormat.PLAIN, "2021-06-02T10:00:00Z one.harbour.example\n");
            assertEquals(
                    2, number(node, "SELECT count(*) FROM hit"), "as long as it is kept, however old its lines are");
            node.clock.moveTo(NOW.plus(OldHits.KEPT_MAX).plusSeconds(2 * 3_600));
            node.until("it is gone", () -> number(node, "SELECT count(*) FROM hit") == 1);
            assertEquals(1, number(node, "SELECT count(*) FROM hit_sample"));
        }
    }

    @Test
    void manyLinesOfOneKindAreOneRow() {
        try (MatchingFixture node = MatchingFixture.open(folder, NOW)) {
            node.put(MatchingFixture.indicator(1, NAME, ""));
            node.untilFound("one.harbour.example");
            String block = "2026-06-02T10:00:00Z one.harbour.example\n".repeat(10_000);
            Instant begun = Instant.now();
            for (int i = 0; i < 20; i++) {
                node.feed(9, 1 + 10_000L * i, (long) block.length() * i, LogFormat.PLAIN, block);
            }
            Duration took = Duration.between(begun, Instant.now());
            System.err.println("200,000 lines that all hit took " + took.toMillis() + " ms");
            assertEquals(1, number(node, "SELECT count(*) FROM hit"));
            assertEquals(200_000, number(node, "SELECT unknown FROM hit"));
            assertEquals(Sample.SAMPLES_MAX, number(node, "SELECT count(*) FROM hit_sample"));
        }
    }

    private static long number(MatchingFixture node, String sql) {
        return node.sharing.node.local().read(db -> db.number(sql));
    }
}
