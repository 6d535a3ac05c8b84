package org.commonwatch.stix.pattern;

import java.math.BigDecimal;
import java.util.EnumSet;
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
 * Writes an expression in its one text. Parentheses stand only where the grammar would otherwise read something else: an
 * operand that binds weaker than its operator, anything but brackets or a parenthesis before a qualifier, and a second
 * qualifier of one kind, which the grammar's rules allow only around a group.
 */
final class CanonicalText {
    private static final Set<String> RESERVED = Set.of(
            "AND",
            "OR",
            "NOT",
            "FOLLOWEDBY",
            "LIKE",
            "MATCHES",
            "ISSUPERSET",
            "ISSUBSET",
            "EXISTS",
            "IN",
            "START",
            "STOP",
            "WITHIN",
            "SECONDS",
            "REPEATS",
            "TIMES",
            "true",
            "false");

    private enum Kind {
        WITHIN,
        REPEATS,
        START_STOP
    }

    private CanonicalText() {}

    static String of(ObservationExpression expression) {
        StringBuilder out = new StringBuilder();
        observation(expression, 0, out);
        return out.toString();
    }

    /** @param binding how tightly the surroundings bind; an expression that binds weaker is put in parentheses */
    private static void observation(ObservationExpression expression, int binding, StringBuilder out) {
        boolean grouped = binding(expression) < binding;
        if (grouped) {
            out.append('(');
        }
        switch (expression) {
            case FollowedBy(List<ObservationExpression> operands) -> joined(operands, " FOLLOWEDBY ", 2, out);
            case AnyObserved(List<ObservationExpression> operands) -> joined(operands, " OR ", 3, out);
            case AllObserved(List<ObservationExpression> operands) -> joined(operands, " AND ", 4, out);
            case Qualified qualified -> qualified(qualified, out);
            case Observed(ComparisonExpression comparison) -> {
                out.append('[');
                comparison(comparison, false, out);
                out.append(']');
            }
        }
        if (grouped) {
            out.append(')');
        }
    }

    private static int binding(ObservationExpression expression) {
        return switch (expression) {
            case FollowedBy _ -> 1;
            case AnyObserved _ -> 2;
            case AllObserved _ -> 3;
            case Qualified _ -> 4;
            case Observed _ -> 5;
        };
    }

    private static void joined(List<ObservationExpression> operands, String operator, int binding, StringBuilder out) {
        String before = "";
        for (ObservationExpression operand : operands) {
            out.append(before);
            observation(operand, binding, out);
            before = operator;
        }
    }

    private static void qualified(Qualified qualified, StringBuilder out) {
        boolean groups =
                qualified.inner() instanceof Qualified inner && run(inner).contains(kind(qualified.qualifier()));
        if (groups) {
            out.append('(');
            observation(qualified.inner(), 0, out);
            out.append(')');
        } else {
            observation(qualified.inner(), 4, out);
        }
        switch (qualified.qualifier()) {
            case Qualifier.Within(BigDecimal seconds) -> {
                String number = seconds.toPlainString();
                out.append(" WITHIN ").append(number).append(" SECONDS");
            }
            case Qualifier.Repeats(long times) ->
                out.append(" REPEATS ").append(times).append(" TIMES");
            case Qualifier.StartStop span -> {
                out.append(" START t'").append(span.start());
                out.append("' STOP t'").append(span.stop()).append('\'');
            }
        }
    }

    /** The kinds of the qualifiers written side by side, without a parenthesis between, at the end of {@code qualified}. */
    private static EnumSet<Kind> run(Qualified qualified) {
        EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
        if (qualified.inner() instanceof Qualified inner) {
            kinds = run(inner);
        }
        if (!kinds.add(kind(qualified.qualifier()))) {
            kinds = EnumSet.of(kind(qualified.qualifier()));
        }
        return kinds;
    }

    private static Kind kind(Qualifier qualifier) {
        return switch (qualifier) {
            case Qualifier.Within _ -> Kind.WITHIN;
            case Qualifier.Repeats _ -> Kind.REPEATS;
            case Qualifier.StartStop _ -> Kind.START_STOP;
        };
    }

    private static void comparison(ComparisonExpression expression, boolean inAnd, StringBuilder out) {
        switch (expression) {
            case AnyOf(List<ComparisonExpression> operands) -> {
                out.append(inAnd ? "(" : "");
                String before = "";
                for (ComparisonExpression operand : operands) {
                    out.append(before);
                    comparison(operand, false, out);
                    before = " OR ";
                }
                out.append(inAnd ? ")" : "");
            }
            case AllOf(List<ComparisonExpression> operands) -> {
                String before = "";
                for (ComparisonExpression operand : operands) {
                    out.append(before);
                    comparison(operand, true, out);
                    before = " AND ";
                }
            }
            case Exists(ObjectPath path, boolean negated) -> {
                out.append(negated ? "NOT EXISTS " : "EXISTS ");
                path(path, out);
            }
            case Compare test -> {
                tested(test, test.order().sign, out);
                literal(test.value(), out);
            }
            case TextTest test -> {
                tested(test, test.operator().name(), out);
                quoted(test.text(), out);
            }
            case In test -> {
                tested(test, "IN", out);
                String before = "(";
                for (Literal value : test.values()) {
                    out.append(before);
                    literal(value, out);
                    before = ", ";
                }
                out.append(test.values().isEmpty() ? "()" : ")");
            }
        }
    }

    private static void tested(ComparisonExpression.Test test, String operator, StringBuilder out) {
        path(test.path(), out);
        out.append(test.negated() ? " NOT " : " ").append(operator).append(' ');
    }

    static void path(ObjectPath path, StringBuilder out) {
        out.append(path.type());
        char before = ':';
        for (ObjectPath.Step step : path.steps()) {
            switch (step) {
                case ObjectPath.Key(String name) -> {
                    out.append(before);
                    if (isBareName(name)) {
                        out.append(name);
                    } else {
                        quoted(name, out);
                    }
                }
                case ObjectPath.Index(int index) ->
                    out.append('[').append(index).append(']');
                case ObjectPath.AnyElement() -> out.append("[*]");
            }
            before = '.';
        }
    }

    private static boolean isBareName(String name) {
        if (name.isEmpty() || RESERVED.contains(name)) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    static void literal(Literal literal, StringBuilder out) {
        switch (literal) {
            case Literal.Text(String text) -> quoted(text, out);
            case Literal.Whole(long number) -> out.append(number);
            case Literal.Decimal(BigDecimal number) ->
                out.append((number.scale() < 1 ? number.setScale(1) : number).toPlainString());
            case Literal.Truth(boolean truth) -> out.append(truth);
            case Literal.Time time -> out.append("t'").append(time.instant()).append('\'');
            case Literal.Hex(String digits) -> out.append("h'").append(digits).append('\'');
            case Literal.Base64Bytes(String base64) ->
                out.append("b'").append(base64).append('\'');
        }
    }

    private static void quoted(String text, StringBuilder out) {
        out.append('\'');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('\'');
    }
}
