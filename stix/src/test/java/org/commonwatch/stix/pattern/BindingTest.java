package org.commonwatch.stix.pattern;

import static org.commonwatch.stix.pattern.Sightings.matches;
import static org.commonwatch.stix.pattern.Sightings.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which observations a pattern may bind; STIX 2.1 sections 9.3 and 9.4. */
class BindingTest {
    /**
     * A pattern in which a single letter stands for [x:v = 'letter'] and * for [EXISTS x:v]; what was seen, in seconds (a-b:
     * between a and b; *n: n times); and whether it matches.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # one
            a                                | a@0             | true
            a                                | b@0             | false
            a                                | ''              | false
            # AND binds different observations
            a AND b                          | a@0 b@0         | true
            a AND b                          | a@0             | false
            a AND a                          | a@0             | false
            a AND a                          | a@0 a@1         | true
            a AND a                          | a@0*2           | true
            * AND a                          | a@0 b@1         | true
            * AND * AND a                    | a@0 b@1         | false
            # OR binds one side
            a OR b                           | b@0             | true
            a OR b                           | c@0             | false
            a OR b AND c                     | a@0             | true
            a OR b AND c                     | b@0             | false
            (a OR b) AND (a OR b)            | a@0             | false
            (a OR b) AND (a OR b)            | a@0 b@0         | true
            (a OR b AND c) AND c             | b@0 c@0         | false
            (a OR b AND c) AND c             | b@0 c@0*2       | true
            # FOLLOWEDBY: not later
            a FOLLOWEDBY b                   | a@0 b@1         | true
            a FOLLOWEDBY b                   | a@1 b@0         | false
            a FOLLOWEDBY b                   | a@1 b@1         | true
            a FOLLOWEDBY b                   | a@5-9 b@0-6     | true
            a FOLLOWEDBY b                   | a@5-9 b@0-4     | false
            a FOLLOWEDBY a                   | a@0             | false
            a FOLLOWEDBY a                   | a@0*2           | true
            a FOLLOWEDBY b FOLLOWEDBY c      | a@0 b@1 c@2     | true
            a FOLLOWEDBY b FOLLOWEDBY c      | a@0 b@2 c@1     | false
            a FOLLOWEDBY b FOLLOWEDBY c      | a@1 b@0 c@2     | false
            a FOLLOWEDBY (b FOLLOWEDBY c)    | a@0 b@1 c@2     | true
            a FOLLOWEDBY b AND c             | a@1 b@1 c@0     | false
            (a FOLLOWEDBY b) AND c           | a@1 b@1 c@0     | true
            * FOLLOWEDBY * FOLLOWEDBY *      | a@3 b@2 c@1     | true
            # REPEATS
            a REPEATS 3 TIMES                | a@0 a@1 a@2     | true
            a REPEATS 3 TIMES                | a@0 a@1         | false
            a REPEATS 3 TIMES                | a@0*3           | true
            a REPEATS 3 TIMES                | a@0*2 a@9       | true
            a REPEATS 5 TIMES                | a@0*999999999   | true
            a REPEATS 999999999 TIMES        | a@0*999999998   | false
            (a AND b) REPEATS 2 TIMES        | a@0*2 b@0       | false
            (a AND b) REPEATS 2 TIMES        | a@0*2 b@0*2     | true
            (a OR b) REPEATS 3 TIMES         | a@0 b@0*2       | true
            (a REPEATS 2 TIMES) REPEATS 2 TIMES | a@0*3        | false
            (a REPEATS 2 TIMES) REPEATS 2 TIMES | a@0*4        | true
            a REPEATS 2 TIMES AND a          | a@0*2           | false
            a REPEATS 2 TIMES AND a          | a@0*2 a@1       | true
            # WITHIN
            (a AND b) WITHIN 5 SECONDS       | a@0 b@5         | true
            (a AND b) WITHIN 4.9 SECONDS     | a@0 b@5         | false
            (a AND b) WITHIN 5 SECONDS       | a@0-3 b@8       | true
            a AND b WITHIN 1 SECONDS         | a@0 b@9         | true
            a WITHIN .001 SECONDS            | a@0             | true
            a REPEATS 3 TIMES WITHIN 5 SECONDS | a@0 a@4 a@8   | false
            a REPEATS 3 TIMES WITHIN 8 SECONDS | a@0 a@4 a@8   | true
            a REPEATS 3 TIMES WITHIN 5 SECONDS | a@0 a@9 a@12 a@13 | true
            a WITHIN 5 SECONDS REPEATS 3 TIMES | a@0 a@100 a@200 | true
            (a FOLLOWEDBY b) WITHIN 5 SECONDS  | a@0 b@9 a@20 b@24 | true
            (a FOLLOWEDBY b) WITHIN 5 SECONDS  | a@0 b@9 a@20 b@16 | false
            (a FOLLOWEDBY b) WITHIN 5 SECONDS REPEATS 2 TIMES | a@0 b@1 a@20 b@21 | true
            (a FOLLOWEDBY b) WITHIN 5 SECONDS REPEATS 2 TIMES | a@0 b@1 a@20 b@29 | false
            (a OR b AND c) WITHIN 5 SECONDS  | b@0 c@9         | false
            (a OR b AND c) WITHIN 5 SECONDS  | b@0 c@9 a@50    | true
            # START is part of the span, STOP is not
            a SPAN 10 20                     | a@10            | true
            a SPAN 10 20                     | a@20            | false
            a SPAN 10 20                     | a@9             | false
            a SPAN 10 20                     | a@0-10          | true
            a SPAN 10 20                     | a@0-50          | true
            a SPAN 10 20                     | a@20-30         | false
            (a AND b) SPAN 10 20             | a@10 b@20       | false
            a AND b SPAN 10 20               | a@0 b@15        | true
            * REPEATS 2 TIMES SPAN 10 20     | a@11 b@12 c@30  | true
            * SPAN 10 20 REPEATS 3 TIMES     | a@11 b@12 c@30  | false
            a SPAN 10 20 OR b SPAN 30 40     | b@31            | true
            """)
    void bindsWhatTheOperatorsAskFor(String shape, String seen, boolean expected) throws PatternError, Refused {
        assertEquals(expected, matches(pattern(shape), timeline(seen)), pattern(shape));
    }

    private static String pattern(String shape) {
        return Arrays.stream(shape.replaceAll(
                                "SPAN (\\d+) (\\d+)", "START t'2026-01-31T12:00:$1Z' STOP t'2026-01-31T12:00:$2Z'")
                        .split("(?=[ ()])|(?<=[ ()])"))
                .map(word -> word.equals("*") ? "[EXISTS x:v]" : word)
                .map(word -> word.matches("[abc]") ? "[x:v = '" + word + "']" : word)
                .collect(Collectors.joining());
    }

    /** The ids of one binding, each once, in the order given. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a                 | b@0 a@1 a@2        | [a@1]
            a AND b           | b@0 a@1 c@2        | [b@0, a@1]
            a REPEATS 3 TIMES | a@0*2 b@1 a@2      | [a@0*2, a@2]
            a OR b            | b@0 a@1            | [b@0]
            a FOLLOWEDBY b    | b@0 a@1 b@2        | [a@1, b@2]
            a                 | b@0                | nothing
            """)
    void namesWhatItBound(String shape, String seen, String ids) throws PatternError, Refused {
        Optional<Match> match = Matcher.match(Pattern.parse(pattern(shape)), timeline(seen));
        assertEquals(ids, match.map(found -> found.ids().toString()).orElse("nothing"));
    }

    /** Each of these would take a search over tuples longer than the sun lasts. */
    @Test
    void decidesWideQuestionsByFlow() throws PatternError, Refused {
        List<Observation> nineteen = timeline("a@0 ".repeat(19));
        assertEquals(false, matches(join("a", 20, " AND "), nineteen));
        assertEquals(true, matches(join("a", 19, " AND "), nineteen));
        assertEquals(false, matches(join("a", 20, " FOLLOWEDBY "), nineteen));
        assertEquals(true, matches(join("a", 19, " FOLLOWEDBY "), nineteen));
        assertEquals(false, matches(join("a OR b", 20, ") AND ("), nineteen));
        assertEquals(true, matches(join("a", 4000, " AND "), timeline("a@0*4000")));
        assertEquals(false, matches(join("a", 4000, " AND "), timeline("a@0*3999")));
        String many = IntStream.range(0, 2_000).mapToObj(i -> "a@" + i * 10).collect(Collectors.joining(" "));
        assertEquals(false, matches(pattern("a REPEATS 3 TIMES WITHIN 19 SECONDS"), timeline(many)));
        assertEquals(true, matches(pattern("a REPEATS 3 TIMES WITHIN 20 SECONDS"), timeline(many)));
        String pairs = IntStream.range(0, 120)
                .mapToObj(i -> "a@" + i * 10 + " b@" + (i * 10 + 1))
                .collect(Collectors.joining(" "));
        String often = "(a FOLLOWEDBY b) WITHIN 1 SECONDS REPEATS ";
        assertEquals(true, matches(pattern(often + "120 TIMES"), timeline(pairs)));
        assertEquals(false, matches(pattern(often + "121 TIMES"), timeline(pairs)));
        assertEquals(false, matches(pattern(often + "120 TIMES"), timeline(pairs.replace("b@1191", "b@1192"))));
    }

    @Test
    void refusesWhatItCannotDecideInBounds() throws PatternError {
        String shape = IntStream.range(0, 12)
                .mapToObj(i -> "(a AND b) WITHIN 1.0" + i + " SECONDS")
                .collect(Collectors.joining(" AND "));
        String pairs = "a@0 b@1 a@10 b@11 a@20 b@21 a@30 b@31 a@40 b@41 a@50 b@51 a@60 b@61 a@70 b@71 a@80 b@81 ";
        String seen = pairs + "a@90 b@91 a@100 b@101 a@110 b@115 a@120 b@125";
        Pattern pattern = Pattern.parse(pattern(shape));
        Refused refused = assertTimeout(
                Duration.ofMinutes(2), () -> assertThrows(Refused.class, () -> Matcher.match(pattern, timeline(seen))));
        assertTrue(refused.refusal().code().startsWith("pattern-too-"), refused.getMessage());
        Pattern huge = Pattern.parse(pattern("(a FOLLOWEDBY b) REPEATS 999999999 TIMES"));
        refused = assertThrows(Refused.class, () -> Matcher.match(huge, timeline("a@0*999999999 b@1*999999999")));
        assertEquals("pattern-too-many-bindings", refused.refusal().code());
    }

    private static String join(String shape, int times, String operator) {
        return pattern(
                "(" + IntStream.range(0, times).mapToObj(i -> shape).collect(Collectors.joining(operator)) + ")");
    }
}
