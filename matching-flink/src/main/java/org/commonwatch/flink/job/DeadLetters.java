package org.commonwatch.flink.job;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.commonwatch.flink.topics.DeadLetter;
import org.commonwatch.flink.topics.Origin;
import org.commonwatch.kernel.Refusal;

/** Messages that could not be used: all are counted by reason, and the first of each second are told. One thread. */
final class DeadLetters {
    /** Told by one task in a second: who pours garbage into a topic does not fill another with it. */
    static final int LETTERS_PER_SECOND_MAX = 100;

    private final MetricGroup metrics;
    private final Map<String, Counter> counters = new HashMap<>();
    private final Counter cut;
    private long second;
    private int told;

    DeadLetters(MetricGroup metrics) {
        this.metrics = metrics.addGroup("deadLetters");
        this.cut = metrics.counter("deadLettersCut");
    }

    /** The way out of a task. */
    interface Exit {
        void send(Outgoing letter);
    }

    /** @param milli the present, since 1970 */
    void tell(Message message, Refusal why, Exit exit, long milli) {
        counters.computeIfAbsent(why.code(), metrics::counter).inc();
        if (milli / 1_000 != second) {
            second = milli / 1_000;
            told = 0;
        }
        if (told >= LETTERS_PER_SECOND_MAX) {
            cut.inc();
            return;
        }
        told++;
        Origin origin = Origin.of(message.topic(), message.partition(), message.offset());
        exit.send(new Outgoing(
                origin.stream().getBytes(StandardCharsets.UTF_8),
                DeadLetter.write(origin, why, message.key(), message.value())));
    }
}
