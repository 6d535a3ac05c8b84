package org.commonwatch.matching.window;

import java.util.List;
import java.util.Optional;
import org.commonwatch.stix.pattern.ComparisonExpression;
import org.commonwatch.stix.pattern.ObservationExpression;

/** Whether telemetry can ever make a pattern true. */
final class Satisfiable {
    private Satisfiable() {}

    /** A path that the pattern cannot do without and that no source sends. */
    static Optional<String> missing(ObservationExpression expression) {
        return switch (expression) {
            case ObservationExpression.Observed(ComparisonExpression comparison) -> missing(comparison);
            case ObservationExpression.AllObserved(List<ObservationExpression> operands) -> ofAll(operands);
            case ObservationExpression.FollowedBy(List<ObservationExpression> operands) -> ofAll(operands);
            case ObservationExpression.AnyObserved(List<ObservationExpression> operands) -> {
                List<Optional<String>> each =
                        operands.stream().map(Satisfiable::missing).toList();
                yield each.stream().allMatch(Optional::isPresent) ? each.getFirst() : Optional.empty();
            }
            case ObservationExpression.Qualified qualified -> missing(qualified.inner());
        };
    }

    private static Optional<String> ofAll(List<ObservationExpression> operands) {
        return operands.stream().flatMap(operand -> missing(operand).stream()).findFirst();
    }

    private static Optional<String> missing(ComparisonExpression comparison) {
        return switch (comparison) {
            case ComparisonExpression.AllOf(List<ComparisonExpression> operands) ->
                operands.stream().flatMap(operand -> missing(operand).stream()).findFirst();
            case ComparisonExpression.AnyOf(List<ComparisonExpression> operands) -> {
                List<Optional<String>> each =
                        operands.stream().map(Satisfiable::missing).toList();
                yield each.stream().allMatch(Optional::isPresent) ? each.getFirst() : Optional.empty();
            }
            // What is never there is always absent, but that says nothing of what was seen.
            case ComparisonExpression.Test test ->
                SeenPaths.holds(test.path())
                        ? Optional.empty()
                        : Optional.of(test.path().toString());
        };
    }
}
