package org.commonwatch.node.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lines arrive at 50,000 a second while the process that follows their file is killed again and again: afterwards every line is
 * there once.
 */
class TailKillTest {
    private static final int LINES_A_SECOND = 50_000;
    private static final int STEP_MILLIS = 20;

    private static final int LIFE_MILLIS_MAX = 700;

    /** Steps without anything new after which all is read. */
    private static final int STILL_STEPS = 3;

    @TempDir
    Path folder;

    @Test
    void losesNoLineAndCountsNoneTwiceOverKills() throws Exception {
        play(new Random().nextLong(), 10, 4);
    }

    @Test
    @Tag("long")
    void losesNoLineAndCountsNoneTwiceOverManyKills() throws Exception {
        play(new Random().nextLong(), 120, 60);
    }

    private void play(long seed, int secondsMax, int kills) throws Exception {
        System.out.println("TailKillTest seed " + seed);
        Random dice = new Random(seed);
        Path log = Files.createFile(folder.resolve("app.log"));
        try (SourceFixture node = new SourceFixture(folder.resolve("home"))) {
            node.add("app", new Settings.Files(log.toString(), 0, true));
        }
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        Thread writer = Thread.ofPlatform().start(() -> written.set(write(log, over, secondsMax * LINES_A_SECOND)));
        for (int kill = 0; kill < kills; kill++) {
            Process reader = start();
            try (BufferedReader said =
                    new BufferedReader(new InputStreamReader(reader.getInputStream(), StandardCharsets.UTF_8))) {
                assertEquals(Following.READY, said.readLine(), "the reader did not start");
                Thread.sleep(dice.nextInt(LIFE_MILLIS_MAX));
            }
            reader.destroyForcibly();
            reader.waitFor();
        }
        over.set(true);
        writer.join();
        int total = written.get();
        try (SourceFixture node = new SourceFixture(folder.resolve("home"))) {
            long before = lines(node);
            try (FileTail tail = node.tail(node.store.named("app").orElseThrow())) {
                int still = 0;
                while (still < STILL_STEPS) {
                    tail.lookNext();
                    still = tail.step() ? 0 : still + 1;
                }
            }
            String what = "seed " + seed + ", " + kills + " kills, " + before + " lines before the last start";
            assertTrue(before > 0, what);
            assertEquals(total, lines(node), what);
            assertEquals(total, count(node, "SELECT count(*) FROM every_line"), what);
            assertEquals(total, count(node, "SELECT count(DISTINCT text) FROM every_line"), what);
            assertEquals(total, count(node, "SELECT count(DISTINCT line) FROM every_line"), what);
            System.out.println(what);
        }
    }

    private static long lines(SourceFixture node) {
        return count(node, "SELECT lines FROM source");
    }

    private static long count(SourceFixture node, String sql) {
        return node.local.read(db -> db.number(sql));
    }

    /** Writes at a steady rate, in pieces that end anywhere within a line. */
    private static int write(Path log, AtomicBoolean over, int linesMax) {
        try (OutputStream out = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            int perStep = LINES_A_SECOND * STEP_MILLIS / 1_000;
            byte[] rest = new byte[0];
            int from = 0;
            for (; from < linesMax && !over.get(); from += perStep) {
                StringBuilder text = new StringBuilder();
                for (int i = from; i < from + perStep; i++) {
                    text.append("2026-11-25T12:00:00Z host app: connection from 192.0.2.1 number ")
                            .append(i)
                            .append('\n');
                }
                byte[] step = text.toString().getBytes(StandardCharsets.UTF_8);
                int cut = step.length - from % 61;
                out.write(rest);
                out.write(step, 0, cut);
                rest = java.util.Arrays.copyOfRange(step, cut, step.length);
                Thread.sleep(STEP_MILLIS);
            }
            out.write(rest);
            return from;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the writer", e);
        }
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

        public static void main(String... arguments) throws Refused, InterruptedException {
            SourceFixture node = new SourceFixture(Path.of(arguments[0]).resolve("home"));
            FileTail tail = node.tail(node.store.named("app").orElseThrow());
            tail.step();
            System.out.println(READY);
            while (true) {
                if (!tail.step()) {
                    Thread.sleep(STEP_MILLIS);
                }
            }
        }
    }
}
