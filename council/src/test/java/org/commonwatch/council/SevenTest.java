package org.commonwatch.council;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.commonwatch.council.CouncilTest.Load;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest council there is. */
class SevenTest {
    /** How long it is watched that nothing is answered. */
    private static final Duration STILL = Duration.ofSeconds(2);

    @TempDir
    Path home;

    private static void goesOn(Load load, String what) {
        int before = load.count();
        Party.await(what, () -> load.count() > before + 5);
    }

    @Test
    void aCouncilOfSevenGrowsLosesThreeStandsStillWithoutAFourthAndShrinks()
            throws Refused, IOException, InterruptedException {
        try (LocalCouncil council = new LocalCouncil(home)) {
            CouncilSequencer first = council.open(0);
            council.leader();
            try (Load load = new Load(first, Party.author(1))) {
                for (int next = 1; next < 7; next++) {
                    council.grow(next);
                    goesOn(load, "a council of " + (next + 1));
                }
                List<Integer> gone = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    int leader = council.leaderNumber();
                    // The first one has the load.
                    int next = leader != 0
                            ? leader
                            : List.of(6, 5, 4).stream()
                                    .filter(number -> !gone.contains(number))
                                    .findFirst()
                                    .orElseThrow();
                    gone.add(next);
                    council.close(next);
                }
                goesOn(load, "four of seven");
                int fourth = List.of(1, 2, 3, 4).stream()
                        .filter(number -> !gone.contains(number))
                        .findFirst()
                        .orElseThrow();
                council.close(fourth);
                // What was agreed on before is still answered.
                Thread.sleep(STILL);
                int still = load.count();
                Thread.sleep(STILL);
                assertEquals(still, load.count(), "three of seven answered");
                council.open(fourth);
                goesOn(load, "four of seven again");
                for (int number : gone) {
                    council.open(number);
                }
                goesOn(load, "all seven");
                if (council.leaderNumber() != 6) {
                    council.shrink(6);
                    council.close(6);
                } else {
                    council.shrink(5);
                    council.close(5);
                }
                goesOn(load, "six");
                Set<Digest> answered = load.end();
                for (CouncilSequencer node : council.running()) {
                    Party.await(
                            "all of it is final at each",
                            () -> CouncilTest.statements(node).containsAll(answered));
                }
                long size = first.finality().finalSize();
                for (CouncilSequencer node : council.running()) {
                    assertEquals(first.reader().rootAt(size), node.reader().rootAt(size));
                }
                assertEquals(6, council.leader().seats().size());
            }
        }
    }
}
