package org.commonwatch.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.commonwatch.sim.Simulation.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Communities of every scenario by seed. A failure prints the shortest story; {@code sim --from SEED} tells it again. */
class SeedsTest {
    private static final long FROM = 1;

    /** Each scenario some dozen times; less than half a minute on one core. */
    private static final int SEEDS = 700;

    private static final int SEEDS_LONG = 20_000;

    @Test
    void noPromiseBreaks() {
        Set<String> scenarios = new HashSet<>();
        for (long seed = FROM; seed < FROM + SEEDS; seed++) {
            scenarios.add(check(seed).scenario());
        }
        assertEquals(Scenario.ALL.size(), scenarios.size());
    }

    /** A quick restart whose cosigners repeat their lines; a torn tile of the served tree under entries not yet published. */
    @Test
    void seedsThatOnceBrokeDoNot() {
        check(2_112);
        check(2_489);
    }

    @Test
    @Tag("long")
    void noPromiseBreaksInVeryManySeeds() {
        for (long seed = FROM + SEEDS; seed < FROM + SEEDS + SEEDS_LONG; seed++) {
            check(seed);
        }
    }

    private static Outcome check(long seed) {
        Outcome outcome = Simulation.run(seed);
        if (outcome.broken().isPresent()) {
            Outcome shortest = Simulation.shortest(seed);
            throw new AssertionError("seed " + seed + ", " + outcome.scenario() + ": "
                    + shortest.broken().orElseThrow() + "\n" + String.join("\n", shortest.story()));
        }
        return outcome;
    }

    @Test
    void aSeedTellsTheSameStoryTwice() {
        for (long seed = FROM; seed < FROM + Scenario.ALL.size(); seed++) {
            assertEquals(Simulation.run(seed).story(), Simulation.run(seed).story(), "seed " + seed);
        }
    }

    @Test
    void theWeatherIsBadEnough() {
        int fullDisks = 0;
        int crashes = 0;
        int partitions = 0;
        int refusals = 0;
        for (long seed = FROM; seed < FROM + 100; seed++) {
            Outcome outcome = Simulation.run(seed);
            String story = String.join("\n", outcome.story());
            fullDisks += story.contains("disk is full") ? 1 : 0;
            crashes += story.contains("loses power") ? 1 : 0;
            partitions += story.contains("falls into two parts") ? 1 : 0;
            refusals += outcome.noticed().containsKey("witness-disk") ? 1 : 0;
        }
        assertTrue(
                fullDisks > 20 && crashes > 50 && partitions > 20 && refusals > 2,
                fullDisks + " full disks, " + crashes + " crashes, " + partitions + " partitions, " + refusals
                        + " failed witness disks");
    }
}
