package org.commonwatch.flink.bridge;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the bridge is told when it is started. */
@Command(
        name = "matching-bridge",
        sortOptions = false,
        description = {
            "Says in Kafka what a node looks for, and tells the node of lines that the matching job found to hit.",
            "One for a node; it keeps nothing and may be started again at any time."
        },
        footer = {
            "",
            "Example:",
            "  java -cp commonwatch-matching-flink-VERSION-job.jar org.commonwatch.flink.bridge.Bridge \\",
            "    --node http://127.0.0.1:8080 --read-token read.token --push-token push.token \\",
            "    --source cluster --servers kafka:9092"
        })
final class BridgeOptions {
    private static final int POLL_SECONDS = 2;

    @Option(names = "--node", required = true, paramLabel = "URL", description = "The node.")
    URI node = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--read-token",
            required = true,
            paramLabel = "FILE",
            description = "Holds a token that may read; the job looks for what this token may see.")
    Path readToken = Path.of("");

    @Option(
            names = "--push-token",
            required = true,
            paramLabel = "FILE",
            description = "Holds a token that may push to the source.")
    Path pushToken = Path.of("");

    @Option(
            names = "--source",
            required = true,
            paramLabel = "NAME",
            description = "The node's source of kind push that takes the lines.")
    String source = "";

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

    @Option(
            names = "--indicators",
            paramLabel = "TOPIC",
            description = "Where it says what to look for; made when there is none (${DEFAULT-VALUE}).")
    String indicators = "commonwatch-indicators";

    @Option(names = "--hits", paramLabel = "TOPIC", description = "Where hits are read (${DEFAULT-VALUE}).")
    String hits = "commonwatch-hits";

    @Option(
            names = "--dead-letters",
            paramLabel = "TOPIC",
            description = "Where messages are told of that could not be used (${DEFAULT-VALUE}).")
    String deadLetters = "commonwatch-dead-letters";

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "Group of consumers that reads the hits (${DEFAULT-VALUE}).")
    String group = "commonwatch-bridge";

    @Option(
            names = "--poll-seconds",
            paramLabel = "N",
            description = "Between two questions to the node for what it looks for (${DEFAULT-VALUE}).")
    int pollSeconds = POLL_SECONDS;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this and ends.")
    boolean help;
}
