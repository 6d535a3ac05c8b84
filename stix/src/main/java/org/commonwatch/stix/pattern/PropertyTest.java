package org.commonwatch.stix.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.OptionalInt;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.ComparisonExpression.Compare;
import org.commonwatch.stix.pattern.ComparisonExpression.Exists;
import org.commonwatch.stix.pattern.ComparisonExpression.In;
import org.commonwatch.stix.pattern.ComparisonExpression.Order;
import org.commonwatch.stix.pattern.ComparisonExpression.TextTest;
import org.commonwatch.values.IpRange;

/**
 * One comparison, ready to be asked of objects: STIX 2.1 section 9.6. True of an object when it has the path's type and any
 * value at the path passes; so without a value both {@code a = 1} and {@code a != 1} are false. NOT turns the answer for
 * each value.
 */
final class PropertyTest {
    private final ObjectPath path;
    private final boolean negated;
    private final boolean absence;
    private final String name;
    private final Check check;

    private interface Check {
        boolean passes(Value value, Budget budget) throws Refused;
    }

    PropertyTest(ComparisonExpression.Test test) throws Refused {
        this.path = test.path();
        this.negated = test.negated();
        this.absence = test instanceof Exists && test.negated();
        List<String> names = path.steps().stream()
                .filter(ObjectPath.Key.class::isInstance)
                .map(step -> ((ObjectPath.Key) step).name())
                .toList();
        this.name = names.getLast();
        boolean hash = names.size() > 1 && PathValues.isHashes(names.get(names.size() - 2));
        this.check = switch (test) {
            case Exists _ -> (value, budget) -> true;
            case Compare(ObjectPath _, boolean _, Order order, Literal literal) -> compare(order, literal, hash);
            case In(ObjectPath _, boolean _, List<Literal> literals) -> in(literals, hash);
            case TextTest(ObjectPath _, boolean _, var operator, String text) ->
                switch (operator) {
                    case LIKE -> like(text);
                    case MATCHES -> matches(text);
                    case ISSUBSET -> subset(text, false);
                    case ISSUPERSET -> subset(text, true);
                };
        };
    }

    boolean isTrueOf(ObjectNode object, Observation within, Budget budget) throws Refused {
        budget.steps(1);
        if (!path.type().equals(object.path("type").textValue())) {
            return false;
        }
        List<JsonNode> values = PathValues.of(path, object, within, budget);
        if (absence) {
            return values.isEmpty();
        }
        for (JsonNode value : values) {
            budget.steps(value.isTextual() ? 1 + value.textValue().length() / 4 : 1);
            if (check.passes(Value.of(value, name), budget) != negated) {
                return true;
            }
        }
        return false;
    }

    private static Check compare(Order order, Literal literal, boolean hash) {
        Value constant = Value.of(literal);
        return (value, budget) -> {
            if (order == Order.EQUAL || order == Order.NOT_EQUAL) {
                return equal(value, constant, hash) == (order == Order.EQUAL);
            }
            OptionalInt compared = value.compare(constant);
            if (compared.isEmpty()) {
                return false;
            }
            int sign = compared.getAsInt();
            return switch (order) {
                case LESS -> sign < 0;
                case LESS_OR_EQUAL -> sign <= 0;
                case GREATER -> sign > 0;
                case GREATER_OR_EQUAL -> sign >= 0;
                case EQUAL, NOT_EQUAL -> throw new IllegalStateException("answered above");
            };
        };
    }

    private static Check in(List<Literal> literals, boolean hash) {
        List<Value> constants = literals.stream().map(Value::of).toList();
        return (value, budget) -> {
            budget.steps(constants.size());
            return constants.stream().anyMatch(constant -> equal(value, constant, hash));
        };
    }

    /** Hash values in hexadecimal are numbers: their letters count in either case. */
    private static boolean equal(Value value, Value constant, boolean hash) {
        if (hash && value instanceof Value.Text(String a) && constant instanceof Value.Text(String b)) {
            return a.equals(b) || (isHex(a) && a.equalsIgnoreCase(b));
        }
        OptionalInt compared = value.compare(constant);
        return compared.isPresent() && compared.getAsInt() == 0;
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }

    /** {@code %} any run, {@code _} any one character, both sides normalised to NFC, the whole text. */
    private static Check like(String text) {
        int[] shape =
                Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().toArray();
        return (value, budget) -> {
            if (!(value instanceof Value.Text(String found))) {
                return false;
            }
            budget.steps(found.length());
            int[] candidate = Normalizer.normalize(found, Normalizer.Form.NFC)
                    .codePoints()
                    .toArray();
            return like(shape, candidate, budget);
        };
    }

    /** Greedy with one place to return to: an earlier % never needs to give more once a later one was reached. */
    private static boolean like(int[] shape, int[] text, Budget budget) throws Refused {
        int s = 0;
        int t = 0;
        int wild = -1;
        int resume = 0;
        while (t < text.length) {
            if (s < shape.length && shape[s] == '%') {
                wild = s++;
                resume = t;
            } else if (s < shape.length && (shape[s] == '_' || shape[s] == text[t])) {
                s++;
                t++;
            } else if (wild >= 0) {
                budget.steps(t - resume + 1L);
                s = wild + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (s < shape.length && shape[s] == '%') {
            s++;
        }
        return s == shape.length;
    }

    /** Searched for, not anchored; a dot takes newlines; NFC; bytes are searched as the characters U+0000 to U+00FF. */
    private static Check matches(String text) throws Refused {
        String expression = Normalizer.normalize(text, Normalizer.Form.NFC);
        com.google.re2j.Pattern regex = regex(expression);
        boolean forBytes = expression.chars().allMatch(c -> c < 256);
        return (value, budget) -> switch (value) {
            case Value.Text(String found) -> {
                budget.steps(found.length());
                yield find(regex, Normalizer.normalize(found, Normalizer.Form.NFC), budget);
            }
            case Value.Bytes(byte[] bytes) ->
                forBytes && find(regex, new String(bytes, StandardCharsets.ISO_8859_1), budget);
            case Value.Numeric _, Value.Truth _, Value.Time _, Value.Other _ -> false;
        };
    }

    private static boolean find(com.google.re2j.Pattern regex, String text, Budget budget) throws Refused {
        budget.steps((long) text.length() * (1 + regex.programSize() / 8));
        return regex.matcher(text).find();
    }

    private static com.google.re2j.Pattern regex(String expression) throws Refused {
        if (!RegexSize.isBounded(expression)) {
            throw unsupported("it is too large or nested too deeply", expression);
        }
        try {
            return com.google.re2j.Pattern.compile(expression, com.google.re2j.Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw unsupported(e.getDescription() + ": " + e.getPattern(), expression);
        }
    }

    private static Refused unsupported(String reason, String expression) {
        return Refusal.of(
                        "pattern-unsupported-regex",
                        "",
                        "This regular expression cannot be run in linear time (no look-around, back-references or "
                                + "possessive quantifiers): " + reason + ".",
                        expression)
                .toException();
    }

    private static Check subset(String text, boolean reverse) {
        IpRange constant = IpRange.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("no address or CIDR range: " + text));
        return (value, budget) -> value instanceof Value.Text(String found)
                && IpRange.parse(found)
                        .filter(range -> reverse ? range.contains(constant) : constant.contains(range))
                        .isPresent();
    }
}
