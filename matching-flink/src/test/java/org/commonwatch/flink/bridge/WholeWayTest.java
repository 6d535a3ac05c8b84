package org.commonwatch.flink.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.commonwatch.flink.Broker;
import org.commonwatch.flink.job.Cluster;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * All of it: a node, the bridge, a broker and a cluster of Flink. What is imported into the node is found in lines of a topic and
 * is a hit on the node, once, whatever is killed meanwhile.
 */
class WholeWayTest {
    private static final Duration WAIT_MAX = Duration.ofMinutes(3);
    private static final int LINES = 40;

    @TempDir
    Path folder;

    @Test
    void countsEveryLineOnceOverTheLossOfTheClusterTheBridgeAndTheNode() throws Exception {
        Optional<String> missing = RunningNode.missing();
        missing.ifPresent(why -> System.out.println("WholeWayTest skipped: " + why));
        Assumptions.assumeTrue(missing.isEmpty(), missing.orElse(""));
        try (Broker broker = new Broker();
                Cluster cluster = new Cluster(folder);
                RunningNode node = new RunningNode(Files.createDirectories(folder.resolve("home")))) {
            new Course(broker, cluster, node).run();
        }
    }

    /** What happens, in order. */
    private static final class Course {
        private final Broker broker;
        private final Cluster cluster;
        private final RunningNode node;
        private int put;

        Course(Broker broker, Cluster cluster, RunningNode node) {
            this.broker = broker;
            this.cluster = cluster;
            this.node = node;
        }

        void run() throws Exception {
            broker.topic("commonwatch-lines", 2, Map.of());
            broker.topic("commonwatch-hits", 2, Map.of());
            broker.topic("commonwatch-dead-letters", 1, Map.of());
            // Without memory, as docs/flink.md has it: looking back on lines that hit would count them again.
            node.post(
                    "/api/v1/sources",
                    "application/json",
                    "{\"name\":\"cluster\",\"kind\":\"push\",\"remember\":false}",
                    201);
            String batch = imported("evil.example");

            // The bridge makes the topic of indicators; the job waits for what it says.
            Bridge bridge = Bridge.start(bridgeOptions());
            JobID job = cluster.start(Optional.empty(), arguments());
            putLines("evil.example");
            awaitLines(LINES);
            cluster.checkpoint(job);
            putLines("evil.example");
            awaitLines(2 * LINES);

            // The machine of the tasks is lost: lines since the checkpoint are found, and told, again.
            cluster.killTasks();
            putLines("evil.example");
            awaitLines(3 * LINES);

            // The bridge forgets how far it was: its group begins at the start of the hits.
            bridge.close();
            List<String> anew = new ArrayList<>(bridgeArguments());
            anew.addAll(List.of("--group", "another-group"));
            BridgeOptions options = new BridgeOptions();
            new CommandLine(options).parseArgs(anew.toArray(String[]::new));
            bridge = Bridge.start(options);

            // The node is lost, and comes back: hits wait in Kafka.
            node.kill();
            putLines("evil.example");
            node.startAgain();
            awaitLines(4 * LINES);

            // One that is no hit is put aside, and does not stop those after it.
            broker.put("commonwatch-hits", 0, null, "no hit at all".getBytes(StandardCharsets.UTF_8));
            broker.await("commonwatch-dead-letters", WAIT_MAX, letters -> letters.size() == 1);

            // What is imported while all runs is found; what is recalled is found no more.
            imported("later.example");
            awaitFound("later.example");
            node.post("/api/v1/imports/" + batch + "/recall", "application/json", "{\"reason\":\"wrong\"}", 200);
            imported("last.example");
            awaitFound("last.example");
            long before = linesTaken();
            line("evil.example is recalled");
            line("evil.example is recalled");
            awaitFound("last.example");
            assertEquals(4L * LINES, hitLines("evil.example"), "recalled: " + before);

            assertTrue(
                    broker.read("commonwatch-hits").size() > linesTaken(),
                    "nothing was told twice, so nothing was shown");
            bridge.close();
            cluster.cancel(job);
        }

        private String imported(String value) throws Exception {
            JsonNode report = node.post(
                    "/api/v1/imports?format=text&tlp=green&source=test", "text/plain", "Seen: " + value + "\n", 200);
            return report.path("batch").asText();
        }

        private void putLines(String value) throws Exception {
            for (int i = 0; i < LINES; i++) {
                line("2026-06-15T10:00:00Z deny src=10.1.2.3 host=" + value + " number " + put);
            }
        }

        private void line(String text) throws Exception {
            broker.put("commonwatch-lines", put++ % 2, null, text.getBytes(StandardCharsets.UTF_8));
        }

        private long linesTaken() throws Exception {
            return node.get("/api/v1/sources/cluster").path("lines").asLong();
        }

        /** Exactly so many, and no more a moment later. */
        private void awaitLines(long lines) throws Exception {
            long deadline = System.nanoTime() + WAIT_MAX.toNanos();
            while (linesTaken() < lines) {
                assertTrue(System.nanoTime() < deadline, linesTaken() + " lines of " + lines);
                Thread.sleep(50);
            }
            Thread.sleep(500);
            assertEquals(lines, linesTaken());
            assertEquals(lines, hitLines("evil.example"));
        }

        private long hitLines(String value) throws Exception {
            long lines = 0;
            for (JsonNode hit : node.get("/api/v1/matching/hits?value=" + value).path("hits")) {
                lines += hit.path("lines").asLong();
            }
            return lines;
        }

        /** Changes take their way when they do: lines of both partitions are put until the node knows of both. */
        private void awaitFound(String value) throws Exception {
            long deadline = System.nanoTime() + WAIT_MAX.toNanos();
            long had = hitLines(value);
            while (hitLines(value) < had + 2) {
                assertTrue(System.nanoTime() < deadline, value + " is not found");
                line("host=" + value);
                line("host=" + value);
                Thread.sleep(200);
            }
        }

        private BridgeOptions bridgeOptions() {
            BridgeOptions options = new BridgeOptions();
            new CommandLine(options).parseArgs(bridgeArguments().toArray(String[]::new));
            return options;
        }

        private List<String> bridgeArguments() {
            return List.of(
                    "--node", node.url().toString(),
                    "--read-token", node.ownerToken().toString(),
                    "--push-token", node.ownerToken().toString(),
                    "--source", "cluster",
                    "--servers", broker.servers(),
                    "--poll-seconds", "1");
        }

        private String[] arguments() {
            return new String[] {
                "--servers", broker.servers(), "--from", "start", "--parallelism", "2", "--checkpoint-seconds", "3600"
            };
        }
    }
}
