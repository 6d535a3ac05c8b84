package org.commonwatch.stix.pattern;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.Token;
import org.commonwatch.stix.pattern.ComparisonExpression.Order;
import org.commonwatch.stix.pattern.ComparisonExpression.TextOperator;
import org.commonwatch.values.IpRange;

/**
 * The grammar's tree to our records, with the rules of section 9 that a grammar cannot say: AND inside brackets joins what one
 * object can satisfy (9.5), START before STOP, WITHIN above 0, REPEATS at least 1, each kind of qualifier once (9.4), sets of
 * one type, and addresses beside ISSUBSET and ISSUPERSET (9.6).
 */
final class TreeBuilder {
    /** A comparison and the types of object that could satisfy it: one for a test, the union under OR, the cut under AND. */
    private record Typed(ComparisonExpression expression, Set<String> types) {}

    ObservationExpression sequence(StixPatternParser.SequenceContext context) throws PatternError {
        List<ObservationExpression> operands = new ArrayList<>();
        for (StixPatternParser.AlternativesContext each : context.alternatives()) {
            operands.add(alternatives(each));
        }
        return operands.size() == 1 ? operands.getFirst() : new ObservationExpression.FollowedBy(operands);
    }

    private ObservationExpression alternatives(StixPatternParser.AlternativesContext context) throws PatternError {
        List<ObservationExpression> operands = new ArrayList<>();
        for (StixPatternParser.ConjunctionContext each : context.conjunction()) {
            operands.add(conjunction(each));
        }
        return operands.size() == 1 ? operands.getFirst() : new ObservationExpression.AnyObserved(operands);
    }

    private ObservationExpression conjunction(StixPatternParser.ConjunctionContext context) throws PatternError {
        List<ObservationExpression> operands = new ArrayList<>();
        for (StixPatternParser.QualifiedContext each : context.qualified()) {
            operands.add(qualified(each));
        }
        return operands.size() == 1 ? operands.getFirst() : new ObservationExpression.AllObserved(operands);
    }

    private ObservationExpression qualified(StixPatternParser.QualifiedContext context) throws PatternError {
        ObservationExpression expression = context.observation() instanceof StixPatternParser.ObservedContext observed
                ? new ObservationExpression.Observed(
                        comparisons(observed.comparisons()).expression())
                : sequence(((StixPatternParser.GroupContext) context.observation()).sequence());
        Set<Class<?>> kinds = new HashSet<>();
        for (StixPatternParser.QualifierContext each : context.qualifier()) {
            if (!kinds.add(each.getClass())) {
                throw PatternReader.at(
                        each.getStart(),
                        "pattern-qualifier-twice",
                        each.getStart().getText()
                                + " stands twice on one observation; put parentheses between to nest it");
            }
            expression = new ObservationExpression.Qualified(expression, qualifier(each));
        }
        return expression;
    }

    private Qualifier qualifier(StixPatternParser.QualifierContext context) throws PatternError {
        return switch (context) {
            case StixPatternParser.WithinContext within -> {
                Token number = within.getToken(StixPatternParser.INTEGER, 0) == null
                        ? within.FLOAT().getSymbol()
                        : within.INTEGER().getSymbol();
                BigDecimal seconds = new BigDecimal(number.getText());
                if (seconds.signum() <= 0) {
                    throw PatternReader.at(number, "pattern-within", "WITHIN needs a time above 0");
                }
                yield new Qualifier.Within(seconds);
            }
            case StixPatternParser.RepeatsContext repeats -> {
                Token number = repeats.INTEGER().getSymbol();
                long times = Constants.whole(number);
                if (times < 1) {
                    throw PatternReader.at(number, "pattern-repeats", "REPEATS needs at least 1");
                }
                yield new Qualifier.Repeats(times);
            }
            case StixPatternParser.StartStopContext span -> {
                Instant start = Constants.time(span.TIMESTAMP(0).getSymbol());
                Instant stop = Constants.time(span.TIMESTAMP(1).getSymbol());
                if (!start.isBefore(stop)) {
                    throw PatternReader.at(
                            span.TIMESTAMP(1).getSymbol(), "pattern-start-stop", "STOP must be later than START");
                }
                yield new Qualifier.StartStop(start, stop);
            }
            default -> throw new IllegalStateException("the grammar has no qualifier " + context.getClass());
        };
    }

    private Typed comparisons(StixPatternParser.ComparisonsContext context) throws PatternError {
        List<StixPatternParser.AllComparisonsContext> parts = context.allComparisons();
        if (parts.size() == 1) {
            return allComparisons(parts.getFirst());
        }
        List<ComparisonExpression> operands = new ArrayList<>();
        Set<String> types = new HashSet<>();
        for (StixPatternParser.AllComparisonsContext each : parts) {
            Typed operand = allComparisons(each);
            operands.add(operand.expression());
            types.addAll(operand.types());
        }
        return new Typed(new ComparisonExpression.AnyOf(operands), types);
    }

    private Typed allComparisons(StixPatternParser.AllComparisonsContext context) throws PatternError {
        List<StixPatternParser.ComparisonContext> parts = context.comparison();
        Typed first = comparison(parts.getFirst());
        if (parts.size() == 1) {
            return first;
        }
        List<ComparisonExpression> operands = new ArrayList<>(List.of(first.expression()));
        Set<String> types = new HashSet<>(first.types());
        for (StixPatternParser.ComparisonContext each : parts.subList(1, parts.size())) {
            Typed operand = comparison(each);
            Set<String> before = new TreeSet<>(types);
            types.retainAll(operand.types());
            if (types.isEmpty()) {
                throw PatternReader.at(
                        each.getStart(),
                        "pattern-and-types",
                        "no one object is both " + words(before) + " and " + words(new TreeSet<>(operand.types()))
                                + ": inside brackets AND speaks of a single object; use [...] AND [...]");
            }
            operands.add(operand.expression());
        }
        return new Typed(new ComparisonExpression.AllOf(operands), types);
    }

    private static String words(Set<String> types) {
        return types.size() <= 3 ? String.join(" or ", types) : "one of " + types.size() + " types";
    }

    private Typed comparison(StixPatternParser.ComparisonContext context) throws PatternError {
        return switch (context) {
            case StixPatternParser.ComparisonGroupContext group -> comparisons(group.comparisons());
            case StixPatternParser.ExistsContext exists -> {
                ObjectPath path = path(exists.objectPath());
                boolean negated = exists.getToken(StixPatternParser.NOT, 0) != null;
                yield new Typed(new ComparisonExpression.Exists(path, negated), Set.of(path.type()));
            }
            case StixPatternParser.PropertyTestContext test -> {
                ObjectPath path = path(test.objectPath());
                boolean negated = test.getToken(StixPatternParser.NOT, 0) != null;
                yield new Typed(test(path, negated, test.test()), Set.of(path.type()));
            }
            default -> throw new IllegalStateException("the grammar has no comparison " + context.getClass());
        };
    }

    private static ComparisonExpression test(ObjectPath path, boolean negated, StixPatternParser.TestContext context)
            throws PatternError {
        return switch (context) {
            case StixPatternParser.EqualTestContext equal ->
                new ComparisonExpression.Compare(
                        path,
                        negated,
                        equal.getStart().getType() == StixPatternParser.EQ ? Order.EQUAL : Order.NOT_EQUAL,
                        Constants.literal(equal.value().getStart()));
            case StixPatternParser.OrderTestContext order ->
                new ComparisonExpression.Compare(
                        path,
                        negated,
                        switch (order.getStart().getType()) {
                            case StixPatternParser.LT -> Order.LESS;
                            case StixPatternParser.LE -> Order.LESS_OR_EQUAL;
                            case StixPatternParser.GT -> Order.GREATER;
                            default -> Order.GREATER_OR_EQUAL;
                        },
                        Constants.literal(order.orderable().getStart()));
            case StixPatternParser.SetTestContext in -> new ComparisonExpression.In(path, negated, set(in.set()));
            case StixPatternParser.TextTestContext text -> textTest(path, negated, text);
            default -> throw new IllegalStateException("the grammar has no test " + context.getClass());
        };
    }

    private static ComparisonExpression textTest(
            ObjectPath path, boolean negated, StixPatternParser.TextTestContext context) throws PatternError {
        Token constant = context.STRING().getSymbol();
        String text = Constants.text(constant);
        TextOperator operator = TextOperator.valueOf(context.getStart().getText());
        switch (operator) {
            case LIKE, MATCHES -> {}
            case ISSUBSET, ISSUPERSET -> {
                if (IpRange.parse(text).isEmpty()) {
                    throw PatternReader.at(
                            constant,
                            "pattern-cidr",
                            operator + " needs an IPv4 or IPv6 address or CIDR range such as '198.51.100.0/24'");
                }
            }
        }
        return new ComparisonExpression.TextTest(path, negated, operator, text);
    }

    private static List<Literal> set(StixPatternParser.SetContext context) throws PatternError {
        List<Literal> values = new ArrayList<>();
        for (StixPatternParser.ValueContext each : context.value()) {
            Literal value = Constants.literal(each.getStart());
            if (!values.isEmpty() && !kind(values.getFirst()).equals(kind(value))) {
                throw PatternReader.at(
                        each.getStart(),
                        "pattern-set-types",
                        "the values of a set have one type, but " + kind(values.getFirst()) + " and " + kind(value)
                                + " stand in this one");
            }
            values.add(value);
        }
        return values;
    }

    private static String kind(Literal literal) {
        return switch (literal) {
            case Literal.Text _ -> "text";
            case Literal.Whole _, Literal.Decimal _ -> "number";
            case Literal.Truth _ -> "true or false";
            case Literal.Time _ -> "time";
            case Literal.Hex _, Literal.Base64Bytes _ -> "bytes";
        };
    }

    private static ObjectPath path(StixPatternParser.ObjectPathContext context) throws PatternError {
        List<ObjectPath.Step> steps = new ArrayList<>();
        steps.add(key(context.key()));
        for (StixPatternParser.StepContext each : context.step()) {
            switch (each) {
                case StixPatternParser.KeyStepContext step -> steps.add(key(step.key()));
                case StixPatternParser.IndexStepContext step -> steps.add(index(step.getStart(), step));
                default -> throw new IllegalStateException("the grammar has no step " + each.getClass());
            }
        }
        return new ObjectPath(context.objectType().getText(), steps);
    }

    private static ObjectPath.Step index(Token bracket, StixPatternParser.IndexStepContext step) throws PatternError {
        Optional<Token> number =
                Optional.ofNullable(step.getToken(StixPatternParser.INTEGER, 0)).map(each -> each.getSymbol());
        if (number.isEmpty()) {
            return new ObjectPath.AnyElement();
        }
        long index = Constants.whole(number.get());
        if (index < 0 || index > Integer.MAX_VALUE) {
            throw PatternReader.at(bracket, "pattern-index", "a list index counts from 0, or is * for any element");
        }
        return new ObjectPath.Index((int) index);
    }

    private static ObjectPath.Key key(StixPatternParser.KeyContext context) {
        Token token = context.getStart();
        return new ObjectPath.Key(
                token.getType() == StixPatternParser.STRING ? Constants.text(token) : token.getText());
    }
}
