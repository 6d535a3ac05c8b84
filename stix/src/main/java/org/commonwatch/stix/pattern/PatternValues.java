package org.commonwatch.stix.pattern;

import java.util.List;
import java.util.function.BiConsumer;
import org.commonwatch.stix.PatternEqualities;

/**
 * The constants a STIX pattern asks for: what it compares for equality, and the networks of {@code ISSUBSET}, so that an
 * address finds the pattern that watches its network.
 */
public final class PatternValues implements PatternEqualities {
    @Override
    public void forEach(String text, BiConsumer<String, String> sink) {
        try {
            Pattern pattern = Pattern.parse(text);
            for (EqualityTerms.Term term : EqualityTerms.of(pattern).terms()) {
                switch (term.value()) {
                    case Literal.Text value -> sink.accept(term.path().toString(), value.text());
                    case Literal.Whole value -> sink.accept(term.path().toString(), Long.toString(value.number()));
                    case Literal.Hex value -> sink.accept(term.path().toString(), value.digits());
                    case Literal.Decimal _, Literal.Truth _, Literal.Time _, Literal.Base64Bytes _ -> {}
                }
            }
            subnets(pattern.expression(), sink);
        } catch (PatternError notOurs) {
            // Another language, or refused at the door: kept and searchable by its words, without values.
            return;
        }
    }

    private static void subnets(ObservationExpression expression, BiConsumer<String, String> sink) {
        switch (expression) {
            case ObservationExpression.Observed observed -> subnets(observed.comparison(), sink);
            case ObservationExpression.AllObserved all -> each(all.operands(), sink);
            case ObservationExpression.AnyObserved any -> each(any.operands(), sink);
            case ObservationExpression.FollowedBy steps -> each(steps.operands(), sink);
            case ObservationExpression.Qualified qualified -> subnets(qualified.inner(), sink);
        }
    }

    private static void each(List<ObservationExpression> operands, BiConsumer<String, String> sink) {
        operands.forEach(operand -> subnets(operand, sink));
    }

    private static void subnets(ComparisonExpression comparison, BiConsumer<String, String> sink) {
        switch (comparison) {
            case ComparisonExpression.AllOf all -> all.operands().forEach(operand -> subnets(operand, sink));
            case ComparisonExpression.AnyOf any -> any.operands().forEach(operand -> subnets(operand, sink));
            case ComparisonExpression.TextTest test -> {
                if (test.operator() == ComparisonExpression.TextOperator.ISSUBSET && !test.negated()) {
                    sink.accept(test.path().toString(), test.text());
                }
            }
            case ComparisonExpression.Compare _, ComparisonExpression.In _, ComparisonExpression.Exists _ -> {}
        }
    }
}
