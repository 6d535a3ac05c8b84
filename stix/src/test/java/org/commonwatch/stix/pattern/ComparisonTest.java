package org.commonwatch.stix.pattern;

import static org.commonwatch.stix.pattern.Sightings.json;
import static org.commonwatch.stix.pattern.Sightings.matches;
import static org.commonwatch.stix.pattern.Sightings.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each comparison operator says of one object; STIX 2.1 sections 9.2, 9.6 and 9.7. */
class ComparisonTest {
    /** The comparison, the members of an object of type x, and whether it is true. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # numbers: whole and decimal are one kind
            x:v = 5              | "v":5            | true
            x:v = 5              | "v":5.0          | true
            x:v = 5.0            | "v":5            | true
            x:v = 5              | "v":6            | false
            x:v = 5              | "v":"5"          | false
            x:v = 5              | "v":true         | false
            x:v != 5             | "v":6            | true
            x:v != 5             | "v":5            | false
            x:v != 5             | "v":"5"          | true
            x:v != 5             | "w":6            | false
            x:v NOT = 5          | "v":6            | true
            x:v NOT != 5         | "v":5            | true
            x:v < 5              | "v":4.9          | true
            x:v < 5              | "v":5            | false
            x:v <= 5             | "v":5            | true
            x:v > 4.9            | "v":5            | true
            x:v >= 5.1           | "v":5            | false
            x:v NOT < 5          | "v":5            | true
            x:v < 5              | "v":"4"          | false
            x:v NOT < 5          | "v":"4"          | true
            x:v > -3             | "v":-2           | true
            x:v = 9007199254740993 | "v":9007199254740992 | false
            x:v = 0.1            | "v":0.1          | true
            # truth
            x:v = true           | "v":true         | true
            x:v = true           | "v":false        | false
            x:v != true          | "v":1            | true
            x:v = 'true'         | "v":true         | false
            # text is compared by code point, without normalisation
            x:v = 'hello'        | "v":"hello"      | true
            x:v = 'hello'        | "v":"Hello"      | false
            x:v > 'alice'        | "v":"hello"      | true
            x:v > 'hell'         | "v":"hello"      | true
            x:v < 'Z'            | "v":"a"          | false
            x:v = '\u00e9'       | "v":"e\u0301"    | false
            x:v > '\uffee'       | "v":"\ud83d\ude00" | true
            # a set
            x:v IN (4, 5)        | "v":5.0          | true
            x:v IN (4, 5)        | "v":6            | false
            x:v IN ('a', 'b')    | "v":"b"          | true
            x:v NOT IN ('a')     | "v":"b"          | true
            x:v NOT IN ('a')     | "v":"a"          | false
            x:v NOT IN ('a')     | "w":"b"          | false
            x:v IN ()            | "v":"b"          | false
            x:v NOT IN ()        | "v":"b"          | true
            # LIKE takes the whole text, % any run, _ one character, newlines too, after NFC
            x:v LIKE 'he%'       | "v":"hello"      | true
            x:v LIKE 'he'        | "v":"hello"      | false
            x:v LIKE 'he__o'     | "v":"hello"      | true
            x:v LIKE '%l%l%'     | "v":"hello"      | true
            x:v LIKE '%l%l%l%'   | "v":"hello"      | false
            x:v LIKE '_'         | "v":"\ud83d\ude00" | true
            x:v LIKE '\u00e9%'   | "v":"e\u0301t\u00e9" | true
            x:v LIKE 'a%z'       | "v":"a\\n\\nz"   | true
            x:v LIKE 'a.c'       | "v":"abc"        | false
            x:v LIKE '%'         | "v":""           | true
            x:v LIKE '_%'        | "v":""           | false
            x:v LIKE '5'         | "v":5            | false
            x:v NOT LIKE 'he%'   | "v":5            | true
            x:v NOT LIKE 'he%'   | "v":"hello"      | false
            # MATCHES searches; a dot takes newlines; case counts unless asked otherwise
            x:v MATCHES 'l+'     | "v":"hello"      | true
            x:v MATCHES '^l+'    | "v":"hello"      | false
            x:v MATCHES '.lo$'   | "v":"hello"      | true
            x:v MATCHES 'HELLO'  | "v":"hello"      | false
            x:v MATCHES '(?i)HELLO' | "v":"hello"   | true
            x:v MATCHES 'a.b'    | "v":"a\\nb"      | true
            x:v MATCHES '.+\\\\.exe$' | "v":"a.exe" | true
            x:v MATCHES '\u00e9' | "v":"e\u0301"    | true
            x:v NOT MATCHES 'x'  | "v":"hello"      | true
            x:v NOT MATCHES 'x'  | "w":"hello"      | false
            # addresses
            x:v ISSUBSET '192.0.2.0/24'    | "v":"192.0.2.77"       | true
            x:v ISSUBSET '192.0.2.0/24'    | "v":"192.0.2.64/26"    | true
            x:v ISSUBSET '192.0.2.0/24'    | "v":"192.0.0.0/16"     | false
            x:v ISSUBSET '192.0.2.99/24'   | "v":"192.0.2.1"        | true
            x:v ISSUBSET '192.0.2.0/24'    | "v":"198.51.100.1"     | false
            x:v ISSUBSET '0.0.0.0/0'       | "v":"198.51.100.1"     | true
            x:v ISSUBSET '198.51.100.1'    | "v":"198.51.100.1/32"  | true
            x:v ISSUBSET '192.0.2.0/24'    | "v":"192.0.2.077"      | false
            x:v ISSUBSET '192.0.2.0/24'    | "v":"no address"       | false
            x:v NOT ISSUBSET '192.0.2.0/24' | "v":"198.51.100.1"    | true
            x:v NOT ISSUBSET '192.0.2.0/24' | "v":7                 | true
            x:v ISSUBSET '2001:db8::/32'   | "v":"2001:DB8:1::9"    | true
            x:v ISSUBSET '2001:db8::/32'   | "v":"2001:db9::"       | false
            x:v ISSUBSET '2001:db8:0:0:8000::/65' | "v":"2001:db8::8000:0:0:1" | true
            x:v ISSUBSET '2001:db8:0:0:8000::/65' | "v":"2001:db8::7000:0:0:1" | false
            x:v ISSUBSET '::/0'            | "v":"192.0.2.1"        | false
            x:v ISSUBSET '::ffff:192.0.2.0/120' | "v":"::ffff:c000:207" | true
            x:v ISSUPERSET '192.0.2.7'     | "v":"192.0.2.0/24"     | true
            x:v ISSUPERSET '192.0.2.0/24'  | "v":"192.0.2.0/25"     | false
            # times, also as text
            x:v = t'2026-01-31T12:00:00Z'  | "v":"2026-01-31T12:00:00.000Z" | true
            x:v < t'2026-01-31T12:00:00Z'  | "v":"2026-01-31T11:59:59.9Z"   | true
            x:v = t'2026-01-31T12:00:00Z'  | "v":"noon"             | false
            x:v != t'2026-01-31T12:00:00Z' | "v":"noon"             | true
            x:v = '2026-01-31T12:00:00Z'   | "v":"2026-01-31T12:00:00.000Z" | false
            # bytes
            x:v_hex = h'ffd8'    | "v_hex":"FFD8"   | true
            x:v_hex = h'ffd9'    | "v_hex":"FFD8"   | false
            x:v_bin = h'0102'    | "v_bin":"AQI="   | true
            x:v_bin = b'AQI='    | "v_bin":"AQI="   | true
            x:v_bin = 'AB'       | "v_bin":"QUI="   | true
            x:v_bin < 'AC'       | "v_bin":"QUI="   | true
            x:v_bin = '\u0100'   | "v_bin":"QUI="   | false
            x:v_bin != '\u0100'  | "v_bin":"QUI="   | true
            x:v = h'4142'        | "v":"AB"         | true
            x:v = h'4142'        | "v":16706        | false
            x:v_bin MATCHES '\\\\xd4\\\\xc3' | "v_bin":"1MOyoQ==" | true
            x:v_bin MATCHES '\\\\xd5' | "v_bin":"1MOyoQ==" | false
            # EXISTS
            EXISTS x:v           | "v":0            | true
            EXISTS x:v           | "v":""           | true
            EXISTS x:v           | "w":0            | false
            NOT EXISTS x:v       | "w":0            | true
            NOT EXISTS x:v       | "v":0            | false
            EXISTS x:v[*]        | "v":[]           | false
            EXISTS y:v           | "v":0            | false
            NOT EXISTS y:v       | "w":0            | false
            # lists and dictionaries
            x:v[0] = 'a'         | "v":["a","b"]    | true
            x:v[1] = 'a'         | "v":["a","b"]    | false
            x:v[2] = 'a'         | "v":["a","b"]    | false
            x:v[*] = 'b'         | "v":["a","b"]    | true
            x:v[*] != 'b'        | "v":["a","b"]    | true
            x:v[*] != 'b'        | "v":["b"]        | false
            x:v = 'a'            | "v":["a"]        | false
            x:v[0] = 'a'         | "v":"a"          | false
            x:v[*].n > 7.0       | "v":[{"n":1},{"n":8}] | true
            x:v[*][1] = 3        | "v":[[1,2],[1,3]] | true
            x:v.'a key' = 1      | "v":{"a key":1}  | true
            x:v.a.b = 1          | "v":{"a":{"b":1}} | true
            x:v.a.b = 1          | "v":{"a":[{"b":1}]} | false
            x:extensions.'ntfs-ext'.sid = 's' | "extensions":{"ntfs-ext":{"sid":"s"}} | true
            # hashes: algorithms under any spelling, letters of the value in either case
            x:hashes.'SHA-256' = 'AB12' | "hashes":{"sha256":"ab12"} | true
            x:hashes.MD5 = 'ab12' | "hashes":{"md5":"AB12"}  | true
            x:hashes.'SHA-256' = 'ab12' | "hashes":{"SHA-1":"ab12"} | false
            x:hashes.'SHA-256' IN ('AB12', 'CD') | "hashes":{"SHA-256":"ab12"} | true
            x:hashes.'SHA-256' != 'AB12' | "hashes":{"SHA-256":"ab12"} | false
            x:hashes.SSDEEP = '3:ab:X' | "hashes":{"SSDEEP":"3:AB:x"} | false
            x:notes.MD5 = 'AB'   | "notes":{"MD5":"ab"} | false
            # several comparisons of one object
            x:a = 1 AND x:b = 2  | "a":1,"b":2      | true
            x:a = 1 AND x:b = 2  | "a":1,"b":3      | false
            x:a = 1 OR x:b = 2   | "a":0,"b":2      | true
            x:a = 1 OR x:b = 2 AND x:c = 3 | "a":1,"b":0 | true
            (x:a = 1 OR x:b = 2) AND x:c = 3 | "a":1,"b":0 | false
            """)
    void comparesOneObject(String comparison, String members, boolean expected) throws PatternError, Refused {
        assertEquals(expected, matches("[" + comparison + "]", object(members)));
    }

    /** AND asks one object for everything, OR any. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [p:name = 'alice' AND p:age < 20]                        | true
            [p:name = 'alice' AND p:age > 10]                        | false
            [p:name = 'alice' OR p:age > 1000 AND p:age < 0]         | true
            [(p:name = 'carol' OR p:name = 'bob') AND p:age > 10]    | true
            [p:friend_ref.name = 'bob']                              | true
            [p:friend_ref.friend_ref.name = 'alice']                 | true
            [p:friend_ref.type = 'p' AND p:name = 'bob']             | true
            [p:friend_ref = 'a']                                     | true
            [p:likes_refs[*].name = 'bob']                           | true
            [p:likes_refs[0].name = 'bob']                           | false
            [p:likes_refs[*].likes_refs[*].name = 'bob']             | true
            [p:enemy_ref.name = 'bob']                               | false
            [EXISTS p:enemy_ref]                                     | true
            [EXISTS p:enemy_ref.name]                                | false
            """)
    void followsReferencesWithinAnObservation(String pattern, boolean expected) throws PatternError, Refused {
        List<Observation> observations = ObservedData.read(json("""
                {"type":"observed-data","id":"observed-data--1","number_observed":1,
                 "first_observed":"2026-01-31T12:00:00Z","last_observed":"2026-01-31T12:00:00Z",
                 "objects":{
                   "a":{"type":"p","name":"alice","age":10,"friend_ref":"b","likes_refs":["a","b"]},
                   "b":{"type":"p","name":"bob","age":15,"friend_ref":"a","enemy_ref":"nobody"}}}
                """));
        assertEquals(expected, matches(pattern, observations));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?=a)b",
                "(?<!a)b",
                "(a)\\\\1",
                "a++",
                "(?>a)",
                "(",
                "a{99999}",
                "((a{100}){100}){100}",
                "(a{1000}|b{1000}){900}",
                "\\\\Q[\\\\E((a{500}){500}){9}"
            })
    void refusesExpressionsThatAreNotLinear(String regex) throws PatternError {
        Pattern pattern = Pattern.parse("[x:v MATCHES '" + regex + "']");
        Refused refused = assertThrows(Refused.class, () -> Matcher.of(pattern));
        assertEquals("pattern-unsupported-regex", refused.refusal().code());
    }

    @Test
    void refusesExpressionsNestedTooDeeply() throws PatternError {
        Pattern pattern = Pattern.parse("[x:v MATCHES '" + "(".repeat(20_000) + ")".repeat(20_000) + "']");
        Refused refused = assertThrows(Refused.class, () -> Matcher.of(pattern));
        assertEquals("pattern-unsupported-regex", refused.refusal().code());
    }

    /** Braces that are no repetition, and repetitions within the bound. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\\\x{10ffff}+",
                "\\\\pL{900}",
                "\\\\p{Greek}{3}",
                "[{9999}]",
                "[]{9}]{9}",
                "(ab{2,30}c){20}",
                "a{,9}",
                "{",
                "x{1}"
            })
    void takesExpressionsOfModestSize(String regex) throws PatternError, Refused {
        assertEquals(false, matches("[x:v MATCHES '" + regex + "']", object("\"w\":1")));
    }

    @Test
    void staysLinearOnHostileTexts() throws PatternError, Refused {
        String text = "a".repeat(30_000);
        assertEquals(false, matches("[x:v MATCHES '(a*)*(a|a)*b']", object("\"v\":\"" + text + "\"")));
        assertEquals(false, matches("[x:v LIKE '" + "%a_".repeat(2_000) + "b']", object("\"v\":\"" + text + "\"")));
    }

    /** Twenty steps over references that lead everywhere: a naive walk would visit 50 to the power of 20 objects. */
    @Test
    void circularReferencesDoNotMultiply() throws PatternError, Refused {
        StringBuilder objects = new StringBuilder("{");
        StringBuilder all = new StringBuilder("[");
        for (int i = 0; i < 50; i++) {
            all.append(i == 0 ? "" : ",").append('"').append(i).append('"');
        }
        all.append(']');
        for (int i = 0; i < 50; i++) {
            objects.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(i)
                    .append("\":{\"type\":\"x\",\"to_refs\":")
                    .append(all);
            objects.append('}');
        }
        objects.append('}');
        List<Observation> observations =
                ObservedData.read(json("{\"type\":\"observed-data\",\"id\":\"o\",\"number_observed\":1,"
                        + "\"first_observed\":\"2026-01-31T12:00:00Z\",\"last_observed\":\"2026-01-31T12:00:00Z\","
                        + "\"objects\":" + objects + "}"));
        String path = "x:to_refs[*]" + ".to_refs[*]".repeat(20);
        assertEquals(false, matches("[" + path + ".v = 1]", observations));
        assertEquals(true, matches("[EXISTS " + path + "]", observations));
    }
}
