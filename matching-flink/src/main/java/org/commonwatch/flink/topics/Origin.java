package org.commonwatch.flink.topics;

import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Which message of Kafka a line is, for ever.
 *
 * @param stream topic and partition, {@code lines/3}
 * @param number offset in the partition, from 0
 */
public record Origin(String stream, long number) {
    /** A longer line does not fit into a hit that every broker takes, see {@link HitMessage#BYTES_MAX}. */
    public static final int LINE_BYTES_MAX = 512 * 1024;

    /** A topic has at most 249 characters of this kind. */
    private static final String STREAM = "[A-Za-z0-9._-]{1,249}/[0-9]{1,9}";

    public static Origin of(String topic, int partition, long offset) {
        return new Origin(topic + "/" + partition, offset);
    }

    /** @throws Refused {@code origin-malformed} */
    static Origin of(String stream, long number) throws Refused {
        if (number < 0 || !stream.matches(STREAM)) {
            throw Refusal.of("origin-malformed", "", "A topic, its partition and an offset are needed.", stream)
                    .toException();
        }
        return new Origin(stream, number);
    }
}
