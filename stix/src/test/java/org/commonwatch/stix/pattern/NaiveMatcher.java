package org.commonwatch.stix.pattern;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.commonwatch.stix.pattern.ComparisonExpression.AllOf;
import org.commonwatch.stix.pattern.ComparisonExpression.AnyOf;
import org.commonwatch.stix.pattern.ComparisonExpression.Compare;
import org.commonwatch.stix.pattern.ComparisonExpression.Exists;
import org.commonwatch.stix.pattern.ComparisonExpression.In;
import org.commonwatch.stix.pattern.ComparisonExpression.TextTest;
import org.commonwatch.stix.pattern.ObservationExpression.AllObserved;
import org.commonwatch.stix.pattern.ObservationExpression.AnyObserved;
import org.commonwatch.stix.pattern.ObservationExpression.FollowedBy;
import org.commonwatch.stix.pattern.ObservationExpression.Observed;
import org.commonwatch.stix.pattern.ObservationExpression.Qualified;

/**
 * The specification word by word: every binding of every expression as a list of sights, all at once. Only for a handful of
 * observations of objects {@code {"type":"x","v":"letter"}} and for tests of text at {@code x:v}.
 */
final class NaiveMatcher {
    private record Sight(int number, Instant first, Instant last, String value) {}

    private final List<Sight> sights = new ArrayList<>();

    NaiveMatcher(List<Observation> observations) {
        for (Observation each : observations) {
            String value = each.objects().values().iterator().next().path("v").textValue();
            for (long i = 0; i < each.count(); i++) {
                sights.add(new Sight(sights.size(), each.first(), each.last(), value));
            }
        }
    }

    boolean matches(Pattern pattern) {
        return !bindings(pattern.expression()).isEmpty();
    }

    private List<List<Sight>> bindings(ObservationExpression expression) {
        return switch (expression) {
            case Observed(ComparisonExpression comparison) ->
                sights.stream()
                        .filter(each -> isTrue(comparison, each.value()))
                        .map(List::of)
                        .toList();
            case AnyObserved(List<ObservationExpression> operands) ->
                operands.stream().flatMap(each -> bindings(each).stream()).toList();
            case AllObserved(List<ObservationExpression> operands) -> {
                List<List<Sight>> joined = bindings(operands.getFirst());
                for (ObservationExpression operand : operands.subList(1, operands.size())) {
                    joined = joined(joined, bindings(operand), false);
                }
                yield joined;
            }
            case FollowedBy(List<ObservationExpression> operands) -> {
                List<List<Sight>> joined = bindings(operands.getFirst());
                for (ObservationExpression operand : operands.subList(1, operands.size())) {
                    joined = joined(joined, bindings(operand), true);
                }
                yield joined;
            }
            case Qualified(ObservationExpression inner, Qualifier qualifier) -> qualified(bindings(inner), qualifier);
        };
    }

    private static List<List<Sight>> joined(List<List<Sight>> left, List<List<Sight>> right, boolean ordered) {
        List<List<Sight>> joined = new ArrayList<>();
        for (List<Sight> a : left) {
            for (List<Sight> b : right) {
                boolean inOrder = a.stream()
                        .allMatch(x -> b.stream().noneMatch(y -> x.first().isAfter(y.last())));
                if (disjoint(a, b) && (!ordered || inOrder)) {
                    List<Sight> both = new ArrayList<>(a);
                    both.addAll(b);
                    joined.add(both);
                }
            }
        }
        return joined;
    }

    private static boolean disjoint(List<Sight> a, List<Sight> b) {
        Set<Sight> common = new HashSet<>(a);
        common.retainAll(b);
        return common.isEmpty();
    }

    private static List<List<Sight>> qualified(List<List<Sight>> bindings, Qualifier qualifier) {
        return switch (qualifier) {
            case Qualifier.Repeats(long times) -> {
                List<List<Sight>> repeated = bindings;
                for (long i = 1; i < times; i++) {
                    repeated = joined(repeated, bindings, false);
                }
                yield repeated;
            }
            case Qualifier.StartStop(Instant start, Instant stop) ->
                bindings.stream()
                        .filter(binding -> binding.stream()
                                .allMatch(each -> each.first().isBefore(stop)
                                        && !each.last().isBefore(start)))
                        .toList();
            case Qualifier.Within(BigDecimal seconds) -> {
                Duration length = Duration.ofMillis(
                        seconds.multiply(BigDecimal.valueOf(1000)).longValueExact());
                yield bindings.stream()
                        .filter(binding -> binding.stream()
                                .noneMatch(a -> binding.stream()
                                        .anyMatch(
                                                b -> b.first().isAfter(a.last().plus(length)))))
                        .toList();
            }
        };
    }

    private static boolean isTrue(ComparisonExpression expression, String value) {
        return switch (expression) {
            case AllOf(List<ComparisonExpression> operands) -> operands.stream().allMatch(each -> isTrue(each, value));
            case AnyOf(List<ComparisonExpression> operands) -> operands.stream().anyMatch(each -> isTrue(each, value));
            case Exists exists -> !exists.negated();
            case In in -> in.values().contains(new Literal.Text(value)) != in.negated();
            case TextTest test -> value.matches(test.text().replace("%", ".*").replace("_", ".")) != test.negated();
            case Compare test -> {
                int sign = value.compareTo(((Literal.Text) test.value()).text());
                boolean result = switch (test.order()) {
                    case EQUAL -> sign == 0;
                    case NOT_EQUAL -> sign != 0;
                    case LESS -> sign < 0;
                    case LESS_OR_EQUAL -> sign <= 0;
                    case GREATER -> sign > 0;
                    case GREATER_OR_EQUAL -> sign >= 0;
                };
                yield result != test.negated();
            }
        };
    }
}
