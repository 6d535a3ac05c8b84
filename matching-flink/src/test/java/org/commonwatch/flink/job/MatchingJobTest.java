package org.commonwatch.flink.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.commonwatch.flink.Broker;
import org.commonwatch.flink.topics.IndicatorChange;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on a cluster of Flink, between topics of a real broker; both in this process. */
@SuppressWarnings("NullAway.Init") // set before the first test
class MatchingJobTest {
    private static final Duration WAIT_MAX = Duration.ofMinutes(3);
    private static final int PARTITIONS = 3;

    @TempDir
    static Path folder;

    private static Broker broker;
    private static Cluster cluster;

    private String name = "";
    private long generation;
    private long values;

    @BeforeAll
    static void start() throws Exception {
        broker = new Broker();
        cluster = new Cluster(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        broker.close();
    }

    @Test
    void findsWhatIsLookedForWhenTheLineComes() throws Exception {
        topics("live");
        add("domain\tevil.example");
        add("ipv4\t192.0.2.1");
        endGeneration();
        line(0, "waits before the job runs: 192.0.2.1");
        JobID job = cluster.start(Optional.empty(), arguments("start", 2));
        assertEquals(Set.of("0/0 192.0.2.1"), hits(1));

        line(1, "GET http://a.evil.example/ and later.example");
        line(1, "nothing in notevil.example or 192.0.2.11");
        assertEquals(Set.of("0/0 192.0.2.1", "1/0 evil.example"), hits(2));

        add("domain\tlater.example");
        remove("domain\tevil.example");
        add("domain\tlast.example");
        endGeneration();
        awaitLast();
        int before = hitMessages(0).size();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            line(partition, "evil.example is gone, later.example is there");
        }
        List<JsonNode> after = hitMessages(before + PARTITIONS);
        assertFalse(
                after.stream()
                        .anyMatch(hit -> hit.path("text").asText().startsWith("evil.example is gone")
                                && hit.path("indicator").asText().equals("evil.example")),
                after.toString());
        cluster.cancel(job);

        JsonNode hit = after.stream()
                .filter(one -> one.path("file").asText().equals("live-lines/1/0"))
                .findFirst()
                .orElseThrow();
        assertEquals("a.evil.example", hit.path("token").asText());
        assertEquals("host_of", hit.path("rule").asText());
        assertEquals(1, hit.path("line").asInt());
        assertEquals(11, hit.path("offset").asInt());
        assertEquals(
                "GET http://a.evil.example/ and later.example", hit.path("text").asText());
    }

    @Test
    void tellsOfWhatItCannotUse() throws Exception {
        topics("dead");
        add("domain\tevil.example");
        broker.put(name + "-indicators", 0, bytes("planet\tmars"), bytes("1"));
        broker.put(name + "-indicators", 0, bytes("domain\tEVIL.example"), bytes("1"));
        broker.put(name + "-indicators", 0, new byte[] {(byte) 0xff}, bytes("1"));
        endGeneration();
        JobID job = cluster.start(Optional.empty(), arguments("start", 2));
        broker.put(name + "-lines", 2, bytes("a key"), null);
        broker.put(name + "-lines", 2, null, new byte[600 * 1024]);
        byte[] latin = "evil.example caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        broker.put(name + "-lines", 2, null, latin);

        List<JsonNode> letters = messages(name + "-dead", 5);
        assertEquals(
                Set.of(
                        "dead-indicators/0 1 indicator-kind",
                        "dead-indicators/0 2 indicator-not-canonical",
                        "dead-indicators/0 3 message-key",
                        "dead-lines/2 0 line-missing",
                        "dead-lines/2 1 line-too-long"),
                letters.stream()
                        .map(letter -> letter.path("stream").asText() + " "
                                + letter.path("number").asLong() + " "
                                + letter.path("reason").asText())
                        .collect(Collectors.toSet()));
        JsonNode tooLong = letters.stream()
                .filter(letter -> letter.path("reason").asText().equals("line-too-long"))
                .findFirst()
                .orElseThrow();
        assertEquals(600 * 1024, tooLong.path("value_bytes").asInt());
        assertTrue(tooLong.path("value_base64").asText().length() < 1_500);
        // What is no text is matched all the same.
        assertEquals(Set.of("2/2 evil.example"), hits(1));
        assertTrue(hitMessages(1).getFirst().has("text_base64"));
        cluster.cancel(job);
    }

    @Test
    void losesNoHitWhenItsMachineIsLostAndNamesEachAsBefore() throws Exception {
        topics("kill");
        add("domain\tevil.example");
        endGeneration();
        JobID job = cluster.start(Optional.empty(), arguments("start", 2));
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            expected.add(hitLine(i));
        }
        hits(60);
        cluster.checkpoint(job);
        for (int i = 60; i < 120; i++) {
            expected.add(hitLine(i));
        }
        hits(120);
        cluster.killTasks();
        for (int i = 120; i < 180; i++) {
            expected.add(hitLine(i));
        }
        // What was read after the checkpoint is told again, under the same ids.
        List<JsonNode> messages = hitMessagesUntil(180);
        assertTrue(messages.size() > 180, "nothing was told again: " + messages.size());
        Map<String, Set<String>> byId = messages.stream()
                .collect(Collectors.groupingBy(
                        hit -> hit.path("id").asText(),
                        Collectors.mapping(hit -> hit.path("file").asText(), Collectors.toSet())));
        assertEquals(180, byId.size());
        assertTrue(byId.values().stream().allMatch(files -> files.size() == 1));
        assertEquals(expected, texts(messages));

        // On from a checkpoint with another number of tasks: what was changed meanwhile is known before the first line.
        String checkpoint = cluster.checkpoint(job);
        cluster.cancel(job);
        add("domain\tmeanwhile.example");
        remove("domain\tevil.example");
        endGeneration();
        line(0, "meanwhile.example and evil.example");
        line(2, "meanwhile.example and evil.example");
        int before = hitMessages(0).size();
        job = cluster.start(Optional.of(checkpoint), arguments("end", 3));
        List<JsonNode> later = hitMessages(before + 2);
        assertEquals(
                List.of("meanwhile.example", "meanwhile.example"),
                later.stream()
                        .filter(hit -> hit.path("text").asText().startsWith("meanwhile"))
                        .map(hit -> hit.path("indicator").asText())
                        .toList());
        cluster.cancel(job);
    }

    private String hitLine(int i) throws Exception {
        String text = "line " + i + " asks for evil.example";
        line(i % PARTITIONS, text);
        return text;
    }

    private static Set<String> texts(List<JsonNode> messages) {
        return messages.stream().map(hit -> hit.path("text").asText()).collect(Collectors.toCollection(TreeSet::new));
    }

    private void topics(String of) throws Exception {
        name = of;
        broker.topic(name + "-lines", PARTITIONS, Map.of());
        broker.topic(name + "-indicators", 1, Map.of("cleanup.policy", "compact"));
        broker.topic(name + "-hits", 2, Map.of());
        broker.topic(name + "-dead", 1, Map.of());
    }

    private String[] arguments(String from, int parallelism) {
        return new String[] {
            "--servers",
            broker.servers(),
            "--lines",
            name + "-lines",
            "--indicators",
            name + "-indicators",
            "--hits",
            name + "-hits",
            "--dead-letters",
            name + "-dead",
            "--group",
            name,
            "--from",
            from,
            "--parallelism",
            Integer.toString(parallelism),
            "--checkpoint-seconds",
            "3600",
            "--wait-seconds",
            "30"
        };
    }

    private void add(String indicator) throws Exception {
        broker.put(IndicatorChange.adding(name + "-indicators", indicator, generation + 1));
        values++;
    }

    private void remove(String indicator) throws Exception {
        broker.put(IndicatorChange.removing(name + "-indicators", indicator));
        values--;
    }

    private void endGeneration() throws Exception {
        generation++;
        broker.put(IndicatorChange.ending(name + "-indicators", new IndicatorChange.Generation(generation, values)));
    }

    private void line(int partition, String text) throws Exception {
        broker.put(name + "-lines", partition, null, bytes(text));
    }

    /** Changes reach tasks when they do, in their order: lines with the last one are put until each task has found it. */
    private void awaitLast() throws Exception {
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        Set<String> heard = Set.of();
        while (heard.size() < PARTITIONS) {
            assertTrue(System.nanoTime() < deadline, "heard of by " + heard);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                line(partition, "last.example");
            }
            Thread.sleep(200);
            heard = hitMessages(0).stream()
                    .filter(hit -> hit.path("indicator").asText().equals("last.example"))
                    .map(hit -> hit.path("stream").asText())
                    .collect(Collectors.toSet());
        }
        // Lines put meanwhile are done with as well: each task answers in the order of its lines.
        for (int partition = 0; partition < PARTITIONS; partition++) {
            line(partition, "last.example, the end");
        }
        broker.await(
                name + "-hits",
                WAIT_MAX,
                all -> parsed(all).stream()
                                .filter(hit -> hit.path("text").asText().endsWith("the end"))
                                .count()
                        == PARTITIONS);
    }

    /** Partition, offset and indicator of each, once there are so many. */
    private Set<String> hits(int count) throws Exception {
        return hitMessages(count).stream()
                .map(hit -> hit.path("file").asText().substring((name + "-lines/").length()) + " "
                        + hit.path("indicator").asText())
                .collect(Collectors.toSet());
    }

    private List<JsonNode> hitMessages(int count) throws Exception {
        return messages(name + "-hits", count);
    }

    /** Hits of at least so many lines. */
    private List<JsonNode> hitMessagesUntil(int lines) throws Exception {
        return parsed(broker.await(
                name + "-hits",
                WAIT_MAX,
                all -> parsed(all).stream()
                                .map(hit -> hit.path("file").asText())
                                .distinct()
                                .count()
                        >= lines));
    }

    private static List<JsonNode> messages(String topic, int count) throws Exception {
        return parsed(broker.await(topic, WAIT_MAX, all -> all.size() >= count));
    }

    private static List<JsonNode> parsed(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(record -> parsed(record.value())).toList();
    }

    private static JsonNode parsed(byte[] json) {
        try {
            return BoundedJson.parse(json);
        } catch (Refused e) {
            throw new AssertionError(new String(json, StandardCharsets.UTF_8), e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
