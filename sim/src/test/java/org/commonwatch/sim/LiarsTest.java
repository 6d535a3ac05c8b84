package org.commonwatch.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.commonwatch.sim.Scenario.Operator;
import org.commonwatch.sim.Simulation.Outcome;
import org.junit.jupiter.api.Test;

/** Each way to lie, by name: nothing breaks, and the members notice. */
class LiarsTest {
    private static final long SEED = 7_000;
    private static final int SEEDS = 16;

    /** What members noticed in some seeds of a scenario, none of which breaks anything. */
    private static Map<String, Integer> noticed(Scenario scenario) {
        Map<String, Integer> all = new TreeMap<>();
        for (long seed = SEED; seed < SEED + SEEDS; seed++) {
            Outcome outcome = Simulation.run(seed, scenario, Step.plan(seed, scenario), Parts.REAL);
            assertEquals(
                    Optional.empty(),
                    outcome.broken(),
                    () -> scenario + " seed " + outcome.seed() + "\n" + String.join("\n", outcome.story()));
            outcome.noticed().forEach((what, count) -> all.merge(what, count, Integer::sum));
            if (outcome.epochs() > 1) {
                all.merge("new epoch", 1, Integer::sum);
            }
        }
        return all;
    }

    private static Scenario calm(int members, Operator operator, int lyingWitnesses) {
        return new Scenario(operator.toString(), members, operator, lyingWitnesses, false, false);
    }

    private static void assertNoticed(Map<String, Integer> noticed, String... words) {
        for (String word : words) {
            assertTrue(noticed.getOrDefault(word, 0) > 0, word + " is not among " + noticed);
        }
    }

    @Test
    void anHonestCommunityNoticesNothing() {
        Map<String, Integer> noticed = noticed(calm(4, Operator.HONEST, 0));
        assertNoticed(noticed, "cosigned");
        assertTrue(
                noticed.keySet().stream().noneMatch(what -> what.startsWith("put-aside") || what.startsWith("fork")),
                noticed.toString());
    }

    @Test
    void aSequencerThatForksIsProvedToHaveDoneSo() {
        assertNoticed(noticed(calm(4, Operator.FORKS, 1)), "fork-proved", "new epoch");
        assertNoticed(noticed(calm(7, Operator.FORKS, 2)), "fork-proved");
    }

    @Test
    void aSequencerThatSplitsTheWitnessesStopsTheLogAndIsLeftBySuccession() {
        Map<String, Integer> noticed = noticed(calm(4, Operator.SPLITS, 1));
        assertNoticed(noticed, "fork-proved", "new epoch");
        assertEquals(0, noticed.getOrDefault("stuck", 0), noticed.toString());
        assertNoticed(noticed(calm(5, Operator.SPLITS, 1)), "fork-proved", "new epoch");
    }

    @Test
    void aSequencerThatOmitsIsRefusedByEveryMirrorAndLeft() {
        assertNoticed(noticed(calm(4, Operator.OMITS, 1)), "entry-overdue", "new epoch");
    }

    @Test
    void aSequencerThatWithholdsBytesGetsNoCosignatures() {
        assertNoticed(noticed(calm(4, Operator.WITHHOLDS, 1)), "log-incomplete", "new epoch");
    }

    @Test
    void aSequencerThatReplaysOldCheckpointsMovesNobodyBack() {
        Map<String, Integer> noticed = noticed(calm(4, Operator.REPLAYS, 1));
        assertNoticed(noticed, "replayed");
    }

    @Test
    void aSequencerThatReordersWhatItPublishedIsProvedToHaveDoneSo() {
        assertNoticed(noticed(calm(4, Operator.REORDERS, 1)), "fork-proved", "new epoch");
    }

    @Test
    void aSequencerThatLeavesIsFollowedByAnother() {
        for (int members = 3; members <= 7; members++) {
            Map<String, Integer> noticed = noticed(calm(members, Operator.LEAVES, 0));
            assertEquals(SEEDS, noticed.get("new epoch"), members + " members: " + noticed);
        }
    }

    @Test
    void aFollowerFedByALiarPutsItAside() {
        Scenario fed = new Scenario("fed by a liar", 5, Operator.WITHHOLDS, 1, true, true);
        assertNoticed(noticed(fed), "put-aside member");
    }

    @Test
    void aWitnessThatSignsAnythingMakesNoSecondHistoryFinal() {
        assertNoticed(noticed(calm(4, Operator.HONEST, 1)), "cosigned");
        assertNoticed(noticed(calm(7, Operator.SPLITS, 2)), "fork-proved");
    }

    /** With one cosigner in three lying nothing is promised; the votes needed for a succession cannot be had. */
    @Test
    void threeMembersCannotLeaveAHostileOne() {
        assertNoticed(noticed(calm(3, Operator.WITHHOLDS, 1)), "stuck", "succession-votes");
    }
}
