package org.commonwatch.flink.job;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Puts messages into one topic. */
final class MessageWriting implements KafkaRecordSerializationSchema<Outgoing> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    MessageWriting(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Outgoing message, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(topic, message.key(), message.value());
    }
}
