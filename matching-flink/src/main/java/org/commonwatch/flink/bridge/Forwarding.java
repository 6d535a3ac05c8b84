package org.commonwatch.flink.bridge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.commonwatch.flink.topics.DeadLetter;
import org.commonwatch.flink.topics.HitMessage;
import org.commonwatch.flink.topics.KafkaSettings;
import org.commonwatch.flink.topics.NumberedLine;
import org.commonwatch.flink.topics.Origin;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the node of lines that hit. A message counts as read after the node has committed its line; whatever is told again, the
 * node knows by its number. While the node does not answer nothing is read: Kafka keeps it. One thread.
 */
final class Forwarding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);

    /** Of one push, less than the node takes. */
    private static final int PUSH_BYTES_MAX = 4 * 1024 * 1024;

    private static final int MESSAGES_PER_POLL_MAX = 1_000;
    private static final Duration POLL = Duration.ofMillis(500);

    private final NodeClient node;
    private final Pause pause;
    private final String deadLetters;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;

    private Forwarding(
            NodeClient node,
            Pause pause,
            String deadLetters,
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer) {
        this.node = node;
        this.pause = pause;
        this.deadLetters = deadLetters;
        this.consumer = consumer;
        this.producer = producer;
    }

    static Forwarding open(
            Properties kafka, String hits, String group, String deadLetters, NodeClient node, Pause pause) {
        Properties reading = KafkaSettings.with(
                kafka,
                "group.id",
                group,
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                "earliest",
                "max.poll.records",
                Integer.toString(MESSAGES_PER_POLL_MAX));
        Properties writing = KafkaSettings.with(kafka, "acks", "all", "enable.idempotence", "true");
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(hits));
        return new Forwarding(
                node,
                pause,
                deadLetters,
                consumer,
                new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** Reads what is there, tells the node of it, and notes in Kafka that it was told. */
    void step() throws IOException, InterruptedException {
        Map<Origin, NumberedLine> lines = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            try {
                NumberedLine line = HitMessage.line(record.value());
                lines.put(line.origin(), line);
            } catch (Refused e) {
                bury(Origin.of(record.topic(), record.partition(), record.offset()), e.refusal(), record.value());
            }
        }
        for (List<NumberedLine> part : parts(lines.values())) {
            tell(part);
        }
        try {
            consumer.commitSync();
        } catch (CommitFailedException othersTookOver) {
            LOG.info(
                    "the hits were given to another member of the group; what was told is told again: {}",
                    othersTookOver.getMessage());
        }
    }

    private static List<List<NumberedLine>> parts(Iterable<NumberedLine> lines) {
        List<List<NumberedLine>> parts = new ArrayList<>();
        List<NumberedLine> part = new ArrayList<>();
        long bytes = 0;
        for (NumberedLine line : lines) {
            if (bytes + line.text().length > PUSH_BYTES_MAX && !part.isEmpty()) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(line);
            bytes += line.text().length;
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    /** Returns when the node has them, or has refused one by one what it does not take. */
    private void tell(List<NumberedLine> lines) throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        lines.forEach(line -> line.writeTo(body));
        Pause.Waits waits = pause.waits();
        while (true) {
            try {
                node.push(body.toByteArray());
                return;
            } catch (NodeClient.Refusing no) {
                if (isAboutTheLines(no.status())) {
                    oneByOne(lines, no);
                    return;
                }
                LOG.warn("{}", no.getMessage());
            } catch (IOException fault) {
                LOG.warn("the node does not answer: {}", fault.toString());
            }
            waits.next();
            stayInTheGroup();
        }
    }

    private static boolean isAboutTheLines(int status) {
        return status == 400 || status == 413 || status == 422;
    }

    private void oneByOne(List<NumberedLine> lines, NodeClient.Refusing no) throws IOException, InterruptedException {
        if (lines.size() > 1) {
            for (NumberedLine line : lines) {
                tell(List.of(line));
            }
        } else {
            NumberedLine line = lines.getFirst();
            bury(
                    line.origin(),
                    Refusal.of("node-refused", "", "The node does not take the line.", no.toString()),
                    line.text());
        }
    }

    /** A consumer that is not heard of for five minutes loses its partitions. */
    private void stayInTheGroup() {
        consumer.pause(consumer.assignment());
        ConsumerRecords<byte[], byte[]> early = consumer.poll(Duration.ZERO);
        // Of partitions that came to us in this moment, and were not paused: they are for the next step.
        for (TopicPartition partition : early.partitions()) {
            consumer.seek(partition, early.records(partition).getFirst().offset());
        }
        consumer.resume(consumer.assignment());
    }

    private void bury(Origin origin, Refusal why, byte @org.jspecify.annotations.Nullable [] value)
            throws IOException, InterruptedException {
        LOG.warn("{} {}: {}", origin.stream(), origin.number(), why);
        byte[] letter = DeadLetter.write(origin, why, null, value);
        try {
            producer.send(new ProducerRecord<>(deadLetters, origin.stream().getBytes(StandardCharsets.UTF_8), letter))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("writing to the topic " + deadLetters, e);
        }
    }

    @Override
    public void close() {
        consumer.close();
        producer.close(Duration.ofSeconds(2));
    }
}
