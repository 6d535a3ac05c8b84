package org.commonwatch.stix.pattern;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refused;

/**
 * A pattern ready to be asked of observations, STIX 2.1 section 9. Immutable, for any number of threads.
 *
 * <p>Where the specification leaves room we do as its reference matcher does: an observed-data object counts as
 * {@code number_observed} observations, each at an unknown time between its first and last; each of WITHIN, START/STOP and
 * FOLLOWEDBY is true when times can be chosen that make it true, judged one by one; qualifiers apply in the order written.
 */
public final class Matcher {
    private final Pattern pattern;
    private final Map<ComparisonExpression, Condition> conditions;

    private Matcher(Pattern pattern, Map<ComparisonExpression, Condition> conditions) {
        this.pattern = pattern;
        this.conditions = conditions;
    }

    /**
     * Prepares a pattern once for many questions.
     *
     * @throws Refused {@code pattern-unsupported-regex} when a MATCHES needs more than a linear-time engine can do
     */
    public static Matcher of(Pattern pattern) throws Refused {
        Map<ComparisonExpression, Condition> conditions = new HashMap<>();
        for (ComparisonExpression comparison : PatternParts.comparisons(pattern)) {
            if (!conditions.containsKey(comparison)) {
                conditions.put(comparison, Condition.of(comparison));
            }
        }
        return new Matcher(pattern, conditions);
    }

    /** Asks once; see {@link #of} and {@link #match(List)}. */
    public static Optional<Match> match(Pattern pattern, List<Observation> observations) throws Refused {
        return of(pattern).match(observations);
    }

    /**
     * Looks for one binding of observations that satisfies the pattern.
     *
     * @throws Refused {@code pattern-too-many-bindings} or {@code pattern-too-much-work} when deciding would take more than
     *     {@link Budget} allows
     */
    public Optional<Match> match(List<Observation> observations) throws Refused {
        Budget budget = new Budget();
        Map<ComparisonExpression, BitSet> matching = new HashMap<>();
        BindingSearch search = new BindingSearch(observations, budget, comparison -> {
            BitSet known = matching.get(comparison);
            if (known == null) {
                known = matching(comparison, observations, budget);
                matching.put(comparison, known);
            }
            return known;
        });
        return search.find(pattern.expression())
                .map(bound -> new Match(bound.stream()
                        .mapToObj(i -> observations.get(i).id())
                        .distinct()
                        .toList()));
    }

    private BitSet matching(ComparisonExpression comparison, List<Observation> observations, Budget budget)
            throws Refused {
        Condition condition = conditions.get(comparison);
        if (condition == null) {
            throw new IllegalStateException("unprepared: " + comparison);
        }
        BitSet matching = new BitSet(observations.size());
        for (int i = 0; i < observations.size(); i++) {
            Observation observation = observations.get(i);
            for (ObjectNode object : observation.objects().values()) {
                if (condition.isTrueOf(object, observation, budget)) {
                    matching.set(i);
                    break;
                }
            }
        }
        return matching;
    }
}
