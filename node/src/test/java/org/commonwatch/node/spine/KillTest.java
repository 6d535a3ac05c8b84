package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.PageQuestion.Versions;
import org.commonwatch.node.sharing.SharingFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own puts objects and says so, and is killed at a random moment: what it said is there. */
class KillTest {
    private static final int LIFE_MILLIS_MAX = 400;
    private static final int NUMBERS_EACH = 100_000;

    @TempDir
    Path folder;

    @Test
    void nothingAcknowledgedIsLostToKills() throws Exception {
        kill(new Random().nextLong(), 5);
    }

    @Test
    @Tag("long")
    void nothingAcknowledgedIsLostToAHundredKills() throws Exception {
        kill(new Random().nextLong(), 100);
    }

    private void kill(long seed, int kills) throws Exception {
        System.out.println("KillTest seed " + seed);
        Random dice = new Random(seed);
        Set<String> acknowledged = new HashSet<>();
        for (int kill = 0; kill < kills; kill++) {
            int saidBefore = acknowledged.size();
            Process node = start(kill * NUMBERS_EACH);
            try (BufferedReader said =
                    new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
                String line = said.readLine();
                Thread killer = Thread.ofPlatform().start(() -> killSoon(node, dice.nextInt(LIFE_MILLIS_MAX)));
                while (line != null) {
                    if (line.startsWith("indicator--") && line.endsWith(";")) {
                        acknowledged.add(line.substring(0, line.length() - 1));
                    }
                    line = said.readLine();
                }
                killer.join();
            } catch (IOException streamClosedByTheKill) {
                assertTrue(acknowledged.size() >= saidBefore);
            }
            node.waitFor();
            check(acknowledged, "kill " + kill + " of seed " + seed);
        }
        assertTrue(acknowledged.size() >= kills, "only " + acknowledged.size() + " acknowledged, seed " + seed);
    }

    private static void killSoon(Process node, int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        node.destroyForcibly();
    }

    private Process start(int from) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Putting.class.getName(),
                        folder.toString(),
                        Integer.toString(from))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void check(Set<String> acknowledged, String what) {
        try (SharingFixture node = SharingFixture.open(folder)) {
            node.node.catchUp();
            node.node.verify();
            Set<String> found = new HashSet<>();
            for (Log log : node.node.logs().all()) {
                node.everything(log, Versions.ALL).stream().map(Item::id).forEach(found::add);
            }
            Set<String> lost = new HashSet<>(acknowledged);
            lost.removeAll(found);
            assertEquals(Set.of(), lost, what);
            String replayed = node.node.contentHash();
            node.node.spine().rebuild(Replay.BATCH_ENTRIES_MAX);
            assertEquals(replayed, node.node.contentHash(), what);
        }
    }

    /** The process that is killed. */
    static final class Putting {
        private Putting() {}

        public static void main(String... arguments) {
            SharingFixture node = SharingFixture.open(Path.of(arguments[0]));
            int from = Integer.parseInt(arguments[1]);
            for (int number = from; number < from + NUMBERS_EACH; number++) {
                var one = SharingFixture.indicator(number, 1);
                node.put(number % 2 == 0 ? node.node.home() : node.node.community(), "b-1", List.of(one));
                System.out.println(one.id() + ";");
                System.out.flush();
            }
        }
    }
}
