package org.commonwatch.stix.pattern;

import java.util.ArrayList;
import java.util.List;
import org.commonwatch.stix.pattern.ComparisonExpression.AllOf;
import org.commonwatch.stix.pattern.ComparisonExpression.AnyOf;
import org.commonwatch.stix.pattern.ObservationExpression.AllObserved;
import org.commonwatch.stix.pattern.ObservationExpression.AnyObserved;
import org.commonwatch.stix.pattern.ObservationExpression.FollowedBy;
import org.commonwatch.stix.pattern.ObservationExpression.Observed;
import org.commonwatch.stix.pattern.ObservationExpression.Qualified;

/** The parts of a pattern from left to right, equal ones as often as they stand. */
final class PatternParts {
    private PatternParts() {}

    /** What stands between brackets. */
    static List<ComparisonExpression> comparisons(Pattern pattern) {
        List<ComparisonExpression> comparisons = new ArrayList<>();
        collect(pattern.expression(), comparisons);
        return comparisons;
    }

    static List<ComparisonExpression.Test> tests(Pattern pattern) {
        List<ComparisonExpression.Test> tests = new ArrayList<>();
        comparisons(pattern).forEach(comparison -> collectTests(comparison, tests));
        return tests;
    }

    private static void collect(ObservationExpression expression, List<ComparisonExpression> into) {
        switch (expression) {
            case Observed(ComparisonExpression comparison) -> into.add(comparison);
            case AllObserved(List<ObservationExpression> operands) -> operands.forEach(each -> collect(each, into));
            case AnyObserved(List<ObservationExpression> operands) -> operands.forEach(each -> collect(each, into));
            case FollowedBy(List<ObservationExpression> operands) -> operands.forEach(each -> collect(each, into));
            case Qualified(ObservationExpression inner, Qualifier _) -> collect(inner, into);
        }
    }

    private static void collectTests(ComparisonExpression expression, List<ComparisonExpression.Test> into) {
        switch (expression) {
            case AllOf(List<ComparisonExpression> operands) -> operands.forEach(each -> collectTests(each, into));
            case AnyOf(List<ComparisonExpression> operands) -> operands.forEach(each -> collectTests(each, into));
            case ComparisonExpression.Test test -> into.add(test);
        }
    }
}
