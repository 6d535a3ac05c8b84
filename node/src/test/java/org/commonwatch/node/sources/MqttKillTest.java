package org.commonwatch.node.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program publishes without a pause while the process that takes its messages in is killed again and again, and the broker
 * is restarted: afterwards every message is there once.
 */
class MqttKillTest {
    private static final int STEP_LINES = 50;
    private static final int STEP_MILLIS = 10;
    private static final int LIFE_MILLIS_MAX = 1_500;

    @TempDir
    Path folder;

    @Test
    void losesNoMessageAndCountsNoneTwiceOverKills() throws Exception {
        play(new Random().nextLong(), 4);
    }

    @Test
    @Tag("long")
    void losesNoMessageAndCountsNoneTwiceOverManyKills() throws Exception {
        play(new Random().nextLong(), 60);
    }

    private void play(long seed, int kills) throws Exception {
        Optional<Path> mosquitto = Mosquitto.installed();
        Assumptions.assumeTrue(mosquitto.isPresent(), "there is no mosquitto on this machine");
        System.out.println("MqttKillTest seed " + seed);
        Random dice = new Random(seed);
        try (Mosquitto broker = Mosquitto.start(mosquitto.orElseThrow(), folder, "allow_anonymous true")) {
            URI address = broker.address("mqtt");
            try (SourceFixture node = new SourceFixture(home(folder))) {
                Source source = node.add(
                        "queue", new Settings.Mqtt(address, "logs/#", "killed", Optional.empty(), Optional.empty(), 1));
                try (MqttTest.Running first = following(node, source)) {
                    first.connected();
                }
            }
            int total = 0;
            for (int half = 0; half < 2; half++) {
                total = publishOverKills(address, total, kills / 2, dice);
                broker.stop();
                broker.startAgain();
            }
            try (SourceFixture node = new SourceFixture(home(folder))) {
                long before = lines(node);
                Source source = node.store.named("queue").orElseThrow();
                int all = total;
                try (MqttTest.Running last = following(node, source)) {
                    MqttTest.until("all are taken", () -> lines(node) >= all);
                    last.connected();
                    Thread.sleep(STEP_MILLIS * (long) STEP_LINES); // for what would come twice
                }
                String what = "seed " + seed + ", " + kills + " kills, " + before + " of " + total
                        + " messages before the last start";
                assertTrue(before > 0, what);
                assertEquals(total, lines(node), what);
                assertEquals(total, node.counts().size(), what);
                System.out.println(what);
            }
        }
    }

    private int publishOverKills(URI broker, int from, int kills, Random dice) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger published = new AtomicInteger(from);
        Thread publishing = Thread.ofPlatform().start(() -> publish(broker, over, published));
        for (int kill = 0; kill < kills; kill++) {
            Process taking = start();
            try (BufferedReader said =
                    new BufferedReader(new InputStreamReader(taking.getInputStream(), StandardCharsets.UTF_8))) {
                assertEquals(Following.READY, said.readLine(), "the process did not start");
                Thread.sleep(dice.nextInt(LIFE_MILLIS_MAX));
            }
            taking.destroyForcibly();
            taking.waitFor();
        }
        over.set(true);
        publishing.join();
        return published.get();
    }

    private static void publish(URI broker, AtomicBoolean over, AtomicInteger published) {
        try (Publisher publisher = new Publisher(broker)) {
            while (!over.get()) {
                int from = published.get();
                publisher.publish("logs/app", MqttTest.numbers(from, from + STEP_LINES));
                published.set(from + STEP_LINES);
                Thread.sleep(STEP_MILLIS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the publisher", e);
        }
    }

    private static long lines(SourceFixture node) {
        return node.local.read(db -> db.number("SELECT lines FROM source"));
    }

    private static Path home(Path folder) {
        return folder.resolve("home");
    }

    private static MqttTest.Running following(SourceFixture node, Source source) {
        return MqttTest.Running.start(
                node, source, new MqttOpening((Settings.Mqtt) source.settings(), Publisher::noTls));
    }

    private Process start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Following.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The process that is killed. */
    static final class Following {
        static final String READY = "following";

        private Following() {}

        public static void main(String... arguments) throws InterruptedException {
            SourceFixture node = new SourceFixture(home(Path.of(arguments[0])));
            MqttTest.Running running = following(node, node.store.named("queue").orElseThrow());
            running.connected();
            System.out.println(READY);
            Thread.currentThread().join();
        }
    }
}
