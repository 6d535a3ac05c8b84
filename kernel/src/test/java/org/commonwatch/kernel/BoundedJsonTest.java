package org.commonwatch.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedJsonTest {
    private static Refusal refusalOf(byte[] bytes) {
        return assertThrows(Refused.class, () -> BoundedJson.parse(bytes)).refusal();
    }

    private static Refusal refusalOf(String text) {
        return refusalOf(text.getBytes(UTF_8));
    }

    @Test
    void readsEveryKindOfValue() throws Refused {
        String text =
                "{\"a\":[1,-2.50,1e3,true,false,null,\"\\u00fc\\ud83d\\ude00\"],\"b\":{},\"c\":12345678901234567890}";
        JsonNode value = BoundedJson.parse(text.getBytes(UTF_8));
        assertEquals(
                "{\"a\":[1,-2.50,1E+3,true,false,null,\"ü😀\"],\"b\":{},\"c\":12345678901234567890}", value.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "none", textBlock = """
        {"a":1,"a":2}                 | json-duplicate-key  | /a
        {"a":{"b":1,"c":2,"b":3}}     | json-duplicate-key  | /a/b
        {"a":1,"\\u0061":2}           | json-duplicate-key  | /a
        {"a/b":[{"~c":1,"~c":2}]}     | json-duplicate-key  | /a~1b/0/~0c
        {"n":NaN}                     | json-not-finite     | /n
        [Infinity]                    | json-not-finite     | /0
        [1,-Infinity]                 | json-not-finite     | /1
        {"n":1e309}                   | json-number-range   | /n
        [-1e99999]                    | json-number-range   | /0
        [1e-999999999]                | json-number-range   | /0
        {"n":29e52314092463940}       | json-number-range   | /n
        ["\\ud800"]                   | json-lone-surrogate | /0
        ["\\udc00\\ud800"]            | json-lone-surrogate | /0
        ["a\\ud800b"]                 | json-lone-surrogate | /0
        {"\\ud800":1}                 | json-lone-surrogate | line 1 column 9
        {"a":1                        | json-malformed      | line 1 column 7
        {"a":01}                      | json-malformed      | line 1 column 7
        {'a':1}                       | json-malformed      | line 1 column 2
        [1,]                          | json-malformed      | line 1 column 4
        [1]x                          | json-malformed      | line 1 column 4
        [1] [2]                       | json-trailing       | line 1 column 5
        {} {}                         | json-trailing       | line 1 column 4
        """)
    void refusesWhatIsNoIJson(String text, String code, String path) {
        Refusal refusal = refusalOf(text);
        assertEquals(code, refusal.code(), refusal::toString);
        assertEquals(path, refusal.path(), refusal::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n\t"})
    void refusesNothing(String text) {
        assertEquals("json-empty", refusalOf(text).code());
    }

    @Test
    void boundsDepth() throws Refused {
        int max = Limits.JSON_DEPTH_MAX;
        BoundedJson.parse(("[".repeat(max) + "]".repeat(max)).getBytes(UTF_8));
        Refusal refusal = refusalOf("[".repeat(max + 1) + "]".repeat(max + 1));
        assertEquals("json-too-deep", refusal.code());
        assertEquals("/0".repeat(max), refusal.path());
        assertEquals("json-too-deep", refusalOf("{\"a\":".repeat(50_000)).code());
    }

    @Test
    void boundsStringsNamesNumbersAndValues() throws Refused {
        String longest = "\"" + "a".repeat(Limits.JSON_STRING_CHARS_MAX) + "\"";
        BoundedJson.parse(longest.getBytes(UTF_8));
        assertEquals(
                "json-string-too-long", refusalOf(longest.replace("\"", "\"a")).code());
        String name = "n".repeat(Limits.JSON_NAME_CHARS_MAX);
        BoundedJson.parse(("{\"" + name + "\":1}").getBytes(UTF_8));
        assertEquals("json-name-too-long", refusalOf("{\"" + name + "n\":1}").code());
        assertEquals(
                "json-malformed",
                refusalOf("9".repeat(Limits.JSON_NUMBER_CHARS_MAX + 1)).code());
        assertEquals(
                "json-too-many-values",
                assertThrows(Refused.class, () -> BoundedJson.parse("[1,2,3]".getBytes(UTF_8), 3))
                        .refusal()
                        .code());
        BoundedJson.parse("[1,2,3]".getBytes(UTF_8), 4);
    }

    @Test
    void shortensTheValueItShows() {
        Refusal refusal = refusalOf("{\"" + "n".repeat(4_000) + "\":1}");
        assertTrue(refusal.value().length() < 200);
        assertTrue(refusal.value().endsWith("(4000 characters)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "ISO-8859-1"})
    void refusesOtherEncodings(String charset) {
        assertEquals(
                "json-not-utf8",
                refusalOf("{\"a\":\"\u00fc\"}".getBytes(Charset.forName(charset)))
                        .code());
    }

    @Test
    void stepsOverAByteOrderMark() throws Refused {
        assertEquals("{}", BoundedJson.parse("\ufeff{}".getBytes(UTF_8)).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "overlong slash, c0af",
        "overlong NUL, c080",
        "overlong three bytes, e08080",
        "encoded surrogate, eda080",
        "beyond Unicode, f4908080",
        "five bytes, f888808080",
        "lone continuation, 80",
        "cut short, e282",
    })
    void refusesMalformedUtf8(String what, String hex) {
        byte[] bad = HexFormat.of().parseHex("22" + hex + "22");
        assertEquals("json-not-utf8", refusalOf(bad).code(), what);
        assertEquals("byte 1", refusalOf(bad).path(), what);
    }

    /** The strict decoder of the platform is the twin of our check. */
    @Test
    void agreesWithThePlatformOnWhatIsUtf8() {
        long seed = 20_260_101L;
        Random random = new Random(seed);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                bytes[0] |= (byte) 0xc0;
            }
            boolean strict;
            try {
                UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
                strict = true;
            } catch (CharacterCodingException e) {
                strict = false;
            }
            int shown = round;
            assertEquals(
                    strict, Utf8.firstInvalid(bytes, 0, bytes.length) < 0, () -> "seed " + seed + " round " + shown);
        }
    }
}
