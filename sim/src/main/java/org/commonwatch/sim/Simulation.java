package org.commonwatch.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs seeds. A seed always tells the same story; one that breaks an invariant is told as its shortest. */
public final class Simulation {
    /** Runs that the search for the shortest story may take: a few seconds. */
    private static final int SHRINK_RUNS_MAX = 400;

    private Simulation() {}

    /**
     * What became of a seed.
     *
     * @param scenario who took part
     * @param broken what happened that must never happen; empty when nothing did
     * @param story one line an event, times in seconds
     * @param noticed what members noticed, by the code of the refusal or one word, and how often
     * @param finalSize entries that were final in the end
     * @param epochs of the log in the end
     */
    public record Outcome(
            long seed,
            String scenario,
            Optional<String> broken,
            List<String> story,
            Map<String, Integer> noticed,
            long finalSize,
            long epochs) {
        public Outcome {
            story = List.copyOf(story);
            noticed = Map.copyOf(noticed);
        }
    }

    public static Outcome run(long seed) {
        Scenario scenario = Scenario.of(seed);
        return run(seed, scenario, Step.plan(seed, scenario), Parts.REAL);
    }

    /** The shortest story found that breaks something; the seed's own when nothing breaks. */
    public static Outcome shortest(long seed) {
        return shortest(seed, Scenario.of(seed), Parts.REAL);
    }

    static Outcome run(long seed, Scenario scenario, List<Step> steps, Parts parts) {
        Community community = new Community(seed, scenario, parts);
        Optional<String> broken = Optional.empty();
        try {
            community.run(steps);
        } catch (Broken e) {
            broken = Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            StackTraceElement at = e.getStackTrace().length == 0
                    ? new StackTraceElement("unknown", "unknown", "unknown", 0)
                    : e.getStackTrace()[0];
            broken = Optional.of(e + " at " + at);
        }
        return new Outcome(
                seed,
                scenario.name(),
                broken,
                community.story(),
                community.noticed(),
                community.finalSize(),
                community.epochs());
    }

    /** Leaves out steps, large parts first, as long as something still breaks. */
    static Outcome shortest(long seed, Scenario scenario, Parts parts) {
        List<Step> steps = Step.plan(seed, scenario);
        Outcome worst = run(seed, scenario, steps, parts);
        int runs = 0;
        int part = worst.broken().isEmpty() ? 0 : steps.size() / 2;
        while (part > 0 && runs < SHRINK_RUNS_MAX) {
            boolean shorter = false;
            for (int from = 0; from < steps.size() && runs < SHRINK_RUNS_MAX; runs++) {
                List<Step> fewer = new ArrayList<>(steps);
                fewer.subList(from, Math.min(from + part, steps.size())).clear();
                Outcome outcome = run(seed, scenario, fewer, parts);
                if (outcome.broken().isPresent()) {
                    steps = fewer;
                    worst = outcome;
                    shorter = true;
                } else {
                    from += part;
                }
            }
            part = shorter && part == 1 ? 1 : part / 2;
        }
        return worst;
    }
}
