package org.commonwatch.stix.pattern;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.ComparisonExpression.AllOf;
import org.commonwatch.stix.pattern.ComparisonExpression.AnyOf;

/** A comparison expression ready to be asked of objects: same shape, constants read and regular expressions compiled. */
sealed interface Condition {
    boolean isTrueOf(ObjectNode object, Observation within, Budget budget) throws Refused;

    record Tested(PropertyTest test) implements Condition {
        @Override
        public boolean isTrueOf(ObjectNode object, Observation within, Budget budget) throws Refused {
            return test.isTrueOf(object, within, budget);
        }
    }

    record All(List<Condition> operands) implements Condition {
        @Override
        public boolean isTrueOf(ObjectNode object, Observation within, Budget budget) throws Refused {
            for (Condition operand : operands) {
                if (!operand.isTrueOf(object, within, budget)) {
                    return false;
                }
            }
            return true;
        }
    }

    record Any(List<Condition> operands) implements Condition {
        @Override
        public boolean isTrueOf(ObjectNode object, Observation within, Budget budget) throws Refused {
            for (Condition operand : operands) {
                if (operand.isTrueOf(object, within, budget)) {
                    return true;
                }
            }
            return false;
        }
    }

    static Condition of(ComparisonExpression comparison) throws Refused {
        return switch (comparison) {
            case AllOf(List<ComparisonExpression> operands) -> new All(each(operands));
            case AnyOf(List<ComparisonExpression> operands) -> new Any(each(operands));
            case ComparisonExpression.Test test -> new Tested(new PropertyTest(test));
        };
    }

    private static List<Condition> each(List<ComparisonExpression> operands) throws Refused {
        List<Condition> conditions = new ArrayList<>(operands.size());
        for (ComparisonExpression operand : operands) {
            conditions.add(of(operand));
        }
        return conditions;
    }
}
