package org.commonwatch.ledger.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.sim.Community.Behaviour;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Communities by seed. A failure prints seed and story; a seed run again tells the same story. */
class CommunityTest {
    private static final long SEED = 20_261_125;
    private static final int STEPS = 100;
    private static final int SEEDS = 4;
    private static final int SEEDS_LONG = 2_000;

    private static final List<Behaviour> BEHAVIOURS = List.of(
            new Behaviour("honest", 3, 0, false, false, false),
            new Behaviour("sequencerThatWithholdsBytes", 3, 0, false, true, false),
            new Behaviour("sequencerThatReplaysOldCheckpoints", 4, 0, false, false, true),
            new Behaviour("sequencerThatForks", 3, 0, true, false, false),
            new Behaviour("sequencerThatForksWithAWitnessThatSignsAnything", 4, 1, true, false, true),
            new Behaviour("sequencerThatForksWithTwoWitnessesOfSevenThatSignAnything", 7, 2, true, true, true));

    private static Community run(long seed, Behaviour behaviour) {
        Community community = new Community(seed, behaviour);
        try {
            for (int step = 0; step < STEPS; step++) {
                community.step();
            }
            community.settle();
            return community;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(behaviour + " seed " + seed + "\n" + community.story(), e);
        }
    }

    @Test
    void nothingThatMustNotHappenHappens() {
        for (Behaviour behaviour : BEHAVIOURS) {
            for (long seed = SEED; seed < SEED + SEEDS; seed++) {
                run(seed, behaviour);
            }
        }
    }

    @Test
    @Tag("long")
    void nothingThatMustNotHappenHappensInVeryManySeeds() {
        for (long seed = SEED; seed < SEED + SEEDS_LONG; seed++) {
            run(seed, BEHAVIOURS.get((int) (seed % BEHAVIOURS.size())));
        }
    }

    @Test
    void anHonestLogBecomesFinalEverywhere() {
        for (long seed = SEED; seed < SEED + SEEDS; seed++) {
            assertTrue(run(seed, BEHAVIOURS.getFirst()).finalSize() > 0, "seed " + seed);
        }
    }

    /** A split quorum stops the log; it never makes two histories, and the proof names the key. */
    @Test
    void aForkIsCaughtWhereBothHistoriesMeet() throws Refused {
        int caught = 0;
        for (long seed = SEED; seed < SEED + SEEDS; seed++) {
            for (Fork fork : run(seed, BEHAVIOURS.get(3)).forks()) {
                assertEquals(
                        List.of(Logs.SIGNER.noteKey()), fork.verify(List.of(Logs.SIGNER.noteKey())), "seed " + seed);
                caught++;
            }
        }
        assertTrue(caught > 0, "no fork was caught in " + SEEDS + " seeds");
    }

    @Test
    void aSeedTellsTheSameStoryTwice() {
        assertEquals(
                run(SEED, BEHAVIOURS.get(4)).story(),
                run(SEED, BEHAVIOURS.get(4)).story());
    }
}
