package org.commonwatch.stix.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.commonwatch.kernel.Limits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternTest {
    /** Left: as people write it. Right: the one text. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            [file:size=10]                                    | [file:size = 10]
            [ file : size == +10 ]                            | [file:size = 10]
            [file:size <> 010.50]                             | [file:size != 10.5]
            [file:size NOT = 1]                               | [file:size != 1]
            [file:size NOT != 1]                              | [file:size = 1]
            [file:size NOT < 1]                               | [file:size NOT < 1]
            [file:size = -0]                                  | [file:size = 0]
            [file:size = .5]                                  | [file:size = 0.5]
            [file:size = 7.00]                                | [file:size = 7.0]
            [file:size IN(1,2.5,3)]                           | [file:size IN (1, 2.5, 3)]
            [file:size NOT IN ()]                             | [file:size NOT IN ()]
            [file:hashes.'MD5' = 'x']                         | [file:hashes.MD5 = 'x']
            [file:hashes.'SHA-256' = 'x']                     | [file:hashes.'SHA-256' = 'x']
            [file:'name' MATCHES'^a']                         | [file:name MATCHES '^a']
            [file:'IN' = true]                                | [file:'IN' = true]
            [EXISTS file:name]                                | [EXISTS file:name]
            [NOT EXISTS file:x[*].y[0]]                       | [NOT EXISTS file:x[*].y[0]]
            [file:a = h'FFD8' OR file:a = b'AQI=']            | [file:a = h'ffd8' OR file:a = b'AQI=']
            [file:a = t'2014-01-13T07:03:17Z']                | [file:a = t'2014-01-13T07:03:17Z']
            [file:a = t'2014-01-13T07:03:17.50Z']             | [file:a = t'2014-01-13T07:03:17.500Z']
            [(file:a = 1)]                                    | [file:a = 1]
            [(file:a = 1 AND file:b = 2) OR file:c = 3]       | [file:a = 1 AND file:b = 2 OR file:c = 3]
            [file:a = 1 AND (file:b = 2 OR file:c = 3)]       | [file:a = 1 AND (file:b = 2 OR file:c = 3)]
            [file:a = 1 AND (file:b = 2 AND file:c = 3)]      | [file:a = 1 AND file:b = 2 AND file:c = 3]
            ([file:a = 1])                                    | [file:a = 1]
            (([a:b=1]AND[a:b=2])OR[a:b=3])                    | [a:b = 1] AND [a:b = 2] OR [a:b = 3]
            [a:b=1]AND([a:b=2]OR[a:b=3])                      | [a:b = 1] AND ([a:b = 2] OR [a:b = 3])
            [a:b=1]FOLLOWEDBY([a:b=2]FOLLOWEDBY[a:b=3])       | [a:b = 1] FOLLOWEDBY [a:b = 2] FOLLOWEDBY [a:b = 3]
            ([a:b=1]FOLLOWEDBY[a:b=2])AND[a:b=3]              | ([a:b = 1] FOLLOWEDBY [a:b = 2]) AND [a:b = 3]
            [a:b=1]FOLLOWEDBY([a:b=2]AND[a:b=3])              | [a:b = 1] FOLLOWEDBY [a:b = 2] AND [a:b = 3]
            [a:b=1]OR[a:b=2]FOLLOWEDBY[a:b=3]                 | [a:b = 1] OR [a:b = 2] FOLLOWEDBY [a:b = 3]
            ([a:b=1]) WITHIN 5.0 SECONDS                      | [a:b = 1] WITHIN 5 SECONDS
            ([a:b=1] AND [a:b=2]) WITHIN 100 SECONDS          | ([a:b = 1] AND [a:b = 2]) WITHIN 100 SECONDS
            [a:b=1] REPEATS 5 TIMES WITHIN .5 SECONDS         | [a:b = 1] REPEATS 5 TIMES WITHIN 0.5 SECONDS
            ([a:b=1] REPEATS 5 TIMES) WITHIN 1 SECONDS        | [a:b = 1] REPEATS 5 TIMES WITHIN 1 SECONDS
            ([a:b=1] REPEATS 2 TIMES) REPEATS 3 TIMES         | ([a:b = 1] REPEATS 2 TIMES) REPEATS 3 TIMES
""")
    void writesOneText(String text, String canonical) throws PatternError {
        Pattern pattern = Pattern.parse(text);
        assertEquals(canonical, pattern.canonical());
        assertEquals(pattern, Pattern.parse(canonical));
    }

    @Test
    void skipsCommentsAndSpaceOfEveryScript() throws PatternError {
        String text = "[a:b=1] /* why */ OR // and so on\n\u3000[a:b=2]\u00a0";
        assertEquals("[a:b = 1] OR [a:b = 2]", Pattern.parse(text).canonical());
    }

    /** The text, where it goes wrong (code points from 0), and a part of what a person is told. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ""                                       | 0  | expected '[' or '(', found the end of the pattern
            file:size = 1280                         | 0  | in square brackets
            [file:size = ]                           | 13 | expected a value after '=', found ']'
            [file:hashes.MD5 = cead3f77]             | 19 | texts stand in single quotes
            [file.size = 1280]                       | 5  | expected ':' after 'file', found '.'
            [file:name MATCHES /.*\\.dll/]           | 19 | expected a text in single quotes after 'MATCHES'
            [a:b = 1] WITHIN ]                       | 17 | expected a number of seconds after 'WITHIN'
            [a:b = 1] WITHIN 5 HOURS                 | 19 | expected SECONDS after '5', found 'HOURS'
            [a:b = 1] WITHIN -5 SECONDS              | 17 | WITHIN needs a time above 0
            [a:b = 1] WITHIN 0.0 SECONDS             | 17 | WITHIN needs a time above 0
            [a:b = 1] REPEATS 0 TIMES                | 18 | REPEATS needs at least 1
            [a:b = 1] REPEATS 1.5 TIMES              | 18 | expected a whole number
            [a:b = 1] within 2 SECONDS               | 10 | keywords are written in capitals: WITHIN
            [a:b = 1 and a:c = 2]                    | 9  | keywords are written in capitals: AND
            [a:b ISSUBSET ]                          | 14 | expected a text in single quotes
            [a:b ISSUBSET 'example.com']             | 14 | ISSUBSET needs an IPv4 or IPv6 address
            [a:b ISSUPERSET '192.0.2.0/33']          | 16 | ISSUPERSET needs an IPv4 or IPv6 address
            [a:b =? 'c']                             | 6  | expected a value after '=', found '?'
            [a:b = t'2457-73-22T32:81:84.1Z']        | 7  | a time is written
            [a:b = b'====']                          | 7  | base64
            [a:b = h'abc']                           | 7  | pairs of hexadecimal digits
            [a:b = 'it]                              | 7  | the quote is never closed
            [a:b = 'C:\\Temp']                       | 7  | a backslash is written \\\\
            [a:b = "x"]                              | 7  | straight single quotes
            [a:b > true]                             | 7  | expected a value after '>', found 'true'
            [a:b = 99999999999999999999]             | 7  | at most 64 bits
            [a:b[-1] = 1]                            | 4  | a list index counts from 0
            [a:b IN (1, 'x')]                        | 12 | number and text stand in this one
            [a:b IN (1 2)]                           | 11 | expected ',' or ')'
            [file:hashes.SHA-256 = 'x']              | 13 | put it in single quotes: 'SHA-256'
            [a:b = 1                                 | 8  | expected AND, OR or ']' after '1', found the end
            [a:b = 1]]                               | 9  | there is nothing open to close
            ([a:b = 1]                               | 10 | a qualifier or ')'
            [a:b = 1] [a:b = 2]                      | 10 | expected AND, OR, FOLLOWEDBY, a qualifier or the end
            [a:b = 1] /* never                       | 10 | a comment runs from /* to */
            [a:b 1]                                  | 5  | expected an operator
            [a:b = 1 AND]                            | 12 | expected a comparison such as
            [a:b = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS | 27 | WITHIN stands twice
            [a:b = 1] START '2016-06-01T01:30:00Z' STOP '2016-06-01T02:30:00Z' | 16 | a plain text was STIX 2.0
            [a:b = 1] START t'2016-06-01T01:30:00Z' STOP t'2016-06-01T01:30:00Z' | 45 | STOP must be later than START
            [file:name = 'a' AND process:pid = 1]    | 21 | no one object is both file and process
            [a:b = 1 AND (c:d = 1 OR e:f = 2)]       | 13 | no one object is both a and c or e
            """)
    void saysWhereAndWhatIsWrong(String text, int position, String part) {
        PatternError error = assertThrows(PatternError.class, () -> Pattern.parse(text));
        assertTrue(error.getMessage().contains(part), error.getMessage());
        assertEquals(position, error.position(), error.getMessage());
        assertEquals(1, error.line());
        assertEquals(position + 1, error.column());
    }

    @Test
    void countsLinesAndCodePoints() {
        PatternError error = assertThrows(
                PatternError.class, () -> Pattern.parse("[a:b = '\uD83D\uDE00']\nOR\n [a:b = '\uD83D\uDE00' x]"));
        assertEquals(27, error.position());
        assertEquals(3, error.line());
        assertEquals(13, error.column());
        PatternError lone = assertThrows(PatternError.class, () -> Pattern.parse("[a:b\n= '\uD83D']"));
        assertEquals("8 2 4", lone.position() + " " + lone.line() + " " + lone.column());
    }

    /** AND is lawful when some one type can satisfy every operand (section 9.5). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[(a:b = 1 OR c:d = 2) AND (a:e = 3 OR c:f = 4)]",
                "[a:b = 1 OR c:d = 2]",
                "[(a:b = 1 OR c:d = 2) AND a:e = 3]"
            })
    void takesAndOverTypesThatOneObjectCanHave(String text) throws PatternError {
        assertEquals(text, Pattern.parse(text).canonical());
    }

    @Test
    void readsBackEveryRandomExpression() throws PatternError {
        readBack(0, 1_000);
    }

    @Test
    @Tag("long")
    void readsBackEveryRandomExpressionForLong() throws PatternError {
        readBack(1_000, 50_000);
    }

    private static void readBack(long from, long to) throws PatternError {
        for (long seed = from; seed < to; seed++) {
            Pattern pattern = new RandomPatterns(seed).pattern();
            String canonical = pattern.canonical();
            Pattern again;
            try {
                again = Pattern.parse(canonical);
            } catch (PatternError e) {
                throw new AssertionError("seed " + seed + ": " + canonical + ": " + e.refusal(), e);
            }
            assertEquals(pattern, again, "seed " + seed);
            assertEquals(canonical, again.canonical(), "seed " + seed);
        }
    }

    @Test
    void onlyTheDeclaredErrorComesOutOfNoise() {
        noise(0, 5_000);
    }

    @Test
    @Tag("long")
    void onlyTheDeclaredErrorComesOutOfNoiseForLong() {
        noise(5_000, 400_000);
    }

    private static void noise(long from, long to) {
        String alphabet = "[]()'\\:.,*=!<>ANDORNOT tsbh01-+/\n_é\u0000\uD83D";
        for (long seed = from; seed < to; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(
                    seed % 2 == 0 ? new RandomPatterns(seed / 8).pattern().canonical() : "");
            for (int i = 1 + random.nextInt(seed % 2 == 0 ? 3 : 40); i > 0; i--) {
                int at = random.nextInt(text.length() + 1);
                switch (random.nextInt(3)) {
                    case 0 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(4)));
                    default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(9))));
                }
            }
            try {
                Pattern pattern = Pattern.parse(text.toString());
                assertEquals(pattern, Pattern.parse(pattern.canonical()), "seed " + seed);
            } catch (PatternError e) {
                assertTrue(e.position() >= 0 && e.position() <= text.length(), "seed " + seed);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
    }

    /** Each fills the whole length; each is judged in far less than a second even on the smallest usual stack. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "[",
                "[(",
                "[a:b=1]OR",
                "[a:b=1] AND ",
                "[a:b=1]FOLLOWEDBY",
                "'",
                "/*",
                "\\'",
                "t'",
                "[a:b=1] WITHIN 1 SECONDS ",
                "a:",
                "a.",
                "'[a:b='",
                "[a:b IN (1,",
                "/**/",
                "//",
                "\n",
                "9",
                ".9",
                "[a:b=1 OR ",
                "a-",
                "\u3000"
            })
    void staysLinearOnHostileText(String piece) throws InterruptedException {
        String text = piece.repeat(Limits.PATTERN_CHARS_MAX / piece.length());
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        Thread small = new Thread(
                null,
                () -> {
                    for (String each : List.of(text, "[a:b=1" + text, "[a:b='" + text, "[a:b[" + text)) {
                        try {
                            Pattern.parse(each);
                        } catch (PatternError expected) {
                            assertEquals(
                                    expected.getMessage(), expected.refusal().message());
                        }
                    }
                },
                "small stack",
                512 * 1024);
        small.setUncaughtExceptionHandler((thread, e) -> failures.add(e));
        small.start();
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> small.join());
        assertEquals(List.of(), failures);
    }

    @Test
    void takesLongChainsAndDeepGroupsUpToTheBounds() throws PatternError {
        String chain =
                IntStream.range(0, 5000).mapToObj(i -> "[a:b=" + i % 10 + "]").collect(Collectors.joining("OR"));
        int operands = ((ObservationExpression.AnyObserved) Pattern.parse(chain).expression())
                .operands()
                .size();
        assertEquals(5000, operands);
        int deep = Limits.PATTERN_DEPTH_MAX;
        assertEquals(
                "[a:b = 1]",
                Pattern.parse("(".repeat(deep) + "[a:b=1]" + ")".repeat(deep)).canonical());
        PatternError error = assertThrows(
                PatternError.class, () -> Pattern.parse("(".repeat(deep + 1) + "[a:b=1]" + ")".repeat(deep + 1)));
        assertEquals("pattern-too-deep", error.code());
        assertEquals(deep, error.position());
    }
}
