package org.commonwatch.stix.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.ComparisonExpression.Order;
import org.commonwatch.stix.pattern.ComparisonExpression.TextOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random small patterns and observations: the search and the naive enumeration agree. */
class MatcherTwinTest {
    @Test
    void agreesWithTheNaiveTwin() throws Refused {
        compare(0, 4_000);
    }

    @Test
    @Tag("long")
    void agreesWithTheNaiveTwinForLong() throws Refused {
        compare(4_000, 200_000);
    }

    private static void compare(long from, long to) throws Refused {
        int matched = 0;
        for (long seed = from; seed < to; seed++) {
            Random random = new Random(seed);
            List<Observation> observations = Sightings.timeline(seen(random));
            Pattern pattern = new Pattern(observation(random, 3));
            String shown = "seed " + seed + ": " + pattern + " over "
                    + observations.stream().map(Observation::id).toList();
            Optional<Match> match = Matcher.match(pattern, observations);
            assertEquals(new NaiveMatcher(observations).matches(pattern), match.isPresent(), shown);
            if (match.isPresent()) {
                matched++;
                List<Observation> bound = observations.stream()
                        .filter(each -> match.get().ids().contains(each.id()))
                        .toList();
                assertTrue(new NaiveMatcher(bound).matches(pattern), "bound alone, " + shown);
            }
        }
        assertTrue(matched > (to - from) / 10 && matched < (to - from) * 9 / 10, "both answers occur: " + matched);
    }

    /** Patterns of every kind over values of every kind: an answer or the declared refusal. */
    @Test
    void onlyTheDeclaredRefusalComesOutOfAnyPattern() throws Refused {
        String[] values = {
            "1", "-2.50", "true", "\"a\"", "\"192.0.2.7\"", "[1,[\"a\"]]", "{\"size\":1}", "null", "1e308"
        };
        int refused = 0;
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            StringBuilder object = new StringBuilder("{\"type\":\"file\"");
            for (String name : List.of("name", "size", "SHA-256", "AND", "true", "x y", "_", "in")) {
                object.append(",\"").append(name).append("\":").append(values[random.nextInt(values.length)]);
            }
            ObjectNode file = (ObjectNode) Sightings.json(object + "}");
            Instant noon = Instant.parse("2026-01-31T12:00:00Z");
            Observation seen = new Observation("o", noon, noon.plusSeconds(9), 5, Map.of("0", file), Map.of());
            Pattern pattern = new RandomPatterns(seed).pattern();
            try {
                Matcher.match(pattern, List.of(seen, seen));
            } catch (Refused e) {
                refused++;
                assertTrue(e.refusal().code().startsWith("pattern-"), "seed " + seed + ": " + e.refusal());
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + pattern, e);
            }
        }
        assertTrue(refused < 1_000, "most are decided: " + refused);
    }

    private static String seen(Random random) {
        StringBuilder seen = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int first = random.nextInt(12);
            seen.append((char) ('a' + random.nextInt(3))).append('@').append(first);
            seen.append('-').append(first + (random.nextBoolean() ? 0 : random.nextInt(5)));
            seen.append(random.nextInt(4) == 0 ? "*2 " : " ");
        }
        return seen.toString();
    }

    private static ObservationExpression observation(Random random, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return new ObservationExpression.Observed(comparison(random, 2));
        }
        return switch (random.nextInt(5)) {
            case 0 -> new ObservationExpression.AllObserved(two(() -> observation(random, depth - 1)));
            case 1 -> new ObservationExpression.AnyObserved(two(() -> observation(random, depth - 1)));
            case 2 -> new ObservationExpression.FollowedBy(two(() -> observation(random, depth - 1)));
            default -> {
                Instant start = Instant.parse("2026-01-31T12:00:00Z").plusSeconds(random.nextInt(10));
                Qualifier qualifier = switch (random.nextInt(3)) {
                    case 0 -> new Qualifier.Within(BigDecimal.valueOf(1 + random.nextInt(60), 1));
                    case 1 -> new Qualifier.Repeats(1 + random.nextInt(2));
                    default -> new Qualifier.StartStop(start, start.plusSeconds(1 + random.nextInt(8)));
                };
                yield new ObservationExpression.Qualified(observation(random, depth - 1), qualifier);
            }
        };
    }

    private static ComparisonExpression comparison(Random random, int depth) {
        if (depth > 0 && random.nextInt(4) == 0) {
            List<ComparisonExpression> operands = two(() -> comparison(random, depth - 1));
            return random.nextBoolean()
                    ? new ComparisonExpression.AllOf(operands)
                    : new ComparisonExpression.AnyOf(operands);
        }
        ObjectPath path = new ObjectPath("x", List.of(new ObjectPath.Key("v")));
        Literal letter = new Literal.Text(Character.toString('a' + random.nextInt(3)));
        boolean negated = random.nextInt(4) == 0;
        return switch (random.nextInt(6)) {
            case 0 -> new ComparisonExpression.Exists(path, negated);
            case 1 -> new ComparisonExpression.In(path, negated, List.of(letter));
            case 2 ->
                new ComparisonExpression.TextTest(path, negated, TextOperator.LIKE, random.nextBoolean() ? "%a" : "b_");
            case 3 -> new ComparisonExpression.Compare(path, negated, Order.LESS, letter);
            default -> new ComparisonExpression.Compare(path, negated, Order.EQUAL, letter);
        };
    }

    private static <T> List<T> two(Supplier<T> each) {
        List<T> two = new ArrayList<>();
        two.add(each.get());
        two.add(each.get());
        return two;
    }
}
