package org.commonwatch.stix.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EqualityTermsTest {
    /** The pattern, whether its terms say all of it, and the terms. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            [a:b = 1]                                  | true  | a:b 1
            [a:b = 1] OR [c:d = 'x' OR c:e = true]     | true  | a:b 1; c:d 'x'; c:e true
            [a:b IN (1, 2, 1)] OR ([a:b = 2])          | true  | a:b 1; a:b 2
            [file:hashes.'SHA-256' = 'ab']             | true  | file:hashes.'SHA-256' 'ab'
            [a:b = 1 AND a:c = 2]                      | false | a:b 1; a:c 2
            [a:b = 1] AND [a:c = 2]                    | false | a:b 1; a:c 2
            [a:b = 1] FOLLOWEDBY [a:c LIKE 'x']        | false | a:b 1
            [a:b = 1] REPEATS 2 TIMES                  | false | a:b 1
            [a:b = 1 OR a:c > 2]                       | false | a:b 1
            [a:b != 1 OR a:c NOT IN (2)]               | false | ""
            [a:b NOT != 1]                             | true  | a:b 1
            [EXISTS a:b]                               | false | ""
            """)
    void listsWhatAPatternAsksForByEquality(String text, boolean complete, String terms) throws PatternError {
        EqualityTerms found = EqualityTerms.of(Pattern.parse(text));
        assertEquals(complete, found.complete());
        String shown = found.terms().stream().map(EqualityTermsTest::show).collect(Collectors.joining("; "));
        assertEquals(terms, shown);
    }

    private static String show(EqualityTerms.Term term) {
        StringBuilder out = new StringBuilder(term.path().toString()).append(' ');
        CanonicalText.literal(term.value(), out);
        return out.toString();
    }
}
