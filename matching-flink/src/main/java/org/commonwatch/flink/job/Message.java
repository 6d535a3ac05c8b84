package org.commonwatch.flink.job;

import org.jspecify.annotations.Nullable;

/**
 * A message on its way into the job. A record of plain fields, so that Flink writes it without reflection over our types.
 *
 * @param milli when it was put into Kafka, since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
public record Message(
        String topic, int partition, long offset, long milli, byte @Nullable [] key, byte @Nullable [] value) {}
