package org.commonwatch.node.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The node as it is shipped is killed again and again while a file that rotates grows by 50,000 lines a second, of which each
 * thousandth names an indicator and an own address that no other has: afterwards each of these has one hit of one line, and the
 * source counted what was written.
 */
@ExtendWith(NodeProcess.LastWords.class)
class KillUnderLoadTest {
    private static final int LINES_A_SECOND = 50_000;
    private static final int STEP_MILLIS = 20;
    private static final int STEP_LINES = LINES_A_SECOND * STEP_MILLIS / 1_000;

    /** Lines after which the file is rotated. */
    private static final int FILE_LINES = 137_000;

    /** Each such line names the indicator. */
    private static final int HIT_EACH = 1_000;

    /** A node is killed after so many lines, or when its time is over: a busy machine takes long to warm up. */
    private static final int LIFE_LINES_MIN = 1_000;

    private static final int LIFE_LINES_MAX = 100_000;
    private static final Duration LIFE_MAX = Duration.ofMinutes(1);
    private static final String INDICATOR = "beacon.harbour-kill.pt";
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    @TempDir
    Path folder;

    @Test
    void losesNoHitAndCountsNoneTwiceOverKills() throws Exception {
        play(new Random().nextLong(), 3, 1_000_000);
    }

    @Test
    @Tag("long")
    void losesNoHitAndCountsNoneTwiceOverManyKills() throws Exception {
        play(new Random().nextLong(), 30, 50_000_000);
    }

    /** @param linesMax after which nothing more is written, while kills go on until what is there is read */
    private void play(long seed, int kills, int linesMax) throws Exception {
        Optional<Path> packaged = NodeProcess.packaged();
        Assumptions.assumeTrue(packaged.isPresent(), "the packaged node is tested after packaging, by verify");
        Path jar = packaged.orElseThrow();
        System.out.println("KillUnderLoadTest seed " + seed);
        Random dice = new Random(seed);
        Path home = folder.resolve("home");
        Path log =
                Files.createFile(Files.createDirectory(folder.resolve("logs")).resolve("app.log"));
        try (NodeProcess node = NodeProcess.start(jar, home)) {
            prepare(node, log);
        }
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Wrote> writing = new FutureTask<>(() -> write(log, over, linesMax));
        Thread.ofPlatform().start(writing);
        for (int kill = 0; kill < kills; kill++) {
            try (NodeProcess node = NodeProcess.start(jar, home)) {
                live(node, dice.nextInt(LIFE_LINES_MIN, LIFE_LINES_MAX));
                node.kill();
            }
        }
        over.set(true);
        Wrote wrote = writing.get();
        int total = wrote.lines();
        try (NodeProcess node = NodeProcess.start(jar, home)) {
            long before = lines(node);
            untilLines(node, total);
            String what = "seed %d, %d kills, %,d lines at %,.0f a second, %,d of them before the last start"
                    .formatted(seed, kills, total, total / wrote.seconds(), before);
            System.out.println(what);
            assertTrue(before > 0 && before < total, what);
            assertEquals(total, lines(node), what);
            checkHits(node, total / HIT_EACH, what);
        }
    }

    /** Adds the source and waits until the indicator is looked for, as lines of another source show. */
    private static void prepare(NodeProcess node, Path log) throws IOException, InterruptedException {
        String type = "application/json";
        node.post(
                "/api/v1/sources",
                type,
                "{\"name\":\"app\",\"kind\":\"file\",\"path\":\"" + log + "*\",\"from\":\"start\"}",
                201);
        node.post("/api/v1/sources", type, "{\"name\":\"probe\",\"kind\":\"push\"}", 201);
        node.post("/api/v1/imports?format=text&tlp=green", "text/plain", "Seen: " + INDICATOR, 200);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (node.post("/api/v1/sources/probe/lines", "text/plain", "host=" + INDICATOR + "\n", 200)
                        .path("hits")
                        .asInt()
                == 0) {
            assertTrue(System.nanoTime() < deadline, "the indicator is not looked for");
            Thread.sleep(STEP_MILLIS);
        }
    }

    private static void checkHits(NodeProcess node, int injected, String what)
            throws IOException, InterruptedException {
        Set<String> assets = new HashSet<>();
        long lines = 0;
        int groups = 0;
        String path = "/api/v1/matching/hits?source=app&limit=100";
        for (String next = ""; next != null; ) {
            JsonNode page = node.get(path + next);
            for (JsonNode hit : page.path("hits")) {
                lines += hit.path("lines").asLong();
                groups++;
                assets.add(hit.path("asset").asText());
            }
            next = page.path("next").isNumber() ? "&before=" + page.path("next").asLong() : null;
        }
        assertEquals(injected, lines, what);
        assertEquals(injected, groups, what);
        assertEquals(injected, assets.size(), what);
    }

    private static long lines(NodeProcess node) throws IOException, InterruptedException {
        return node.get("/api/v1/sources/app").path("lines").asLong();
    }

    private static void live(NodeProcess node, int lines) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIFE_MAX.toNanos();
        long goal = lines(node) + lines;
        while (lines(node) < goal && System.nanoTime() < deadline) {
            Thread.sleep(STEP_MILLIS);
        }
    }

    private static void untilLines(NodeProcess node, int total) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (lines(node) < total) {
            assertTrue(System.nanoTime() < deadline, "the lines are not taken in");
            Thread.sleep(STEP_MILLIS);
        }
        Thread.sleep(STEP_MILLIS * 50L); // for what would come twice
    }

    private record Wrote(int lines, double seconds) {}

    /** Writes at a steady rate, in pieces that end anywhere within a line, and rotates. */
    private static Wrote write(Path log, AtomicBoolean over, int linesMax) throws IOException, InterruptedException {
        long began = System.nanoTime();
        int from = 0;
        for (int file = 1; !over.get() && from < linesMax; file++) {
            if (file > 1) {
                Files.move(log, log.resolveSibling("app.log." + (file - 1)));
            }
            from = writeFile(log, over, from, began);
        }
        return new Wrote(from, Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3);
    }

    /** Returns the number of the line after the last one. */
    private static int writeFile(Path log, AtomicBoolean over, int first, long began)
            throws IOException, InterruptedException {
        int from = first;
        try (OutputStream out = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] rest = new byte[0];
            while (from - first < FILE_LINES && !over.get()) {
                byte[] step = lines(from, from + STEP_LINES);
                int cut = step.length - from % 61;
                out.write(rest);
                out.write(step, 0, cut);
                rest = Arrays.copyOfRange(step, cut, step.length);
                from += STEP_LINES;
                long due = began + from * 1_000_000_000L / LINES_A_SECOND;
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            }
            out.write(rest);
        }
        return from;
    }

    private static byte[] lines(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            boolean hit = i % HIT_EACH == 0;
            text.append("2026-11-25T12:00:00Z src=10.")
                    .append(hit ? 1 : 2)
                    .append('.')
                    .append(i / HIT_EACH / 250)
                    .append('.')
                    .append(i / HIT_EACH % 250)
                    .append(" host=")
                    .append(hit ? INDICATOR : "www.example")
                    .append(" number=")
                    .append(i)
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
