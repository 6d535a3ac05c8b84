package org.commonwatch.stix.pattern;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.commonwatch.stix.pattern.ComparisonExpression.AllOf;
import org.commonwatch.stix.pattern.ComparisonExpression.AnyOf;
import org.commonwatch.stix.pattern.ComparisonExpression.Compare;
import org.commonwatch.stix.pattern.ComparisonExpression.In;
import org.commonwatch.stix.pattern.ComparisonExpression.Order;
import org.commonwatch.stix.pattern.ObservationExpression.AnyObserved;
import org.commonwatch.stix.pattern.ObservationExpression.Observed;

/**
 * The values that a pattern asks for by equality.
 *
 * @param complete true when the pattern is a disjunction of these: it matches exactly when some object has one of the values
 *     at its path, so an index of values can answer it. Otherwise the terms occur in it, for search only.
 * @param terms from {@code =} and IN without NOT; each once, in order
 */
public record EqualityTerms(boolean complete, List<Term> terms) {
    /** {@code path = value}. */
    public record Term(ObjectPath path, Literal value) {}

    public EqualityTerms {
        terms = List.copyOf(terms);
    }

    public static EqualityTerms of(Pattern pattern) {
        Set<Term> terms = new LinkedHashSet<>();
        for (ComparisonExpression.Test test : PatternParts.tests(pattern)) {
            if (test instanceof Compare(ObjectPath path, boolean _, Order order, Literal value)
                    && order == Order.EQUAL) {
                terms.add(new Term(path, value));
            } else if (test instanceof In(ObjectPath path, boolean negated, List<Literal> values) && !negated) {
                values.forEach(value -> terms.add(new Term(path, value)));
            }
        }
        return new EqualityTerms(isDisjunction(pattern.expression()), List.copyOf(terms));
    }

    private static boolean isDisjunction(ObservationExpression expression) {
        return switch (expression) {
            case Observed(ComparisonExpression comparison) -> isDisjunction(comparison);
            case AnyObserved(List<ObservationExpression> operands) ->
                operands.stream().allMatch(EqualityTerms::isDisjunction);
            case ObservationExpression.AllObserved _,
                    ObservationExpression.FollowedBy _,
                    ObservationExpression.Qualified _ -> false;
        };
    }

    private static boolean isDisjunction(ComparisonExpression expression) {
        return switch (expression) {
            case AnyOf(List<ComparisonExpression> operands) -> operands.stream().allMatch(EqualityTerms::isDisjunction);
            case Compare test -> test.order() == Order.EQUAL;
            case In test -> !test.negated();
            case AllOf _, ComparisonExpression.TextTest _, ComparisonExpression.Exists _ -> false;
        };
    }
}
