package org.commonwatch.node.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParserTest {
    /** Queries beside what they mean: w word, p phrase, * prefix; AND as &, OR as |, NOT as !. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                          | all
            `   `                       | all
            phishing                    | w:phishing
            PHISHING                    | w:PHISHING
            phishing port               | &(w:phishing w:port)
            phishing AND port           | &(w:phishing w:port)
            phishing OR port            | +(w:phishing w:port)
            a b OR c d                  | +(&(w:a w:b) &(w:c w:d))
            a (b OR c) d                | &(w:a +(w:b w:c) w:d)
            NOT a                       | !w:a
            a NOT b                     | &(w:a !w:b)
            NOT NOT a                   | !!w:a
            a and b                     | &(w:a w:and w:b)
            "supply chain"              | p:supply chain
            "a" "b"                     | &(p:a p:b)
            "AND"                       | p:AND
            "type:x"                    | p:type:x
            phish*                      | w*:phish
            "phish*"                    | p:phish*
            CVE-2021-44228              | w:CVE-2021-44228
            type:indicator              | type:indicator
            type:"attack-pattern"       | type:attack-pattern
            tlp:amber+strict            | tlp:amber+strict
            tlp:TLP:RED                 | tlp:red
            tlp:white                   | tlp:clear
            tlp:none                    | tlp:none
            source:harbour              | source:harbour
            source:harb*                | source*:harb
            source:"Port of Example"    | source:Port of Example
            after:1970-01-02            | from:86400000000
            after:1970-02               | from:2678400000000
            before:1971                 | before:31536000000000
            before:1970-01-01T00:00:01Z | before:1000000
            value:203.0.113.0/24        | value:203.0.113.0/24
            value:44d88612*             | value*:44d88612
            value:*.evil.example        | value:*.evil.example
            value:evil(.)example        | value:evil(.)example
            evil(dot)example            | w:evil(dot)example
            (evil(.)example)            | w:evil(.)example
            f(x)                        | &(w:f w:x)
            hxxp://evil.example/a:b     | w:hxxp://evil.example/a:b
            value:http://evil.example/  | value:http://evil.example/
            2001:db8::1                 | w:2001:db8::1
            dead:beef::1                | w:dead:beef::1
            """)
    void understands(String query, String meaning) throws Refused {
        assertEquals(meaning, text(QueryParser.parse(query)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            (a              | 1
            a (b            | 3
            a)              | 2
            ()              | 2
            AND a           | 1
            a AND           | 6
            a OR OR b       | 6
            a AND OR b      | 7
            NOT             | 4
            "open           | 1
            a "open         | 3
            typ:indicator   | 1
            a foo:bar       | 3
            type:           | 6
            type: indicator | 6
            type:""         | 7
            type:Foo_Bar    | 6
            tlp:purple      | 5
            after:yesterday | 7
            after:2026-13   | 7
            before:2026-02-30 | 8
            after:+999999999-01-01T00:00:00Z | 7
            *               | 1
            value:*         | 7
            ---             | 1
            ""              | 2
            日本 (           | 5
            """)
    void pointsAtTheCharacterThatIsWrong(String query, int position) {
        Refused refused = assertThrows(Refused.class, () -> QueryParser.parse(query));
        assertEquals(
                "query-syntax character " + position,
                refused.refusal().code() + " " + refused.refusal().path());
    }

    @Test
    void boundsDepthTermsAndLength() {
        assertEquals(QueryTokens.CODE, code("(".repeat(500) + "a" + ")".repeat(500)));
        assertEquals(QueryTokens.CODE, code("NOT ".repeat(300) + "a"));
        assertEquals(QueryTokens.CODE, code("a ".repeat(QueryParser.TERMS_MAX + 1)));
        assertEquals(QueryTokens.CODE, code("a".repeat(Limits.QUERY_CHARS_MAX + 1)));
    }

    @Test
    void onlyRefusesWhateverComes() {
        long seed = 20260101;
        Random random = new Random(seed);
        String[] pieces = {
            "(", ")", "\"", " ", "*", ":", "AND", "OR", "NOT", "type:", "tlp:", "after:", "value:", "a", "2026", "é",
            "\ud800", "'", ";", "(.)", "-", "\\", "\u0000"
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder query = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                query.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                QueryParser.parse(query.toString());
            } catch (Refused refused) {
                assertEquals(QueryTokens.CODE, refused.refusal().code(), "seed " + seed + ": " + query);
            }
        }
    }

    private static String code(String query) {
        return assertThrows(Refused.class, () -> QueryParser.parse(query))
                .refusal()
                .code();
    }

    private static String text(Query query) {
        return switch (query) {
            case Query.All _ -> "all";
            case Query.Words words -> (words.quoted() ? "p" : "w") + (words.prefix() ? "*" : "") + ":" + words.text();
            case Query.OfType type -> "type:" + type.type();
            case Query.Marked marked ->
                "tlp:" + marked.tlp().map(tlp -> tlp.word()).orElse("none");
            case Query.FromSource source -> "source" + (source.prefix() ? "*" : "") + ":" + source.source();
            case Query.AddedFrom from -> "from:" + from.micros();
            case Query.AddedBefore before -> "before:" + before.micros();
            case Query.HasValue value -> "value" + (value.prefix() ? "*" : "") + ":" + value.text();
            case Query.And and -> "&(" + texts(and.parts()) + ")";
            case Query.Or or -> "+(" + texts(or.parts()) + ")";
            case Query.Not not -> "!" + text(not.part());
        };
    }

    private static String texts(java.util.List<Query> parts) {
        return String.join(" ", parts.stream().map(QueryParserTest::text).toList());
    }
}
