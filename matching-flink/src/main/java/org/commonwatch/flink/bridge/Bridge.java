package org.commonwatch.flink.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.commonwatch.flink.topics.KafkaSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * Two loops, each on a thread of its own: indicators from the node to Kafka, hits from Kafka to the node. Whatever fails is begun
 * anew after a while, from what Kafka and the node say.
 */
public final class Bridge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

    /** Closing waits this long for a push that is under way; what is not told now is told at the next start. */
    private static final long CLOSE_MILLIS_MAX = 5_000;

    /** A loop that ran for so long had recovered; its next fault is waited out anew. */
    private static final long HEALTHY_NANOS = 60_000_000_000L;

    private static final int WRONG_USAGE = 2;
    private static final int FAULT = 3;

    private final Pause pause = new Pause();
    private final Thread publishing;
    private final Thread forwarding;

    private Bridge(BridgeOptions options, Properties kafka, NodeClient node) {
        this.publishing = Thread.ofPlatform()
                .name("indicators")
                .unstarted(() -> again("indicators", () -> {
                    try (Publication publication = Publication.open(kafka, options.indicators, node)) {
                        while (!pause.isOver()) {
                            publication.step();
                            pause.millis(options.pollSeconds * 1_000L);
                        }
                    }
                }));
        this.forwarding = Thread.ofPlatform()
                .name("hits")
                .unstarted(() -> again("hits", () -> {
                    try (Forwarding hits =
                            Forwarding.open(kafka, options.hits, options.group, options.deadLetters, node, pause)) {
                        while (!pause.isOver()) {
                            hits.step();
                        }
                    }
                }));
    }

    public static void main(String... arguments) {
        BridgeOptions options = new BridgeOptions();
        CommandLine line = new CommandLine(options);
        try {
            if (CommandLine.printHelpIfRequested(line.parseArgs(arguments))) {
                return;
            }
        } catch (CommandLine.ParameterException wrong) {
            System.err.println(wrong.getMessage());
            line.usage(System.err);
            System.exit(WRONG_USAGE);
        }
        try {
            Bridge bridge = start(options);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(bridge::close));
        } catch (IOException fault) {
            System.err.println(fault);
            System.exit(FAULT);
        }
    }

    static Bridge start(BridgeOptions options) throws IOException {
        Properties kafka = KafkaSettings.read(options.servers, options.kafka);
        NodeClient node =
                new NodeClient(options.node, options.source, token(options.readToken), token(options.pushToken));
        Bridge bridge = new Bridge(options, kafka, node);
        bridge.publishing.start();
        bridge.forwarding.start();
        return bridge;
    }

    private static String token(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    private interface Loop {
        void run() throws IOException, InterruptedException;
    }

    private void again(String what, Loop loop) {
        Pause.Waits waits = pause.waits();
        try {
            while (!pause.isOver()) {
                long begun = System.nanoTime();
                try {
                    loop.run();
                } catch (IOException | KafkaException fault) {
                    if (fault instanceof InterruptException) {
                        return;
                    }
                    LOG.warn("{}: begun anew after a fault", what, fault);
                    waits = System.nanoTime() - begun > HEALTHY_NANOS ? pause.waits() : waits;
                    waits.next();
                }
            }
        } catch (InterruptedException over) {
            LOG.debug("{}: ended", what);
        }
    }

    @Override
    public void close() {
        pause.end();
        try {
            publishing.join(CLOSE_MILLIS_MAX);
            forwarding.join(CLOSE_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
