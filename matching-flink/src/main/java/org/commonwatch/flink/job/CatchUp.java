package org.commonwatch.flink.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.commonwatch.flink.topics.IndicatorChange;
import org.commonwatch.flink.topics.KafkaSettings;
import org.commonwatch.kernel.Refused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a task holds to the end of the topic of indicators before the first line is looked at: otherwise lines would run
 * ahead of the index at every start, and what they hold would be missed for good.
 *
 * <p>A task with state reads on from there. Removals vanish from a compacted topic after a while, so a state that is too old
 * keeps what should have gone; then its count differs from what the last generation says, and the topic is read anew.
 */
final class CatchUp {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Properties kafka;
    private final String topic;
    private final Duration patience;

    /** @param patience for the first whole generation, in a topic that has none yet */
    CatchUp(Properties kafka, String topic, Duration patience) {
        this.kafka = kafka;
        this.topic = topic;
        this.patience = patience;
    }

    /** No generation stood in the topic in time: the bridge does not run, or publishes to another topic. */
    static final class NoGeneration extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        NoGeneration(String topic, Duration patience) {
            super("no whole generation of indicators in the topic " + topic + " within " + patience.toSeconds()
                    + " s; does the bridge run?");
        }
    }

    void bring(HeldIndicators held) throws Exception {
        Properties settings = KafkaSettings.with(
                kafka,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                "false",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                "false",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            bring(held, consumer);
        }
    }

    private void bring(HeldIndicators held, Consumer<byte[], byte[]> consumer) throws Exception {
        TopicPartition partition = partition(consumer);
        consumer.assign(List.of(partition));
        long end = end(consumer, partition);
        boolean anew = held.upTo() < 0 || held.upTo() >= end;
        if (!anew && !isWhole(held, read(held, consumer, partition, held.upTo() + 1))) {
            LOG.info("the state does not hold what {} says; it is read anew", topic);
            anew = true;
        }
        if (anew) {
            held.clear();
            Reading reading = read(held, consumer, partition, 0);
            if (!isWhole(held, reading)) {
                LOG.warn("{} values of {} cannot be looked for", reading.values() - held.size(), topic);
            }
        }
        LOG.info("{} values are looked for, up to offset {} of {}", held.size(), held.upTo(), topic);
    }

    /**
     * What was read.
     *
     * @param values that should be held, as the last generation says and the changes after it
     */
    private record Reading(Optional<IndicatorChange.Generation> generation, long values) {}

    private static boolean isWhole(HeldIndicators held, Reading reading) {
        return reading.generation().isEmpty() || reading.values() == held.size();
    }

    /** Waits for the topic: who starts a cluster starts many things at once. */
    private TopicPartition partition(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            List<PartitionInfo> partitions = consumer.listTopics().getOrDefault(topic, List.of());
            if (partitions.size() == 1) {
                return new TopicPartition(topic, 0);
            }
            if (partitions.size() > 1) {
                throw new IllegalStateException("the topic " + topic + " has " + partitions.size()
                        + " partitions; with more than one, nothing says what stands before a generation");
            }
            if (System.nanoTime() > deadline) {
                throw new NoGeneration(topic, patience);
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /** Reads up to where the topic ends now; from its start, at least until a generation is whole. */
    private Reading read(HeldIndicators held, Consumer<byte[], byte[]> consumer, TopicPartition partition, long from)
            throws Exception {
        if (from == 0) {
            consumer.seekToBeginning(List.of(partition));
        } else {
            consumer.seek(partition, from);
        }
        long end = end(consumer, partition);
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<IndicatorChange.Generation> last = Optional.empty();
        long sizeThen = 0;
        while (consumer.position(partition) < end || (from == 0 && last.isEmpty())) {
            if (System.nanoTime() > deadline && last.isEmpty() && consumer.position(partition) >= end) {
                throw new NoGeneration(topic, patience);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Optional<IndicatorChange> change = read(record);
                if (change.isPresent()) {
                    held.apply(change.orElseThrow(), record.offset());
                } else {
                    held.passed(record.offset());
                }
                if (change.orElse(null) instanceof IndicatorChange.Generation generation) {
                    last = Optional.of(generation);
                    sizeThen = held.size();
                }
            }
        }
        long since = held.size() - sizeThen;
        return new Reading(last, last.map(IndicatorChange.Generation::values).orElse(0L) + since);
    }

    private static long end(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
        return ends.getOrDefault(partition, 0L);
    }

    /** Empty for what cannot be read, which the stream of the same messages tells of. */
    private static Optional<IndicatorChange> read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(IndicatorChange.read(record.key(), record.value()));
        } catch (Refused elsewhere) {
            return Optional.empty();
        }
    }
}
