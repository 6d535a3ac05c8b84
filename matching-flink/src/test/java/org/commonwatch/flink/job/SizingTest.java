package org.commonwatch.flink.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.commonwatch.flink.Broker;
import org.commonwatch.flink.topics.IndicatorChange;
import org.commonwatch.flink.topics.KafkaSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task costs with a million values: the figures of docs/flink.md. Broker and cluster share this process and its cores. */
@Tag("long")
class SizingTest {
    private static final int VALUES = 1_000_000;
    private static final int LINES = 1_000_000;
    private static final Duration WAIT_MAX = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void findsALineAmongAMillionWithAMillionValues() throws Exception {
        try (Broker broker = new Broker();
                Cluster cluster = new Cluster(folder)) {
            broker.topic("commonwatch-lines", 1, Map.of());
            broker.topic("commonwatch-indicators", 1, Map.of("cleanup.policy", "compact"));
            broker.topic("commonwatch-hits", 1, Map.of());
            broker.topic("commonwatch-dead-letters", 1, Map.of());
            Clock clock = new Clock();
            try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
                for (int i = 0; i < VALUES; i++) {
                    send(
                            producer,
                            IndicatorChange.adding("commonwatch-indicators", "domain\thost-" + i + ".example", 1));
                }
                send(
                        producer,
                        IndicatorChange.ending("commonwatch-indicators", new IndicatorChange.Generation(1, VALUES)));
                producer.flush();
                clock.tell("put " + VALUES + " values into the topic");
                long bytes = 0;
                for (int i = 0; i < LINES; i++) {
                    byte[] line = ("2026-06-15T10:00:00Z 10.1." + (i >> 8 & 255) + "." + (i & 255)
                                    + " GET http://cdn" + i % 977 + ".shop-" + i % 5_003
                                    + ".test/assets/img/" + i + ".png 200 " + i % 90_000
                                    + " \"Mozilla/5.0 (X11; Linux)\"")
                            .getBytes(StandardCharsets.UTF_8);
                    bytes += line.length;
                    send(producer, new ProducerRecord<>("commonwatch-lines", line));
                }
                producer.flush();
                clock.tell("put " + LINES + " lines, " + bytes / 1_000_000 + " MB");
            }
            long before = heap();
            JobID job = cluster.start(
                    Optional.empty(),
                    "--servers",
                    broker.servers(),
                    "--from",
                    "end",
                    "--parallelism",
                    "1",
                    "--checkpoint-seconds",
                    "3600");
            String checkpoint = cluster.checkpoint(job);
            clock.tell("started a task, and wrote a checkpoint of " + size(checkpoint) / 1_000_000 + " MB");
            System.out.printf(Locale.ROOT, "SizingTest heap of one task: %d MB%n", (heap() - before) / 1_000_000);
            cluster.cancel(job);

            clock.tell("ended");
            job = cluster.start(
                    Optional.empty(),
                    "--servers",
                    broker.servers(),
                    "--group",
                    "another",
                    "--from",
                    "start",
                    "--parallelism",
                    "1",
                    "--checkpoint-seconds",
                    "3600");
            cluster.checkpoint(job);
            clock.tell("started a task that reads lines");
            broker.put("commonwatch-lines", 0, null, "host-4711.example".getBytes(StandardCharsets.UTF_8));
            assertEquals(
                    1,
                    broker.await("commonwatch-hits", WAIT_MAX, hits -> !hits.isEmpty())
                            .size());
            clock.tell("matched " + LINES + " lines");
            cluster.cancel(job);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Broker broker) {
        Properties settings = KafkaSettings.with(broker.settings(), "linger.ms", "20", "batch.size", "262144");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        Future<RecordMetadata> _ = producer.send(record);
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long size(String checkpoint) throws IOException {
        try (var files = Files.walk(Path.of(URI.create(checkpoint)))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(SizingTest::bytes)
                    .sum();
        }
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says how long each step took, and how much of the processor. */
    private static final class Clock {
        private long wall = System.nanoTime();
        private long cpu = cpu();

        void tell(String what) {
            long wallNow = System.nanoTime();
            long cpuNow = cpu();
            System.out.printf(
                    Locale.ROOT,
                    "SizingTest %s: %.1f s, %.1f CPU-seconds%n",
                    what,
                    (wallNow - wall) / 1e9,
                    (cpuNow - cpu) / 1e9);
            wall = wallNow;
            cpu = cpuNow;
        }

        private static long cpu() {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }
    }
}
