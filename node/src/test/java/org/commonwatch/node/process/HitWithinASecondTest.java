package org.commonwatch.node.process;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A line of a watched file and an indicator meet on the page of hits, whichever comes first, and with a restart between them.
 * The time it takes is printed; what is asserted is that it happens, and not before there is a cause.
 */
@ExtendWith(NodeProcess.LastWords.class)
class HitWithinASecondTest {
    /** Generous, because the machine that runs the tests may be busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int SECOND_MILLIS = 1_000;
    private static final int POLL_MILLIS = 10;

    @TempDir
    Path folder;

    @Test
    void aLineAndAnIndicatorMeetOnThePageWhicheverComesFirst() throws Exception {
        Optional<Path> packaged = NodeProcess.packaged();
        Assumptions.assumeTrue(packaged.isPresent(), "the packaged node is tested after packaging, by verify");
        Path jar = packaged.orElseThrow();
        Path home = folder.resolve("home");
        Path log = Files.createFile(folder.resolve("app.log"));
        try (NodeProcess node = NodeProcess.start(jar, home)) {
            node.post(
                    "/api/v1/sources",
                    "application/json",
                    "{\"name\":\"app\",\"kind\":\"file\",\"path\":\"" + log + "\",\"from\":\"start\"}",
                    201);
            append(log, "nothing.example");
            untilLines(node, 1);

            take(node, "first-the-indicator.harbour.pt");
            Thread.sleep(SECOND_MILLIS);
            assertAbsent(node, "first-the-indicator.harbour.pt");
            long appended = append(log, "first-the-indicator.harbour.pt");
            untilOnPage(node, "first-the-indicator.harbour.pt", appended, "line after its indicator");

            append(log, "first-the-line.harbour.pt");
            Thread.sleep(SECOND_MILLIS);
            assertAbsent(node, "first-the-line.harbour.pt");
            long taken = take(node, "first-the-line.harbour.pt");
            untilOnPage(node, "first-the-line.harbour.pt", taken, "indicator after its line");

            take(node, "indicator-then-restart.harbour.pt");
            append(log, "line-then-restart.harbour.pt");
            untilLines(node, 4);
            node.stop();
        }
        try (NodeProcess node = NodeProcess.start(jar, home)) {
            assertAbsent(node, "indicator-then-restart.harbour.pt");
            assertAbsent(node, "line-then-restart.harbour.pt");
            long appended = append(log, "indicator-then-restart.harbour.pt");
            untilOnPage(node, "indicator-then-restart.harbour.pt", appended, "line after a restart");
            long taken = take(node, "line-then-restart.harbour.pt");
            untilOnPage(node, "line-then-restart.harbour.pt", taken, "indicator after a restart");
        }
    }

    /** Returns when the line was in the file. */
    private static long append(Path log, String name) throws IOException {
        Files.writeString(log, "2026-11-25T12:00:00Z src=10.1.2.3 host=" + name + "\n", StandardOpenOption.APPEND);
        return System.nanoTime();
    }

    /** Returns when the import was answered. */
    private static long take(NodeProcess node, String name) throws IOException, InterruptedException {
        node.post("/api/v1/imports?format=text&tlp=green", "text/plain", "Seen: " + name.replace(".", "[.]"), 200);
        return System.nanoTime();
    }

    private static void assertAbsent(NodeProcess node, String name) throws IOException, InterruptedException {
        assertFalse(node.page("/hits").contains(name), name + " is on the page before its time");
    }

    private static void untilOnPage(NodeProcess node, String name, long since, String what)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!node.page("/hits").contains(name)) {
            assertTrue(System.nanoTime() < deadline, () -> what + ": not on the page within " + PATIENCE);
            Thread.sleep(POLL_MILLIS);
        }
        System.out.println(what + ": on the page after "
                + Duration.ofNanos(System.nanoTime() - since).toMillis() + " ms");
    }

    private static void untilLines(NodeProcess node, int lines) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (node.get("/api/v1/sources/app").path("lines").asInt() < lines) {
            assertTrue(System.nanoTime() < deadline, "the line is not taken in");
            Thread.sleep(POLL_MILLIS);
        }
    }
}
