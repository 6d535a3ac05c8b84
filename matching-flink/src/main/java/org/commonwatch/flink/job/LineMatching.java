package org.commonwatch.flink.job;

import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.commonwatch.flink.topics.IndicatorChange;
import org.commonwatch.flink.topics.Origin;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.scan.Profile;
import org.jspecify.annotations.Nullable;

/**
 * Looks into every line for what is looked for at that moment. Before its first line a task reads the topic of indicators to its
 * end ({@link CatchUp}); from then on the broadcast stream brings changes. What cannot be used is a dead letter; its reason
 * is a refusal's code.
 */
final class LineMatching extends BroadcastProcessFunction<Message, Message, Outgoing> implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    /** Where dead letters leave. */
    static final OutputTag<Outgoing> DEAD = new OutputTag<>("dead-letters", TypeInformation.of(Outgoing.class));

    private final Properties kafka;
    private final String indicators;
    private final Profile profile;
    private final long patienceMillis;

    private transient @Nullable HeldIndicators opening;
    private transient @Nullable Work work;

    /**
     * @param indicators topic of indicators
     * @param patience for the first whole generation of indicators
     */
    LineMatching(Properties kafka, String indicators, Profile profile, Duration patience) {
        this.kafka = kafka;
        this.indicators = indicators;
        this.profile = profile;
        this.patienceMillis = patience.toMillis();
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        opening = new HeldIndicators(context.getOperatorStateStore().getBroadcastState(HeldIndicators.STATE));
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        // The state is written as it changes.
    }

    @Override
    public void open(OpenContext context) throws Exception {
        HeldIndicators held = Objects.requireNonNull(opening, "state comes before opening");
        new CatchUp(kafka, indicators, Duration.ofMillis(patienceMillis)).bring(held);
        boolean first = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
        work = new Work(
                held,
                TaskIndex.of(held.all()),
                profile,
                first,
                getRuntimeContext().getMetricGroup());
    }

    @Override
    public void close() throws Exception {
        if (work != null) {
            work.index.close();
        }
    }

    @Override
    public void processElement(Message line, ReadOnlyContext context, Collector<Outgoing> out) {
        work().line(line, out, letter -> context.output(DEAD, letter), context.currentProcessingTime());
    }

    @Override
    public void processBroadcastElement(Message message, Context context, Collector<Outgoing> out) throws Exception {
        work().indicator(message, letter -> context.output(DEAD, letter), context.currentProcessingTime());
    }

    private Work work() {
        return Objects.requireNonNull(work, "opened before the first message");
    }

    /** What an opened task works with; used by its one thread. */
    private static final class Work {
        private final HeldIndicators held;
        private final TaskIndex index;
        private final LineScan scan;
        private final boolean first;
        private final Counter lines;
        private final Counter bytes;
        private final DeadLetters dead;
        private long generation;
        private long missing;

        /** @param first of the tasks, which alone tells of indicators that cannot be used: all tasks see the same ones */
        Work(HeldIndicators held, TaskIndex index, Profile profile, boolean first, MetricGroup metrics) {
            this.held = held;
            this.index = index;
            this.first = first;
            MetricGroup group = metrics.addGroup("commonwatch");
            this.scan = new LineScan(index.source(), profile, group);
            this.lines = group.counter("lines");
            this.bytes = group.counter("lineBytes");
            this.dead = new DeadLetters(group);
            group.gauge("values", (Gauge<Integer>) held::size);
            group.gauge("generation", (Gauge<Long>) () -> generation);
            group.gauge("missing", (Gauge<Long>) () -> missing);
        }

        void line(Message line, Collector<Outgoing> out, DeadLetters.Exit exit, long milli) {
            lines.inc();
            byte[] text = line.value();
            if (text == null) {
                dead.tell(line, Refusal.of("line-missing", "", "The message has no value."), exit, milli);
                return;
            }
            bytes.inc(text.length);
            if (text.length > Origin.LINE_BYTES_MAX) {
                dead.tell(
                        line,
                        Refusal.of("line-too-long", "", "A line has at most " + Origin.LINE_BYTES_MAX + " bytes."),
                        exit,
                        milli);
                return;
            }
            scan.scan(line, text, out);
        }

        void indicator(Message message, DeadLetters.Exit exit, long milli) throws Exception {
            try {
                IndicatorChange change = IndicatorChange.read(message.key(), message.value());
                HeldIndicators.Outcome outcome = held.apply(change, message.offset());
                if (outcome == HeldIndicators.Outcome.FULL) {
                    refused(
                            message,
                            Refusal.of("indicators-full", "", "A job holds " + HeldIndicators.VALUES_MAX + " values."),
                            exit,
                            milli);
                } else if (outcome == HeldIndicators.Outcome.DONE) {
                    look(change);
                }
                if (change instanceof IndicatorChange.Generation ended) {
                    generation = ended.number();
                    missing = message.offset() == held.upTo() ? ended.values() - held.size() : missing;
                }
            } catch (Refused e) {
                held.passed(message.offset());
                refused(message, e.refusal(), exit, milli);
            }
        }

        private void refused(Message message, Refusal why, DeadLetters.Exit exit, long milli) {
            if (first) {
                dead.tell(message, why, exit, milli);
            }
        }

        private void look(IndicatorChange change) {
            switch (change) {
                case IndicatorChange.Add add -> index.add(add.indicator());
                case IndicatorChange.Remove remove -> index.remove(remove.indicator());
                case IndicatorChange.Generation ended -> {
                    // Changes nothing by itself.
                }
            }
        }
    }
}
