package org.commonwatch.matching.window;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.Observation;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final String BEACON =
            "([domain-name:value = 'a.example'] FOLLOWEDBY [domain-name:value = 'b.example']) WITHIN 60 SECONDS";

    private final Windows windows = new Windows();

    private List<List<String>> see(Observation... observations) {
        List<List<String>> found = new ArrayList<>();
        for (Observation observation : observations) {
            windows.see(observation, observation.last()).forEach(each -> found.add(Seen.ids(each)));
        }
        return found;
    }

    @Test
    void tellsOneMatchOnceWithWhatTookPart() {
        windows.put("p", Seen.window(BEACON));
        assertEquals(
                List.of(List.of("1", "3")),
                see(
                        Seen.domain("1", 0, "a.example"),
                        Seen.domain("2", 5, "c.example"),
                        Seen.domain("3", 30, "b.example"),
                        Seen.domain("4", 31, "b.example")));
        assertEquals(
                List.of(List.of("5", "6")), see(Seen.domain("5", 32, "a.example"), Seen.domain("6", 33, "b.example")));
    }

    @Test
    void whatLiesTooFarApartIsNoMatch() {
        windows.put("p", Seen.window(BEACON));
        assertEquals(List.of(), see(Seen.domain("1", 0, "a.example"), Seen.domain("2", 61, "b.example")));
    }

    @Test
    void aPatternWithoutLimitLooksBackADay() {
        windows.put("p", Seen.window("[domain-name:value = 'a.example'] AND [domain-name:value = 'b.example']"));
        long day = 24 * 3600;
        assertEquals(List.of(), see(Seen.domain("1", 0, "a.example"), Seen.domain("2", day + 1, "b.example")));
        assertEquals(List.of(List.of("2", "3")), see(Seen.domain("3", 2 * day, "a.example")));
    }

    @Test
    void oneObservationCanBeEnough() {
        windows.put(
                "p",
                Seen.window("[network-traffic:dst_port > 4000 AND network-traffic:dst_ref.value = '198.51.100.7']"));
        String address = "{\"type\":\"ipv4-addr\",\"value\":\"198.51.100.7\"}";
        assertEquals(
                List.of(List.of("1")),
                see(
                        Seen.at("1", 0, address, "{\"type\":\"network-traffic\",\"dst_ref\":\"0\",\"dst_port\":4444}"),
                        Seen.at(
                                "2",
                                0,
                                address,
                                "{\"type\":\"network-traffic\",\"src_ref\":\"0\",\"dst_port\":4444}")));
    }

    @Test
    void theSameObservationTwiceCountsOnce() {
        windows.put("p", Seen.window("[domain-name:value = 'a.example'] REPEATS 2 TIMES WITHIN 60 SECONDS"));
        assertEquals(List.of(), see(Seen.domain("1", 0, "a.example"), Seen.domain("1", 0, "a.example")));
        assertEquals(List.of(List.of("1", "2")), see(Seen.domain("2", 1, "a.example")));
    }

    @Test
    void aClockThatIsAheadMakesNothingExpire() {
        windows.put("p", Seen.window(BEACON));
        see(Seen.domain("1", 0, "a.example"));
        windows.see(Seen.domain("2", 999_999_999, "a.example"), Seen.NOON);
        assertEquals(List.of(List.of("1", "3")), see(Seen.domain("3", 1, "b.example")));
    }

    @Test
    void memoryIsBoundedAndWhatItCostIsCounted() {
        windows.put(
                "p", Seen.window("[domain-name:value LIKE '%.example'] AND [domain-name:value = 'never.example.net']"));
        for (int i = 0; i < 2 * Buffer.OBSERVATIONS_MAX; i++) {
            see(Seen.domain("d" + i, i, "x" + i + ".example"));
        }
        assertEquals(Buffer.OBSERVATIONS_MAX, windows.losses().dropped());
        assertTrue(windows.save().length < Buffer.BYTES_MAX + 200);
    }

    @Test
    void oneHugeObservationIsNotKept() {
        windows.put("p", Seen.window("[domain-name:value LIKE 'x%'] AND [domain-name:value = 'b.example']"));
        assertEquals(
                List.of(), see(Seen.domain("1", 0, "x".repeat(Buffer.BYTES_MAX)), Seen.domain("2", 0, "b.example")));
        assertEquals(1, windows.losses().dropped());
    }

    @Test
    void aRestartLosesNothing() throws Refused {
        windows.put("p", Seen.window(BEACON));
        windows.put("gone", Seen.window(BEACON));
        see(Seen.domain("1", 0, "a.example"));
        byte[] state = windows.save();
        Windows next = new Windows();
        next.put("p", Seen.window(BEACON));
        assertEquals(1, next.restore(state));
        List<Windows.Found> found = next.see(Seen.domain("2", 30, "b.example"), Seen.NOON.plusSeconds(30));
        assertEquals(List.of("1", "2"), Seen.ids(found.getFirst()));
    }

    @Test
    void stateIsAsThePageWritesIt() throws IOException {
        windows.put("p", Seen.window(BEACON));
        see(Seen.domain("1", 0, "a.example"));
        String page =
                Files.readString(Path.of(System.getProperty("commonwatch.root", ".."), "docs/formats/windows.md"));
        int from = page.indexOf("```\n") + 4;
        assertEquals(page.substring(from, page.indexOf("```", from)), new String(windows.save(), UTF_8));
    }

    @Test
    void bytesThatAreNoStateChangeNothing() {
        windows.put("p", Seen.window(BEACON));
        for (String bad : List.of(
                "x",
                "{}",
                "{\"format\":\"commonwatch-windows\",\"version\":2,\"newest\":\"2026-11-25T12:00:00Z\"}",
                "{\"format\":\"commonwatch-windows\",\"version\":1,\"newest\":\"2026-11-25T12:00:00Z\"}\n"
                        + "{\"pattern\":\"p\",\"seen\":[{}]}")) {
            assertThrows(Refused.class, () -> windows.restore(bad.getBytes(UTF_8)), bad);
        }
        assertEquals(
                List.of(List.of("1", "2")), see(Seen.domain("1", 0, "a.example"), Seen.domain("2", 1, "b.example")));
    }

    @Test
    void aPatternThatIsTakenAwayIsForgotten() {
        windows.put("p", Seen.window(BEACON));
        see(Seen.domain("1", 0, "a.example"));
        windows.remove("p");
        assertEquals(0, windows.size());
        assertEquals(List.of(), see(Seen.domain("2", 1, "b.example")));
    }

    @Test
    void aPatternThatIsReplacedStartsAnew() {
        windows.put("p", Seen.window(BEACON));
        see(Seen.domain("1", 0, "a.example"));
        windows.put("p", Seen.window(BEACON));
        assertEquals(List.of(List.of("1", "2")), see(Seen.domain("2", 1, "b.example")));
        windows.put("p", Seen.window("[domain-name:value = 'c.example'] REPEATS 2 TIMES"));
        assertEquals(List.of(), see(Seen.domain("3", 2, "a.example"), Seen.domain("4", 3, "b.example")));
    }
}
