package org.commonwatch.matching.window;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.ComparisonExpression;
import org.commonwatch.stix.pattern.Matcher;
import org.commonwatch.stix.pattern.ObservationExpression;
import org.commonwatch.stix.pattern.Pattern;
import org.commonwatch.stix.pattern.Qualifier;

/**
 * A pattern ready for a window: its comparisons one by one, and the whole with a limit in time. A pattern that asks for several
 * observations and sets no limit itself is asked within {@link #SPAN_DEFAULT}.
 */
public final class Window {
    /** How far apart the observations of a pattern may lie that does not say: a working day and the night after. */
    public static final Duration SPAN_DEFAULT = Duration.ofHours(24);

    /** The longest WITHIN that is kept to; beyond it a bounded memory would only pretend. */
    public static final Duration SPAN_MAX = Duration.ofDays(30);

    /** Brackets of one pattern: each is tried on every observation that could concern it. */
    public static final int COMPARISONS_MAX = 256;

    /** Observations one pattern may ask for at once, by REPEATS and AND; as many as a window keeps. */
    public static final int OBSERVATIONS_MAX = Buffer.OBSERVATIONS_MAX;

    private final Pattern pattern;
    private final List<ComparisonExpression> comparisons;
    private final Duration span;
    private final boolean single;

    private Window(Pattern pattern) {
        this.pattern = pattern;
        this.comparisons = comparisons(pattern.expression());
        this.single = needed(pattern.expression()) == 1 && isSingle(pattern.expression());
        this.span = span(pattern.expression());
    }

    static Window of(Pattern pattern) {
        return new Window(pattern);
    }

    /** What of the pattern is too much, if something is. */
    static Optional<String> excess(Pattern pattern) {
        int brackets = comparisons(pattern.expression()).size();
        if (brackets > COMPARISONS_MAX) {
            return Optional.of(
                    "It has " + brackets + " observations in brackets; " + COMPARISONS_MAX + " are kept to.");
        }
        long needed = needed(pattern.expression());
        if (needed > OBSERVATIONS_MAX) {
            return Optional.of("It needs " + needed + " observations at once; " + OBSERVATIONS_MAX + " are kept.");
        }
        if (within(pattern.expression())
                .filter(span -> span.compareTo(SPAN_MAX) > 0)
                .isPresent()) {
            return Optional.of("It looks further back than " + SPAN_MAX.toDays() + " days.");
        }
        return Optional.empty();
    }

    public Pattern pattern() {
        return pattern;
    }

    /** How far apart its observations may lie; zero when one is enough. */
    public Duration span() {
        return span;
    }

    /** One observation decides. */
    boolean isSingle() {
        return single;
    }

    /** What stands between brackets, each once. */
    List<ComparisonExpression> comparisons() {
        return comparisons;
    }

    Matcher matcher() throws Refused {
        boolean limited = single || within(pattern.expression()).isPresent();
        Qualifier within = new Qualifier.Within(BigDecimal.valueOf(SPAN_DEFAULT.toSeconds()));
        return Matcher.of(
                limited ? pattern : new Pattern(new ObservationExpression.Qualified(pattern.expression(), within)));
    }

    private Duration span(ObservationExpression expression) {
        return single ? Duration.ZERO : within(expression).orElse(SPAN_DEFAULT);
    }

    /** The limit that holds for all observations together. */
    private static Optional<Duration> within(ObservationExpression expression) {
        if (!(expression
                instanceof ObservationExpression.Qualified(ObservationExpression inner, Qualifier qualifier))) {
            return Optional.empty();
        }
        return qualifier instanceof Qualifier.Within(BigDecimal seconds)
                ? Optional.of(seconds(seconds))
                : qualifier instanceof Qualifier.StartStop ? within(inner) : Optional.empty();
    }

    private static Duration seconds(BigDecimal seconds) {
        BigDecimal most = BigDecimal.valueOf(SPAN_MAX.toSeconds() + 1);
        return Duration.ofMillis(seconds.min(most).movePointRight(3).longValue());
    }

    /** Fewest observations that can make it true; saturating. */
    static long needed(ObservationExpression expression) {
        return switch (expression) {
            case ObservationExpression.Observed _ -> 1;
            case ObservationExpression.AllObserved(List<ObservationExpression> operands) -> sum(operands);
            case ObservationExpression.FollowedBy(List<ObservationExpression> operands) -> sum(operands);
            case ObservationExpression.AnyObserved(List<ObservationExpression> operands) ->
                operands.stream().mapToLong(Window::needed).min().orElseThrow();
            case ObservationExpression.Qualified(ObservationExpression inner, Qualifier.Repeats(long times)) -> {
                long each = needed(inner);
                yield times > Long.MAX_VALUE / each ? Long.MAX_VALUE : times * each;
            }
            case ObservationExpression.Qualified qualified -> needed(qualified.inner());
        };
    }

    private static long sum(List<ObservationExpression> operands) {
        long sum = 0;
        for (ObservationExpression operand : operands) {
            long more = needed(operand);
            sum = sum > Long.MAX_VALUE - more ? Long.MAX_VALUE : sum + more;
        }
        return sum;
    }

    /** Whether no way to make it true takes more than one observation. */
    private static boolean isSingle(ObservationExpression expression) {
        return switch (expression) {
            case ObservationExpression.Observed _ -> true;
            case ObservationExpression.AnyObserved(List<ObservationExpression> operands) ->
                operands.stream().allMatch(Window::isSingle);
            case ObservationExpression.Qualified(ObservationExpression inner, Qualifier qualifier) ->
                !(qualifier instanceof Qualifier.Repeats(long times) && times > 1) && isSingle(inner);
            case ObservationExpression.AllObserved _, ObservationExpression.FollowedBy _ -> false;
        };
    }

    private static List<ComparisonExpression> comparisons(ObservationExpression expression) {
        List<ComparisonExpression> all = new ArrayList<>();
        collect(expression, all);
        return all.stream().distinct().toList();
    }

    private static void collect(ObservationExpression expression, List<ComparisonExpression> into) {
        switch (expression) {
            case ObservationExpression.Observed(ComparisonExpression comparison) -> into.add(comparison);
            case ObservationExpression.AllObserved(List<ObservationExpression> operands) ->
                operands.forEach(operand -> collect(operand, into));
            case ObservationExpression.AnyObserved(List<ObservationExpression> operands) ->
                operands.forEach(operand -> collect(operand, into));
            case ObservationExpression.FollowedBy(List<ObservationExpression> operands) ->
                operands.forEach(operand -> collect(operand, into));
            case ObservationExpression.Qualified qualified -> collect(qualified.inner(), into);
        }
    }
}
