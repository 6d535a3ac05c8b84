package org.commonwatch.stix.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * What must have been observed, STIX 2.1 sections 9.3 to 9.5. AND, OR and FOLLOWEDBY are associative, so nested ones of the
 * same kind are merged on construction (for FOLLOWEDBY: either grouping asks that each observation of an earlier operand
 * may lie before each of a later one).
 */
public sealed interface ObservationExpression {
    /** {@code [comparison]}: one observation that holds an object of which the comparison is true. */
    record Observed(ComparisonExpression comparison) implements ObservationExpression {}

    /** {@code a AND b ...}: at least two, bound to different observations. */
    record AllObserved(List<ObservationExpression> operands) implements ObservationExpression {
        public AllObserved {
            List<ObservationExpression> flat = new ArrayList<>(operands.size());
            for (ObservationExpression operand : operands) {
                if (operand instanceof AllObserved(List<ObservationExpression> inner)) {
                    flat.addAll(inner);
                } else {
                    flat.add(operand);
                }
            }
            operands = requireTwo(flat);
        }
    }

    /** {@code a OR b ...}: at least two, one of them bound. */
    record AnyObserved(List<ObservationExpression> operands) implements ObservationExpression {
        public AnyObserved {
            List<ObservationExpression> flat = new ArrayList<>(operands.size());
            for (ObservationExpression operand : operands) {
                if (operand instanceof AnyObserved(List<ObservationExpression> inner)) {
                    flat.addAll(inner);
                } else {
                    flat.add(operand);
                }
            }
            operands = requireTwo(flat);
        }
    }

    /** {@code a FOLLOWEDBY b ...}: at least two, bound to different observations, none later than one after it. */
    record FollowedBy(List<ObservationExpression> operands) implements ObservationExpression {
        public FollowedBy {
            List<ObservationExpression> flat = new ArrayList<>(operands.size());
            for (ObservationExpression operand : operands) {
                if (operand instanceof FollowedBy(List<ObservationExpression> inner)) {
                    flat.addAll(inner);
                } else {
                    flat.add(operand);
                }
            }
            operands = requireTwo(flat);
        }
    }

    /** {@code inner qualifier}; several qualifiers nest, the first written innermost. */
    record Qualified(ObservationExpression inner, Qualifier qualifier) implements ObservationExpression {}

    private static List<ObservationExpression> requireTwo(List<ObservationExpression> operands) {
        if (operands.size() < 2) {
            throw new IllegalArgumentException("AND, OR and FOLLOWEDBY join at least two observations");
        }
        return List.copyOf(operands);
    }
}
