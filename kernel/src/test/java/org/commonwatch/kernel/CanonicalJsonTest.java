package org.commonwatch.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.DoubleNode;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published vectors of RFC 8785. */
class CanonicalJsonTest {
    /** Appendix B: IEEE 754 bits and their text. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2",
    })
    void writesNumbersAsAppendixB(String bits, String text) {
        double number = Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(bits));
        assertEquals(text, CanonicalJson.text(DoubleNode.valueOf(number)));
    }

    /** Where the steps between doubles are coarse, one digit is enough and Java writes two. */
    @ParameterizedTest
    @CsvSource({
        "1, 5e-324",
        "2, 1e-323",
        "3, 1.5e-323",
        "4, 2e-323",
        "5, 2.5e-323",
        "10, 5e-323",
        "20, 1e-322",
        "21, 1.04e-322"
    })
    void writesTheSmallestDoublesAsEcmaScript(long bits, String text) {
        assertEquals(text, CanonicalJson.text(DoubleNode.valueOf(Double.longBitsToDouble(bits))));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void hasNoFormForWhatIsNotFinite(double number) {
        assertThrows(IllegalArgumentException.class, () -> CanonicalJson.text(DoubleNode.valueOf(number)));
    }

    /** Section 3.2.2 and its canonical result, given as bytes in section 3.2.4. */
    @Test
    void writesTheExampleOfSection32() throws Refused {
        String input = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
              "literals": [null, true, false]
            }
            """;
        String bytes =
                "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333"
                        + "332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75"
                        + "303030665c6e4127425c225c5c5c5c5c222f227d";
        assertEquals(bytes, HexFormat.of().formatHex(CanonicalJson.bytes(BoundedJson.parse(input.getBytes(UTF_8)))));
    }

    /** Section 3.2.3: members are sorted by UTF-16 units, so an emoji comes before a letter of the private block. */
    @Test
    void sortsMembersByUtf16Units() throws Refused {
        String input = """
            {
              "\\u20ac": "Euro Sign",
              "\\r": "Carriage Return",
              "\\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\\ud83d\\ude00": "Emoji: Grinning Face",
              "\\u0080": "Control",
              "\\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """;
        String sorted = "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}";
        assertEquals(sorted, CanonicalJson.text(BoundedJson.parse(input.getBytes(UTF_8))));
    }

    @Test
    void writesEmptyContainersAndNestedOnes() throws Refused {
        String input = "{ \"b\" : [ ] , \"a\" : { } , \"c\" : [ [ 1 , 2 ] , { \"z\" : 1 , \"y\" : 2 } ] }";
        assertEquals(
                "{\"a\":{},\"b\":[],\"c\":[[1,2],{\"y\":2,\"z\":1}]}",
                CanonicalJson.text(BoundedJson.parse(input.getBytes(UTF_8))));
    }

    /** Writing what was read back gives the same bytes. */
    @Test
    void isAFixedPoint() throws Refused {
        byte[] once = CanonicalJson.bytes(
                BoundedJson.parse("{\"k\":[1.0,1e2,\"\\u001f\\u007f\\u2028\",{}]}".getBytes(UTF_8)));
        assertEquals(new String(once, UTF_8), CanonicalJson.text(BoundedJson.parse(once)));
    }
}
