package org.commonwatch.flink.topics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.scan.MatchRule;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The page {@code docs/formats/topics.md} is what the code reads and writes. */
class TopicsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("commonwatch.root", ".."), "docs/formats/topics.md");

    @Test
    void readsEveryIndicatorMessageOfThePage() throws Exception {
        List<String[]> rows = rows("indicator vectors", 3);
        assertTrue(rows.size() >= 10, "vectors are missing");
        for (String[] row : rows) {
            assertEquals(row[2], outcome(bytes(row[0]), bytes(row[1])), String.join(" | ", row));
        }
    }

    private static String outcome(byte @Nullable [] key, byte @Nullable [] value) {
        try {
            return switch (IndicatorChange.read(key, value)) {
                case IndicatorChange.Add add -> "add " + add.indicator().value();
                case IndicatorChange.Remove remove ->
                    "remove " + remove.indicator().value();
                case IndicatorChange.Generation ended -> "generation " + ended.number() + " of " + ended.values();
            };
        } catch (Refused e) {
            return e.refusal().code();
        }
    }

    @Test
    void namesHitsAsThePageDoes() throws Exception {
        for (String[] row : rows("id vectors", 6)) {
            Indicator indicator = new Indicator(MatchKind.ofWord(row[3]).orElseThrow(), row[4], 0);
            Origin origin = Origin.of(row[0], Long.parseLong(row[1]));
            assertEquals(row[5], HitMessage.id(origin, Long.parseLong(row[2]), indicator));
        }
    }

    @Test
    void bringsTheLineOfAHitByteForByte() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("TopicsPageTest seed " + seed);
        Random dice = new Random(seed);
        Origin origin = Origin.of("lines", 3, 4711);
        for (int i = 0; i < 300; i++) {
            byte[] text = new byte[dice.nextInt(200)];
            dice.nextBytes(text);
            if (i % 2 == 0) {
                for (int at = 0; at < text.length; at++) {
                    text[at] = (byte) (32 + (text[at] & 63));
                }
            }
            byte[] hit = hit(origin, text);
            NumberedLine line = HitMessage.line(hit);
            assertEquals(origin, line.origin());
            assertArrayEquals(text, line.text(), "seed " + seed);
        }
    }

    @Test
    void keepsTheLongestLineBelowWhatABrokerTakes() {
        for (int filling : new int[] {'a', '"', 0, 0xff, '\\', '\n'}) {
            byte[] text = new byte[Origin.LINE_BYTES_MAX];
            Arrays.fill(text, (byte) filling);
            int length = hit(Origin.of("lines", 0, 1), text).length;
            assertTrue(length <= HitMessage.BYTES_MAX - 100_000, filling + " makes " + length);
        }
    }

    private static byte[] hit(Origin origin, byte[] text) {
        return HitMessage.write(
                new HitMessage.Place(origin, 1_700_000_000_000L),
                text,
                1,
                0,
                new Indicator(MatchKind.DOMAIN, "evil.example", 0),
                MatchRule.EXACT,
                text,
                0,
                Math.min(8, text.length));
    }

    @Test
    void refusesWhatIsNoHit() {
        for (String message : new String[] {
            "",
            "{",
            "[]",
            "{\"stream\":\"lines/0\",\"number\":1}",
            "{\"stream\":\"lines/0\",\"number\":-1,\"text\":\"x\"}",
            "{\"stream\":\"lines\",\"number\":1,\"text\":\"x\"}",
            "{\"stream\":\"li nes/0\",\"number\":1,\"text\":\"x\"}",
            "{\"stream\":\"lines/0\",\"number\":1.5,\"text\":\"x\"}",
            "{\"stream\":\"lines/0\",\"number\":1,\"text_base64\":\"?\"}"
        }) {
            assertThrows(Refused.class, () -> HitMessage.line(message.getBytes(StandardCharsets.UTF_8)), message);
        }
        assertThrows(Refused.class, () -> HitMessage.line(null));
    }

    @Test
    void onlyRefusesWhateverItReads() {
        long seed = new Random().nextLong();
        System.out.println("TopicsPageTest seed " + seed);
        Random dice = new Random(seed);
        byte[] good = hit(Origin.of("lines", 3, 4711), bytesOf("a line with evil.example"));
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            for (int flips = 1 + dice.nextInt(4); flips > 0; flips--) {
                bad[dice.nextInt(bad.length)] = (byte) dice.nextInt(256);
            }
            try {
                HitMessage.line(bad);
                IndicatorChange.read(bad, Arrays.copyOf(bad, dice.nextInt(80)));
            } catch (Refused declared) {
                assertTrue(!declared.refusal().code().isEmpty(), "seed " + seed);
            }
        }
    }

    @Test
    void writesALineAsOneWhateverItHolds() throws Refused {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new NumberedLine(Origin.of("lines", 2, 9), bytesOf("one\r\ntwo\n\n")).writeTo(out);
        assertEquals("lines/2\t9\tone  two\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void keepsDeadLettersShort() throws Refused {
        byte[] letter = DeadLetter.write(
                Origin.of("lines", 0, 7), Refusal.of("line-too-long", "", "Too long."), null, new byte[1_000_000]);
        JsonNode read = BoundedJson.parse(letter);
        assertEquals(1_000_000, read.path("value_bytes").asInt());
        assertTrue(letter.length < 2_000, "" + letter.length);
    }

    /** Rows of the table after a heading, without their back quotes. */
    private static List<String[]> rows(String heading, int columns) throws Exception {
        String page = Files.readString(PAGE);
        String section = page.substring(page.indexOf("## " + heading));
        int next = section.indexOf("\n## ", 1);
        return (next < 0 ? section : section.substring(0, next))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.substring(1, line.length() - 1).split("\\|"))
                        .map(cell -> cell.strip().replaceAll("^`|`$", ""))
                        .toArray(String[]::new))
                .peek(row -> assertEquals(columns, row.length, String.join("|", row)))
                .toList();
    }

    /** A cell: {@code (none)} is no bytes at all, {@code \t} a tab. */
    private static byte @Nullable [] bytes(String cell) {
        return cell.equals("(none)") ? null : bytesOf(cell.replace("\\t", "\t"));
    }

    private static byte[] bytesOf(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
