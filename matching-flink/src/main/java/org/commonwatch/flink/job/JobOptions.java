package org.commonwatch.flink.job;

import java.nio.file.Path;
import java.util.Optional;
import org.commonwatch.matching.scan.Profile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the job is told when it is started. */
@Command(
        name = "matching-job",
        sortOptions = false,
        mixinStandardHelpOptions = false,
        description = {
            "Looks for the node's indicators in a topic of lines, and writes what it finds to a topic of hits.",
            "A job of Apache Flink, to be handed to a cluster."
        },
        footer = {
            "",
            "Example:",
            "  flink run -d commonwatch-matching-flink-VERSION-job.jar --servers kafka:9092 \\",
            "    --parallelism 8 --checkpoints s3://bucket/commonwatch"
        })
final class JobOptions {
    /** Between two checkpoints unless told otherwise: what is read again after a failure, against what is written. */
    private static final int CHECKPOINT_SECONDS = 30;

    private static final int PATIENCE_SECONDS = 600;

    @Option(
            names = "--servers",
            required = true,
            paramLabel = "HOST:PORT,...",
            description = "Brokers of Kafka to begin with.")
    String servers = "";

    @Option(
            names = "--kafka",
            paramLabel = "FILE",
            description = "Properties for every client of Kafka: security.protocol and the like.")
    Optional<Path> kafka = Optional.empty();

    @Option(names = "--lines", paramLabel = "TOPIC", description = "Where lines are read (${DEFAULT-VALUE}).")
    String lines = "commonwatch-lines";

    @Option(
            names = "--indicators",
            paramLabel = "TOPIC",
            description = "Where the bridge says what to look for (${DEFAULT-VALUE}).")
    String indicators = "commonwatch-indicators";

    @Option(names = "--hits", paramLabel = "TOPIC", description = "Where hits are written (${DEFAULT-VALUE}).")
    String hits = "commonwatch-hits";

    @Option(
            names = "--dead-letters",
            paramLabel = "TOPIC",
            description = "Where messages are told of that could not be used (${DEFAULT-VALUE}).")
    String deadLetters = "commonwatch-dead-letters";

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "Group of consumers under which Kafka shows how far the job is (${DEFAULT-VALUE}).")
    String group = "commonwatch-matching";

    @Option(
            names = "--from",
            paramLabel = "start|end",
            description = "Where a job without checkpoint begins that has read nothing yet (${DEFAULT-VALUE}).")
    From from = From.end;

    /** Written in lower case, as people type them. */
    enum From {
        start,
        end
    }

    @Option(
            names = "--profile",
            paramLabel = "default|zeek",
            description = "How strictly lines are compared, as in 'commonwatch scan'.",
            converter = ProfileWord.class)
    Profile profile = Profile.DEFAULT;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Tasks that scan; more than the topic of lines has partitions do nothing. Without it the"
                    + " cluster decides.")
    Optional<Integer> parallelism = Optional.empty();

    @Option(
            names = "--checkpoints",
            paramLabel = "FOLDER",
            description =
                    "Where checkpoints are kept, as a URI that every machine reaches. Without it the cluster's own"
                            + " setting counts.")
    Optional<String> checkpoints = Optional.empty();

    @Option(
            names = "--checkpoint-seconds",
            paramLabel = "N",
            description = "Between two checkpoints (${DEFAULT-VALUE}).")
    int checkpointSeconds = CHECKPOINT_SECONDS;

    @Option(
            names = "--wait-seconds",
            paramLabel = "N",
            description = "How long a task waits for the first indicators before it fails (${DEFAULT-VALUE}).")
    int patienceSeconds = PATIENCE_SECONDS;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this and ends.")
    boolean help;

    /** Profiles by the words of the command line. */
    static final class ProfileWord implements picocli.CommandLine.ITypeConverter<Profile> {
        @Override
        public Profile convert(String word) {
            return switch (word) {
                case "default" -> Profile.DEFAULT;
                case "zeek" -> Profile.ZEEK;
                default -> throw new picocli.CommandLine.TypeConversionException("default or zeek, not " + word);
            };
        }
    }
}
