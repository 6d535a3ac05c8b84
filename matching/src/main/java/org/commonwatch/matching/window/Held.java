package org.commonwatch.matching.window;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.ComparisonExpression;
import org.commonwatch.stix.pattern.Match;
import org.commonwatch.stix.pattern.Matcher;
import org.commonwatch.stix.pattern.Observation;
import org.commonwatch.stix.pattern.ObservationExpression;
import org.commonwatch.stix.pattern.Pattern;
import org.commonwatch.stix.pattern.Qualifier;

/** One pattern that is watched, with what it may still need. */
final class Held {
    final String id;
    final Window window;
    final Buffer buffer = new Buffer();
    private final Matcher whole;
    private final List<Matcher> parts = new ArrayList<>();

    Held(String id, Window window) {
        this.id = id;
        this.window = window;
        try {
            this.whole = window.matcher();
            for (ComparisonExpression comparison : window.comparisons()) {
                parts.add(Matcher.of(new Pattern(new ObservationExpression.Observed(comparison))));
            }
        } catch (Refused e) {
            throw new IllegalStateException("was prepared before: " + window.pattern(), e);
        }
    }

    /** Which of the {@code asked} comparisons are true of it. */
    BitSet satisfied(Observation observation, BitSet asked) throws Refused {
        BitSet satisfied = new BitSet();
        for (int i = asked.nextSetBit(0); i >= 0; i = asked.nextSetBit(i + 1)) {
            if (parts.get(i).match(List.of(observation)).isPresent()) {
                satisfied.set(i);
            }
        }
        return satisfied;
    }

    Optional<Match> match(List<Observation> observations) throws Refused {
        return whole.match(observations);
    }

    /** Whether what is kept could be enough, by number alone: most observations complete nothing, and that is cheap to see. */
    boolean couldBeEnough() {
        return couldBeEnough(
                window.pattern().expression(),
                1,
                buffer.supply(window.comparisons().size()));
    }

    private boolean couldBeEnough(ObservationExpression expression, long times, long[] supply) {
        return switch (expression) {
            case ObservationExpression.Observed(ComparisonExpression comparison) ->
                supply[window.comparisons().indexOf(comparison)] >= times;
            case ObservationExpression.AllObserved(List<ObservationExpression> operands) ->
                operands.stream().allMatch(operand -> couldBeEnough(operand, times, supply));
            case ObservationExpression.FollowedBy(List<ObservationExpression> operands) ->
                operands.stream().allMatch(operand -> couldBeEnough(operand, times, supply));
            // The repetitions may choose differently each time.
            case ObservationExpression.AnyObserved(List<ObservationExpression> operands) ->
                operands.stream().anyMatch(operand -> couldBeEnough(operand, 1, supply));
            case ObservationExpression.Qualified(ObservationExpression inner, Qualifier.Repeats(long more)) ->
                couldBeEnough(inner, Math.min(Integer.MAX_VALUE, times * more), supply);
            case ObservationExpression.Qualified qualified -> couldBeEnough(qualified.inner(), times, supply);
        };
    }
}
