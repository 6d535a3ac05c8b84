package org.commonwatch.node.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberedPushesTest {
    private static final int NUMBERS_MAX = 500;

    @TempDir
    Path folder;

    /** Senders go back and repeat, at random, but never by more than is remembered. */
    @Test
    void countsEachLineOnceHoweverItIsRepeated() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("NumberedPushesTest seed " + seed);
        Random dice = new Random(seed);
        Map<String, TreeSet<Long>> sent = new TreeMap<>();
        try (SourceFixture node = new SourceFixture(folder)) {
            Source source = node.add("cluster", new Settings.Push());
            NumberedPushes pushes = new NumberedPushes(node.local, node.uptake, NUMBERS_MAX);
            long[] at = {0, 1_000_000, 7};
            long taken = 0;
            for (int push = 0; push < 300; push++) {
                List<NumberedLine> lines = new ArrayList<>();
                int stream = dice.nextInt(at.length);
                // Forward by 100 and back by at most 99: what is sent anew is always among the newest.
                at[stream] = Math.max(0, at[stream] - dice.nextInt(100));
                for (int i = 0; i < 100; i++) {
                    at[stream] += dice.nextInt(3);
                    lines.add(line("t/" + stream, at[stream]));
                    sent.computeIfAbsent("t/" + stream, any -> new TreeSet<>()).add(at[stream]);
                }
                NumberedPushes.Done done = pushes.take(source, lines);
                assertEquals(100, done.lines() + done.repeated());
                taken += done.lines();
            }
            String what = "seed " + seed;
            assertEquals(sent.values().stream().mapToLong(TreeSet::size).sum(), taken, what);
            assertTrue(node.counts().values().stream().allMatch(count -> count == 1), what);
            assertEquals(taken, node.counts().size(), what);
        }
    }

    @Test
    void remembersABoundedNumberAndTakesNothingBelowThem() throws Exception {
        try (SourceFixture node = new SourceFixture(folder)) {
            Source source = node.add("cluster", new Settings.Push());
            NumberedPushes pushes = new NumberedPushes(node.local, node.uptake, NUMBERS_MAX);
            for (int push = 0; push < 25; push++) {
                List<NumberedLine> lines = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    lines.add(line("t/0", 1_000_000 + push * 1_000L + i));
                }
                pushes.take(source, lines);
            }
            long kept = node.local.read(db -> db.number("SELECT count(*) FROM source_stream_line"));
            assertTrue(kept >= NUMBERS_MAX && kept <= NUMBERS_MAX + NUMBERS_MAX / 10 + 1_000, "kept " + kept);
            long counted = node.local.read(db -> db.number("SELECT kept FROM source_stream"));
            assertEquals(kept, counted);
            assertEquals(0, pushes.take(source, List.of(line("t/0", 3))).lines());
            assertEquals(1, pushes.take(source, List.of(line("t/1", 3))).lines());
        }
    }

    @Test
    void refusesMoreStreamsThanASourceMayHaveAndTakesNothingIn() throws Exception {
        try (SourceFixture node = new SourceFixture(folder)) {
            Source source = node.add("cluster", new Settings.Push());
            NumberedPushes pushes = new NumberedPushes(node.local, node.uptake);
            List<NumberedLine> lines = new ArrayList<>();
            for (int stream = 0; stream < NumberedPushes.STREAMS_MAX; stream++) {
                lines.add(line("t/" + stream, 0));
            }
            assertEquals(NumberedPushes.STREAMS_MAX, pushes.take(source, lines).lines());
            Refused refused = assertThrows(Refused.class, () -> pushes.take(source, List.of(line("one-more/0", 0))));
            assertEquals("streams-max", refused.refusal().code());
            assertEquals(NumberedPushes.STREAMS_MAX, node.counts().size());
        }
    }

    private static NumberedLine line(String stream, long number) {
        return new NumberedLine(stream, number, (stream + " " + number + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
