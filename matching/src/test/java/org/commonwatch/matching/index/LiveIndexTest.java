package org.commonwatch.matching.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveIndexTest {
    @TempDir
    Path folder;

    private record Value(MatchKind kind, String text) {}

    private static final List<Value> VALUES = List.of(
            new Value(MatchKind.IPV4, "192.0.2.1"),
            new Value(MatchKind.IPV6, "2001:db8::1"),
            new Value(MatchKind.CIDR, "198.51.100.0/24"),
            new Value(MatchKind.CIDR, "2001:db8:1::/48"),
            new Value(MatchKind.DOMAIN, "evil.example"),
            new Value(MatchKind.DOMAIN, "a.evil.example"),
            new Value(MatchKind.URL, "http://evil.example/a"),
            new Value(MatchKind.URL, "http://evil.example/b"),
            new Value(MatchKind.EMAIL, "bob@evil.example"),
            new Value(MatchKind.MD5, "d41d8cd98f00b204e9800998ecf8427e"),
            new Value(MatchKind.FILENAME, "evil.exe"),
            new Value(MatchKind.LITERAL, "Mutex-42"));

    /** Adds, removes, merges, restarts and torn logs in random order; a map of sets says what must be there. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void holdsWhatAMapHolds(long seed) throws Exception {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<Value, Set<Long>> twin = new HashMap<>();
        LiveIndex live = LiveIndex.open(folder);
        for (int round = 0; round < 600; round++) {
            Value value = VALUES.get(random.nextInt(VALUES.size()));
            long id = random.nextInt(4);
            Indicator indicator = new Indicator(value.kind(), value.text(), id);
            Set<Long> ids = twin.computeIfAbsent(value, _ -> new TreeSet<>());
            if (random.nextInt(3) > 0) {
                live.add(indicator);
                ids.add(id);
            } else {
                live.remove(indicator);
                ids.remove(id);
            }
            switch (random.nextInt(40)) {
                case 0 -> live.merge();
                case 1 -> live = again(live, random);
                default -> {}
            }
            if (random.nextInt(10) == 0) {
                compare(live, twin, "seed " + seed + ", round " + round);
            }
        }
        compare(live, twin, "seed " + seed);
        live.close();
    }

    /** As after a crash: not closed in order, with half a record at the end of the log. */
    private LiveIndex again(LiveIndex live, Random random) throws Exception {
        live.close();
        byte[] torn = new byte[random.nextInt(12)];
        random.nextBytes(torn);
        Files.write(folder.resolve(LiveIndex.CHANGES_NAME), torn, StandardOpenOption.APPEND);
        return LiveIndex.open(folder);
    }

    private static void compare(LiveIndex live, Map<Value, Set<Long>> twin, String what) {
        Set<Indicator> expected = new HashSet<>();
        twin.forEach((value, ids) -> {
            List<Long> found = live.lookup(value.kind(), value.text()).stream()
                    .map(Indicator::id)
                    .toList();
            assertEquals(List.copyOf(ids), found, what + ": " + value);
            ids.forEach(id -> expected.add(new Indicator(value.kind(), value.text(), id)));
        });
        Set<Indicator> all = new HashSet<>();
        live.forEach(all::add);
        assertEquals(expected, all, what);
        assertEquals(expected.size(), live.size(), what);
    }

    @Test
    void refusesWhatIsNotOfItsKind() throws Exception {
        try (LiveIndex live = LiveIndex.open(folder)) {
            Refused refused =
                    assertThrows(Refused.class, () -> live.add(new Indicator(MatchKind.IPV4, "300.1.1.1", 1)));
            assertEquals("indicator-malformed", refused.refusal().code());
            assertEquals(0, live.size());
        }
    }
}
