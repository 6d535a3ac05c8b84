package org.commonwatch.node.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
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

    @TempDir
    Path folder;

    @Test
    void losesNoLineAndCountsNoneTwiceOverKills() throws Exception {
        play(new Random().nextLong(), 3, 4);
    }

    @Test
    @Tag("long")
    void losesNoLineAndCountsNoneTwiceOverAMinuteOfKills() throws Exception {
        play(new Random().nextLong(), 60, 40);
    }

    private void play(long seed, int seconds, int kills) throws Exception {
        System.out.println("TailKillTest seed " + seed);
        Random dice = new Random(seed);
        Path log = Files.createFile(folder.resolve("app.log"));
        try (SourceFixture node = new SourceFixture(folder.resolve("home"))) {
            node.add("app", new Settings.Files(log.toString(), 0, true));
        }
        int total = seconds * LINES_A_SECOND;
        Thread writer = Thread.ofPlatform().start(() -> write(log, total));
        int millisEach = seconds * 1_000 / kills;
        int killed = 0;
        while (killed < kills) {
            Process reader = start();
            Thread.sleep(millisEach / 2 + dice.nextInt(millisEach));
            reader.destroyForcibly();
            reader.waitFor();
            killed++;
        }
        writer.join();
        try (SourceFixture node = new SourceFixture(folder.resolve("home"))) {
            long before = lines(node);
            try (FileTail tail = node.tail(node.store.named("app").orElseThrow())) {
                int still = 0;
                while (still < 3) {
                    tail.lookNext();
                    still = tail.step() || lines(node) < total ? 0 : still + 1;
                    assertTrue(lines(node) <= total, "counted twice, seed " + seed);
                }
            }
            String what = "seed " + seed + ", " + killed + " kills, " + before + " lines before the last start";
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
    private static void write(Path log, int total) {
        try (OutputStream out = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            int perStep = LINES_A_SECOND * STEP_MILLIS / 1_000;
            byte[] rest = new byte[0];
            for (int from = 0; from < total; from += perStep) {
                StringBuilder text = new StringBuilder();
                for (int i = from; i < Math.min(total, from + perStep); i++) {
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
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The process that is killed. */
    static final class Following {
        private Following() {}

        public static void main(String... arguments) throws Refused, InterruptedException {
            SourceFixture node = new SourceFixture(Path.of(arguments[0]).resolve("home"));
            FileTail tail = node.tail(node.store.named("app").orElseThrow());
            while (true) {
                if (!tail.step()) {
                    Thread.sleep(STEP_MILLIS);
                }
            }
        }
    }
}
