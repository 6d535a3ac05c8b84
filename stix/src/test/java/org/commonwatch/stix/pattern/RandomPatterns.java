package org.commonwatch.stix.pattern;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.commonwatch.stix.pattern.ComparisonExpression.Order;
import org.commonwatch.stix.pattern.ComparisonExpression.TextOperator;

/** Random expressions of every kind, from one seed. */
final class RandomPatterns {
    private static final String[] NAMES = {
        "name", "size", "SHA-256", "AND", "true", "x y", "ключ", "it's", "a\\b", "_", "", "in", "9lives", "\n"
    };
    private static final String[] TEXTS = {
        "", "a", "%_", "it's", "\\", "\\'", "日本", "\uD83D\uDE00", "a\nb", "/* no */", "t'"
    };
    private static final String[] RANGES = {"192.0.2.0/24", "198.51.100.7", "2001:db8::/32", "::ffff:192.0.2.1/128"};

    private final Random random;

    RandomPatterns(long seed) {
        this.random = new Random(seed);
    }

    Pattern pattern() {
        return new Pattern(observation(3));
    }

    private ObservationExpression observation(int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            String type = random.nextBoolean() ? "file" : "x-some-type";
            return new ObservationExpression.Observed(comparison(2, type));
        }
        return switch (random.nextInt(4)) {
            case 0 -> new ObservationExpression.AllObserved(several(() -> observation(depth - 1)));
            case 1 -> new ObservationExpression.AnyObserved(several(() -> observation(depth - 1)));
            case 2 -> new ObservationExpression.FollowedBy(several(() -> observation(depth - 1)));
            default -> new ObservationExpression.Qualified(observation(depth - 1), qualifier());
        };
    }

    private Qualifier qualifier() {
        return switch (random.nextInt(3)) {
            case 0 -> new Qualifier.Within(BigDecimal.valueOf(1 + random.nextInt(5000), random.nextInt(7) - 2));
            case 1 -> new Qualifier.Repeats(1 + random.nextInt(9));
            default -> {
                Instant start = instant();
                yield new Qualifier.StartStop(start, start.plusNanos(1 + random.nextInt(1_000_000_000)));
            }
        };
    }

    /** All tests concern one type, so that AND is lawful. */
    private ComparisonExpression comparison(int depth, String type) {
        if (depth > 0 && random.nextInt(3) != 0) {
            List<ComparisonExpression> operands = several(() -> comparison(depth - 1, type));
            return random.nextBoolean()
                    ? new ComparisonExpression.AllOf(operands)
                    : new ComparisonExpression.AnyOf(operands);
        }
        ObjectPath path = path(type);
        boolean negated = random.nextInt(3) == 0;
        return switch (random.nextInt(4)) {
            case 0 -> new ComparisonExpression.Exists(path, negated);
            case 1 -> {
                Literal value = literal(random.nextInt(7));
                Order[] equal = {Order.EQUAL, Order.NOT_EQUAL};
                Order order = pick(value instanceof Literal.Truth ? equal : Order.values());
                yield new ComparisonExpression.Compare(path, negated, order, value);
            }
            case 2 -> {
                int kind = random.nextInt(7);
                List<Literal> values = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    values.add(literal(kind));
                }
                yield new ComparisonExpression.In(path, negated, values);
            }
            default -> {
                TextOperator operator = pick(TextOperator.values());
                boolean addresses = operator == TextOperator.ISSUBSET || operator == TextOperator.ISSUPERSET;
                yield new ComparisonExpression.TextTest(path, negated, operator, pick(addresses ? RANGES : TEXTS));
            }
        };
    }

    private ObjectPath path(String type) {
        List<ObjectPath.Step> steps = new ArrayList<>(List.of(new ObjectPath.Key(pick(NAMES))));
        for (int i = random.nextInt(3); i > 0; i--) {
            steps.add(
                    switch (random.nextInt(3)) {
                        case 0 -> new ObjectPath.Key(pick(NAMES));
                        case 1 -> new ObjectPath.Index(random.nextInt(5));
                        default -> new ObjectPath.AnyElement();
                    });
        }
        return new ObjectPath(type, steps);
    }

    private Literal literal(int kind) {
        return switch (kind) {
            case 0 -> new Literal.Text(pick(TEXTS));
            case 1 -> new Literal.Whole(random.nextLong());
            case 2 -> new Literal.Decimal(BigDecimal.valueOf(random.nextInt(2000) - 1000, random.nextInt(9) - 3));
            case 3 -> new Literal.Truth(random.nextBoolean());
            case 4 -> new Literal.Time(instant());
            case 5 -> new Literal.Hex(String.format("%04x", random.nextInt(65536)));
            default -> {
                byte[] bytes = new byte[random.nextInt(5)];
                random.nextBytes(bytes);
                yield new Literal.Base64Bytes(Base64.getEncoder().encodeToString(bytes));
            }
        };
    }

    private Instant instant() {
        Instant second = Instant.ofEpochSecond(random.nextInt());
        return switch (random.nextInt(3)) {
            case 0 -> second;
            case 1 -> second.plusMillis(random.nextInt(1000));
            default -> second.plusNanos(random.nextInt(1_000_000_000));
        };
    }

    private <T> List<T> several(Supplier<T> each) {
        List<T> all = new ArrayList<>();
        for (int i = 2 + random.nextInt(2); i > 0; i--) {
            all.add(each.get());
        }
        return all;
    }

    private <T> T pick(T[] from) {
        return from[random.nextInt(from.length)];
    }
}
