package org.commonwatch.flink.bridge;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.commonwatch.flink.topics.IndicatorChange;
import org.commonwatch.flink.topics.KafkaSettings;
import org.commonwatch.kernel.Refused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topic of indicators say what the node looks for. What stands in the topic is read once; from then on only what
 * changed is written, removals after additions, and a generation after both. One thread, and one bridge for a topic: two
 * would each undo what the other says.
 */
final class Publication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Removals stay readable for a week: that long a job may rest and go on from its checkpoint without reading all anew. */
    private static final Duration REMOVALS_KEPT = Duration.ofDays(7);

    private final Properties kafka;
    private final String topic;
    private final NodeClient node;
    private final Producer<byte[], byte[]> producer;
    private final Set<String> published = new HashSet<>();
    private final AtomicReference<Optional<Exception>> failure = new AtomicReference<>(Optional.empty());
    private long generation;
    private Optional<String> tag = Optional.empty();

    /** Whether the node did not answer last time, which is told once. */
    private boolean silent;

    private Publication(Properties kafka, String topic, NodeClient node, Producer<byte[], byte[]> producer) {
        this.kafka = kafka;
        this.topic = topic;
        this.node = node;
        this.producer = producer;
    }

    /** Makes the topic where there is none, and reads what it says. */
    static Publication open(Properties kafka, String topic, NodeClient node) throws IOException, InterruptedException {
        makeTopic(kafka, topic);
        Properties settings =
                KafkaSettings.with(kafka, "acks", "all", "enable.idempotence", "true", "compression.type", "gzip");
        Publication publication = new Publication(
                kafka,
                topic,
                node,
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
        publication.readTopic();
        return publication;
    }

    private static void makeTopic(Properties kafka, String topic) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(kafka)) {
            if (!admin.listTopics().names().get().contains(topic)) {
                NewTopic fresh = new NewTopic(topic, Optional.of(1), Optional.empty())
                        .configs(Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT,
                                TopicConfig.DELETE_RETENTION_MS_CONFIG,
                                Long.toString(REMOVALS_KEPT.toMillis())));
                admin.createTopics(List.of(fresh)).all().get();
                LOG.info("made the compacted topic {}", topic);
            }
        } catch (ExecutionException e) {
            throw new IOException("making the topic " + topic, e);
        }
    }

    private void readTopic() throws IOException {
        TopicPartition partition = new TopicPartition(topic, 0);
        Properties settings = KafkaSettings.with(kafka, "enable.auto.commit", "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            if (consumer.partitionsFor(topic).size() != 1) {
                throw new IOException("the topic " + topic + " must have one partition");
            }
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    note(record);
                }
            }
        }
        LOG.info("the topic {} says {} values, generation {}", topic, published.size(), generation);
    }

    private void note(ConsumerRecord<byte[], byte[]> record) {
        try {
            switch (IndicatorChange.read(record.key(), record.value())) {
                case IndicatorChange.Add add -> published.add(IndicatorChange.name(add.indicator()));
                case IndicatorChange.Remove remove -> published.remove(IndicatorChange.name(remove.indicator()));
                case IndicatorChange.Generation ended -> generation = Math.max(generation, ended.number());
            }
        } catch (Refused notOurs) {
            LOG.debug("offset {} of {}: {}", record.offset(), topic, notOurs.refusal());
        }
    }

    /**
     * Asks the node once and writes what changed; a node that does not answer is asked again by the next step. After a fault of
     * Kafka the topic may say a part of it: open another one.
     *
     * @throws KafkaException when Kafka did not take it all
     */
    void step() throws InterruptedException {
        Optional<NodeClient.Looked> asked = ask();
        if (asked.isEmpty()) {
            return;
        }
        NodeClient.Looked looked = asked.orElseThrow();
        long added = 0;
        for (String name : looked.names()) {
            if (!published.contains(name)) {
                send(IndicatorChange.adding(topic, name, generation + 1));
                added++;
            }
        }
        long removed = 0;
        for (String name : published) {
            if (!looked.names().contains(name)) {
                send(IndicatorChange.removing(topic, name));
                removed++;
            }
        }
        if (added + removed > 0 || generation == 0) {
            end(looked, added, removed);
        }
        tag = looked.tag();
    }

    private Optional<NodeClient.Looked> ask() throws InterruptedException {
        try {
            Optional<NodeClient.Looked> answer = node.looked(tag);
            silent = false;
            return answer;
        } catch (IOException fault) {
            if (!silent) {
                LOG.warn(
                        "the node does not say what it looks for, and is asked again until it does: {}",
                        fault.toString());
            }
            silent = true;
            return Optional.empty();
        }
    }

    private void end(NodeClient.Looked looked, long added, long removed) {
        producer.flush();
        check();
        send(IndicatorChange.ending(
                topic,
                new IndicatorChange.Generation(generation + 1, looked.names().size())));
        producer.flush();
        check();
        generation++;
        published.clear();
        published.addAll(looked.names());
        LOG.info(
                "generation {}: {} values, {} added, {} removed, {} that no index takes",
                generation,
                published.size(),
                added,
                removed,
                looked.unfit());
    }

    private void send(ProducerRecord<byte[], byte[]> message) {
        // A failure comes by the callback, and is looked at after the flush: a future for each of a million messages is
        // none the wiser.
        Future<RecordMetadata> _ = producer.send(message, (_, fault) -> {
            if (fault != null) {
                failure.compareAndSet(Optional.empty(), Optional.of(fault));
            }
        });
    }

    private void check() {
        failure.get().ifPresent(fault -> {
            throw new KafkaException("writing to the topic " + topic, fault);
        });
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
