package org.commonwatch.stix.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * What one observed object must be like: the part between square brackets, STIX 2.1 sections 9.5 and 9.6.
 *
 * <p>AND and OR are associative, so nested ones of the same kind are merged on construction: equal meaning by grouping is an
 * equal value.
 */
public sealed interface ComparisonExpression {
    /** {@code a AND b ...}: at least two, all true of the same object. */
    record AllOf(List<ComparisonExpression> operands) implements ComparisonExpression {
        public AllOf {
            List<ComparisonExpression> flat = new ArrayList<>(operands.size());
            for (ComparisonExpression operand : operands) {
                if (operand instanceof AllOf(List<ComparisonExpression> inner)) {
                    flat.addAll(inner);
                } else {
                    flat.add(operand);
                }
            }
            operands = requireTwo(flat);
        }
    }

    /** {@code a OR b ...}: at least two, any true. */
    record AnyOf(List<ComparisonExpression> operands) implements ComparisonExpression {
        public AnyOf {
            List<ComparisonExpression> flat = new ArrayList<>(operands.size());
            for (ComparisonExpression operand : operands) {
                if (operand instanceof AnyOf(List<ComparisonExpression> inner)) {
                    flat.addAll(inner);
                } else {
                    flat.add(operand);
                }
            }
            operands = requireTwo(flat);
        }
    }

    /** A test of one path: the leaves. {@code negated} is the NOT before the operator. */
    sealed interface Test extends ComparisonExpression {
        ObjectPath path();

        boolean negated();
    }

    /**
     * {@code path < constant} and its like. {@code NOT =} is {@code !=} and the reverse, so a negated one is neither; a
     * negated order is kept, because it is also true where the values cannot be ordered.
     */
    record Compare(ObjectPath path, boolean negated, Order order, Literal value) implements Test {
        public Compare {
            if (negated && order == Order.EQUAL) {
                order = Order.NOT_EQUAL;
                negated = false;
            } else if (negated && order == Order.NOT_EQUAL) {
                order = Order.EQUAL;
                negated = false;
            }
            if (value instanceof Literal.Truth && order != Order.EQUAL && order != Order.NOT_EQUAL) {
                throw new IllegalArgumentException("true and false have no order");
            }
        }
    }

    /** {@code path IN (constants)}: all of one type, where whole and decimal numbers count as one. May be empty. */
    record In(ObjectPath path, boolean negated, List<Literal> values) implements Test {
        public In {
            values = List.copyOf(values);
        }
    }

    /** {@code path LIKE 'text'} and its like; for the subnet tests the text is an address or CIDR range. */
    record TextTest(ObjectPath path, boolean negated, TextOperator operator, String text) implements Test {}

    /** {@code EXISTS path}. */
    record Exists(ObjectPath path, boolean negated) implements Test {}

    /** Operators between a value and a constant. */
    enum Order {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        final String sign;

        Order(String sign) {
            this.sign = sign;
        }
    }

    /** Operators with a string beside them; the names are their spelling. */
    enum TextOperator {
        LIKE,
        MATCHES,
        ISSUBSET,
        ISSUPERSET
    }

    private static List<ComparisonExpression> requireTwo(List<ComparisonExpression> operands) {
        if (operands.size() < 2) {
            throw new IllegalArgumentException("AND and OR join at least two comparisons");
        }
        return List.copyOf(operands);
    }
}
