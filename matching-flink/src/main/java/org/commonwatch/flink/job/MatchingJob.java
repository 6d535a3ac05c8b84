package org.commonwatch.flink.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.commonwatch.flink.topics.KafkaSettings;
import picocli.CommandLine;

/** Builds the job and hands it to Flink: {@code --help} says what it may be told, {@code docs/flink.md} how it is run. */
public final class MatchingJob {
    /** Restarts wait at most this long for the world to get better. */
    private static final Duration RESTART_WAIT_MAX = Duration.ofMinutes(2);

    private MatchingJob() {}

    public static void main(String... arguments) throws Exception {
        JobOptions options = new JobOptions();
        CommandLine line = new CommandLine(options);
        try {
            if (CommandLine.printHelpIfRequested(line.parseArgs(arguments))) {
                return;
            }
        } catch (CommandLine.ParameterException wrong) {
            System.err.println(wrong.getMessage());
            line.usage(System.err);
            // Flink's client shows the fault of a main method; one that ends the machine would take it along.
            throw wrong;
        }
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration(options));
        build(environment, options);
        environment.execute("commonwatch matching");
    }

    /** What the job needs of Flink, whatever the cluster is set to. */
    static Configuration configuration(JobOptions options) {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(options.checkpointSeconds));
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        options.checkpoints.ifPresent(folder -> {
            configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder);
        });
        // Whatever Flink could only write by reflection is a mistake of ours, found here and not on the cluster.
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, RESTART_WAIT_MAX);
        return configuration;
    }

    static void build(StreamExecutionEnvironment environment, JobOptions options) {
        Properties kafka = settings(options);
        options.parallelism.ifPresent(environment::setParallelism);

        DataStream<Message> lines = environment
                .fromSource(lines(options, kafka), WatermarkStrategy.noWatermarks(), "lines")
                .uid("lines");
        BroadcastStream<Message> indicators = environment
                .fromSource(indicators(options, kafka), WatermarkStrategy.noWatermarks(), "indicators")
                .uid("indicators")
                .setParallelism(1)
                .broadcast(HeldIndicators.STATE);
        SingleOutputStreamOperator<Outgoing> hits = lines.connect(indicators)
                .process(new LineMatching(
                        kafka, options.indicators, options.profile, Duration.ofSeconds(options.patienceSeconds)))
                .returns(TypeInformation.of(Outgoing.class))
                .uid("matching")
                .name("matching");
        hits.sinkTo(to(options.hits, kafka)).uid("hits").name("hits");
        hits.getSideOutput(LineMatching.DEAD)
                .sinkTo(to(options.deadLetters, kafka))
                .uid("dead-letters")
                .name("dead letters");
    }

    private static Properties settings(JobOptions options) {
        try {
            return KafkaSettings.read(options.servers, options.kafka);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the properties for Kafka, " + options.kafka, e);
        }
    }

    @SuppressWarnings("deprecation") // the connector takes no other type, and Kafka names no successor
    private static KafkaSource<Message> lines(JobOptions options, Properties kafka) {
        OffsetResetStrategy otherwise =
                options.from == JobOptions.From.start ? OffsetResetStrategy.EARLIEST : OffsetResetStrategy.LATEST;
        return KafkaSource.<Message>builder()
                .setProperties(kafka)
                .setTopics(options.lines)
                .setGroupId(options.group)
                .setClientIdPrefix(options.group + "-lines")
                .setStartingOffsets(OffsetsInitializer.committedOffsets(otherwise))
                .setDeserializer(new MessageReading())
                .build();
    }

    /** Read from its start: tasks skip what they hold already. No group: nobody needs to know how far it is. */
    private static KafkaSource<Message> indicators(JobOptions options, Properties kafka) {
        return KafkaSource.<Message>builder()
                .setProperties(kafka)
                .setTopics(options.indicators)
                .setClientIdPrefix(options.group + "-indicators")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setProperty("commit.offsets.on.checkpoint", "false")
                .setDeserializer(new MessageReading())
                .build();
    }

    /** At least once: what comes twice after a failure has the same id, and the node counts it once. */
    private static KafkaSink<Outgoing> to(String topic, Properties kafka) {
        return KafkaSink.<Outgoing>builder()
                .setKafkaProducerConfig(KafkaSettings.with(kafka, "enable.idempotence", "true", "acks", "all"))
                .setBootstrapServers(kafka.getProperty("bootstrap.servers"))
                .setRecordSerializer(new MessageWriting(topic))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .build();
    }
}
