package org.commonwatch.ledger.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalReaderTest {
    private static final long SEED = 20261122L;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " {}",
                "{} ",
                "{\"a\" :1}",
                "{\"b\":1,\"a\":2}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,}",
                "[1,]",
                "01",
                "-0",
                "-",
                "1.0",
                "1e3",
                "9007199254740992",
                "-9007199254740992",
                "\"\\u0041\"",
                "\"\\/\"",
                "\"\\u000A\"",
                "\"\\u000a\"",
                "\"\\u001F\"",
                "\"\\u0020\"",
                "\"a",
                "\"\\",
                "tru",
                "nulls",
                "{\"a\"",
                "{1:2}",
                "NaN",
                "\"\u0001\"",
            })
    void anotherSpellingIsRefused(String json) {
        assertEquals("json-not-canonical", code(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void malformedUtf8IsRefused() {
        assertEquals("json-not-canonical", code(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}));
        assertEquals("json-not-canonical", code(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}));
    }

    @Test
    void deepNestingIsRefusedBeforeTheStackEnds() {
        assertEquals("json-not-canonical", code("[".repeat(100_000).getBytes(StandardCharsets.UTF_8)));
    }

    private static String code(byte[] json) {
        return assertThrows(Refused.class, () -> CanonicalReader.read(json))
                .refusal()
                .code();
    }

    @Test
    void readsWhatTheCanonicalWriterWrites() throws Refused {
        Random random = new Random(SEED);
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = CanonicalJson.bytes(value(random, 4));
            assertArrayEquals(bytes, CanonicalJson.bytes(CanonicalReader.read(bytes)), "seed " + SEED);
        }
    }

    /** The twin: read leniently, write again, compare; and no fractions or large integers. */
    @Test
    void acceptsAChangedTextOnlyIfTheTwinDoes() {
        Random random = new Random(SEED);
        int accepted = 0;
        for (int round = 0; round < 60_000; round++) {
            byte[] bytes = CanonicalJson.bytes(value(random, 3));
            for (int i = 1 + random.nextInt(2); i > 0 && bytes.length > 0; i--) {
                bytes = changed(random, bytes);
            }
            boolean twin = twinAccepts(bytes);
            boolean ours;
            try {
                CanonicalReader.read(bytes);
                ours = true;
                accepted++;
            } catch (Refused e) {
                ours = false;
            }
            assertEquals(twin, ours, "seed " + SEED + ": " + new String(bytes, StandardCharsets.UTF_8));
        }
        assertTrue(accepted > 500, "some changes stay canonical: " + accepted);
    }

    private static boolean twinAccepts(byte[] bytes) {
        try {
            JsonNode value = BoundedJson.parse(bytes);
            return Arrays.equals(CanonicalJson.bytes(value), bytes) && integersOnly(value);
        } catch (Refused e) {
            return false;
        }
    }

    private static boolean integersOnly(JsonNode value) {
        if (value.isNumber()) {
            return value.isIntegralNumber()
                    && value.canConvertToLong()
                    && Math.abs(value.longValue()) <= CanonicalReader.INTEGER_MAX;
        }
        for (JsonNode child : value) {
            if (!integersOnly(child)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] changed(Random random, byte[] bytes) {
        int at = random.nextInt(bytes.length);
        byte[] alphabet = "\"\\{}[],:0123456789-.eEabntrfu \u00e9".getBytes(StandardCharsets.UTF_8);
        byte with = alphabet[random.nextInt(alphabet.length)];
        return switch (random.nextInt(3)) {
            case 0 -> {
                byte[] replaced = bytes.clone();
                replaced[at] = with;
                yield replaced;
            }
            case 1 -> {
                byte[] longer = new byte[bytes.length + 1];
                System.arraycopy(bytes, 0, longer, 0, at);
                longer[at] = with;
                System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                yield longer;
            }
            default -> {
                byte[] shorter = new byte[bytes.length - 1];
                System.arraycopy(bytes, 0, shorter, 0, at);
                System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
                yield shorter;
            }
        };
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextInt(2000) - 1000);
            case 3 -> NODES.numberNode(random.nextLong() % (CanonicalReader.INTEGER_MAX + 1));
            case 4 -> NODES.textNode(text(random));
            case 5 -> {
                ArrayNode array = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = NODES.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(text(random), value(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static String text(Random random) {
        String[] pieces = {"a", "Z", "\"", "\\", "\n", "\u0001", "\u001f", "é", "\ud83d\ude00", "/", "\u2028", " "};
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            out.append(pieces[random.nextInt(pieces.length)]);
        }
        return out.toString();
    }
}
