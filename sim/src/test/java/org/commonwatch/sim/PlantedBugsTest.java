package org.commonwatch.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.MirrorWitness;
import org.commonwatch.ledger.witness.Verdict;
import org.commonwatch.sim.Scenario.Operator;
import org.commonwatch.sim.Simulation.Outcome;
import org.junit.jupiter.api.Test;

/** The checker is checked: members with a bug break a promise in some seed, and the story is short. */
class PlantedBugsTest {
    private static final int SEEDS = 200;

    private static final Scenario FORKED = new Scenario("forked", 4, Operator.FORKS, 1, false, true);
    private static final Scenario LEFT = new Scenario("left", 4, Operator.LEAVES, 0, false, true);

    /** What a second final history shows as: itself, or a succession that can keep one of the two only. */
    private static final String TWO_HISTORIES = "two final histories|loses what is final|than the final one";

    /** The first seed that breaks, told as shortly as possible. */
    private static Outcome first(Scenario scenario, Parts parts, String what) {
        Pattern expected = Pattern.compile(what);
        for (long seed = 1; seed <= SEEDS; seed++) {
            Outcome outcome = Simulation.run(seed, scenario, Step.plan(seed, scenario), parts);
            if (outcome.broken().filter(said -> expected.matcher(said).find()).isPresent()) {
                Outcome shortest = Simulation.shortest(seed, scenario, parts);
                assertTrue(shortest.broken().isPresent(), "the shortest story breaks too");
                assertTrue(
                        shortest.story().size() <= outcome.story().size(),
                        shortest.story().size() + " of " + outcome.story().size() + " lines");
                return shortest;
            }
            assertEquals(Optional.empty(), outcome.broken(), "seed " + seed + " breaks otherwise");
        }
        throw new AssertionError("no seed of " + SEEDS + " notices");
    }

    private static Verdict signed(Cosigner cosigner, byte[] request) {
        try {
            return new Verdict.Cosigned(
                    List.of(cosigner.cosign(AddCheckpoint.parse(request).checkpoint(), Keys.START)));
        } catch (Refused e) {
            return new Verdict.Bad(e.refusal());
        }
    }

    @Test
    void aWitnessThatSkipsTheConsistencyCheckIsNoticed() {
        Parts careless = new Parts() {
            @Override
            public Verdict cosign(MirrorWitness mirror, Cosigner cosigner, byte[] request) {
                return signed(cosigner, request);
            }
        };
        Outcome outcome = first(FORKED, careless, TWO_HISTORIES);
        assertTrue(outcome.story().size() < 200, "lines: " + outcome.story().size());
    }

    @Test
    void aFollowerThatTakesUnfinalCheckpointsIsNoticed() {
        Parts credulous = new Parts() {
            @Override
            public Policy followed(Policy policy) {
                try {
                    PolicyBuilder unwitnessed = new PolicyBuilder();
                    for (Policy.Log log : policy.logs()) {
                        unwitnessed.log(log.key(), log.url());
                    }
                    return unwitnessed.quorumNone();
                } catch (Refused e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        first(FORKED, credulous, TWO_HISTORIES);
    }

    @Test
    void aCosignerThatSignsOnAfterItsVoteIsNoticed() {
        Parts faithless = new Parts() {
            @Override
            public Verdict cosign(MirrorWitness mirror, Cosigner cosigner, byte[] request) {
                Verdict verdict = mirror.add(request);
                return verdict instanceof Verdict.Forbidden ? signed(cosigner, request) : verdict;
            }
        };
        Scenario restless = new Scenario("restless", 4, Operator.HONEST, 0, false, false);
        first(restless, faithless, TWO_HISTORIES);
    }

    @Test
    void aStateThatDependsOnSomethingElseIsNoticed() {
        AtomicInteger made = new AtomicInteger();
        Parts drifting = new Parts() {
            @Override
            public State state() {
                int mine = made.incrementAndGet();
                return new State() {
                    private Digest root = Digest.of(new byte[] {(byte) (mine % 5)});

                    @Override
                    public void apply(Leaf leaf) {
                        root = Digest.of(root.toBytes(), leaf.bytes());
                    }

                    @Override
                    public Digest root() {
                        return root;
                    }
                };
            }
        };
        first(LEFT, drifting, "has another state than others");
    }
}
