package org.commonwatch.flink;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.jspecify.annotations.Nullable;

/** A real broker with its own controller (KRaft), in this process, at a port of its choice. */
public final class Broker implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaClusterTestKit kit;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    public Broker() throws Exception {
        this.kit = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                        .setCombined(true)
                        .setNumBrokerNodes(1)
                        .setNumControllerNodes(1)
                        .build())
                .setConfigProp("offsets.topic.replication.factor", "1")
                .setConfigProp("offsets.topic.num.partitions", "1")
                .setConfigProp("group.initial.rebalance.delay.ms", "0")
                .setConfigProp("auto.create.topics.enable", "false")
                .build();
        kit.format();
        kit.startup();
        kit.waitForReadyBrokers();
        this.admin = Admin.create(settings());
        this.producer = new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    public String servers() {
        return kit.bootstrapServers();
    }

    public Properties settings() {
        Properties settings = new Properties();
        settings.setProperty("bootstrap.servers", servers());
        return settings;
    }

    public void topic(String name, int partitions, Map<String, String> configs) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs)))
                .all()
                .get();
    }

    /** Returns the offset. */
    public long put(String topic, int partition, byte @Nullable [] key, byte @Nullable [] value) throws Exception {
        return producer.send(new ProducerRecord<>(topic, partition, key, value))
                .get()
                .offset();
    }

    public void put(ProducerRecord<byte[], byte[]> record) throws Exception {
        producer.send(record).get();
    }

    /** Everything that is in a topic now. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(POLL).forEach(all::add);
            }
            return all;
        }
    }

    /** Everything in a topic, as soon as {@code enough} says so. */
    public List<ConsumerRecord<byte[], byte[]>> await(
            String topic, Duration most, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough)
            throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (true) {
            List<ConsumerRecord<byte[], byte[]>> all = read(topic);
            if (enough.test(all)) {
                return all;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not enough in " + topic + " after " + most + ": " + texts(all));
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private static String texts(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.size() + " "
                + records.stream()
                        .limit(20)
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                        .toList();
    }

    @Override
    public void close() throws Exception {
        producer.close();
        admin.close();
        kit.close();
    }
}
