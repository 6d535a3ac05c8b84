package org.commonwatch.matching.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.Match;
import org.commonwatch.stix.pattern.Matcher;
import org.commonwatch.stix.pattern.Observation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random patterns over random streams: windows tell what asking each pattern of everything seen so far would tell. */
class WindowsTwinTest {
    @Test
    void agreesWithTheTwinThatKeepsEverything() throws Refused {
        compare(0, 600);
    }

    @Tag("long")
    @Test
    void agreesWithTheTwinForLong() throws Refused {
        compare(600, 30_000);
    }

    private static void compare(long from, long to) throws Refused {
        int matches = 0;
        int undecided = 0;
        next:
        for (long seed = from; seed < to; seed++) {
            Random random = new Random(seed);
            List<Window> patterns = new ArrayList<>();
            Windows windows = new Windows();
            for (int i = 0; i < 4; i++) {
                patterns.add(Seen.window("(" + pattern(random, 2) + ")" + qualifier(random)));
                windows.put("p" + i, patterns.get(i));
            }
            List<List<Observation>> kept = new ArrayList<>();
            patterns.forEach(_ -> kept.add(new ArrayList<>()));
            long second = 0;
            for (int i = 0; i < 30; i++) {
                second += random.nextInt(40);
                Observation observation = observation(random, "o" + i, second);
                String shown = "seed " + seed + " at o" + i + " of ";
                List<Windows.Found> found = windows.see(observation, observation.last());
                for (int p = 0; p < patterns.size(); p++) {
                    String id = "p" + p;
                    List<String> told = found.stream()
                            .filter(each -> each.pattern().equals(id))
                            .flatMap(each -> Seen.ids(each).stream())
                            .toList();
                    Optional<List<String>> expected = twin(patterns.get(p), kept.get(p), observation);
                    if (expected.isEmpty()) {
                        undecided++;
                        continue next;
                    }
                    assertEquals(expected.get(), told, shown + patterns.get(p).pattern());
                    matches += told.isEmpty() ? 0 : 1;
                }
                if (random.nextInt(10) == 0) {
                    windows = restarted(windows, patterns);
                }
            }
        }
        assertTrue(matches > to - from, "patterns do match: " + matches);
        assertTrue(undecided < (to - from) / 20, "most are decided: " + undecided);
    }

    private static Windows restarted(Windows windows, List<Window> patterns) throws Refused {
        Windows next = new Windows();
        for (int i = 0; i < patterns.size(); i++) {
            next.put("p" + i, patterns.get(i));
        }
        assertEquals(0, next.restore(windows.save()));
        return next;
    }

    /** Everything ever seen but what took part in a match; nothing when that is too much to decide. */
    private static Optional<List<String>> twin(Window window, List<Observation> kept, Observation observation)
            throws Refused {
        kept.add(observation);
        Matcher matcher = window.matcher();
        try {
            Optional<Match> match = matcher.match(kept);
            match.ifPresent(found -> kept.removeIf(each -> found.ids().contains(each.id())));
            return Optional.of(match.map(Match::ids).orElse(List.of()));
        } catch (Refused tooMuchWork) {
            return Optional.empty();
        }
    }

    private static String pattern(Random random, int depth) {
        String[] joins = {" AND ", " OR ", " FOLLOWEDBY "};
        int choice = depth == 0 ? 0 : random.nextInt(6);
        if (choice < 2) {
            return "[" + comparison(random, 2) + "]";
        } else if (choice == 5) {
            return "(" + pattern(random, depth - 1) + ")" + qualifier(random);
        }
        return "(" + pattern(random, depth - 1) + joins[random.nextInt(3)] + pattern(random, depth - 1) + ")";
    }

    private static String qualifier(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> " WITHIN " + (1 + random.nextInt(120)) + " SECONDS";
            case 1 -> " REPEATS " + (1 + random.nextInt(3)) + " TIMES";
            default -> "";
        };
    }

    private static String comparison(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return "(" + comparison(random, depth - 1) + (random.nextBoolean() ? " OR " : " AND ")
                    + comparison(random, depth - 1) + ")";
        }
        return switch (random.nextInt(7)) {
            case 0 -> "network-traffic:dst_port " + (random.nextBoolean() ? "= " : "> ") + random.nextInt(4);
            case 1 -> "network-traffic:dst_ref.value = '" + name(random) + "'";
            case 2 -> "network-traffic:protocols[*] IN ('tcp', 'x')";
            case 3 -> "network-traffic:dst_port != " + random.nextInt(4);
            case 4 -> "network-traffic:dst_ref.value LIKE '%" + name(random) + "'";
            case 5 -> "network-traffic:src_port NOT IN (1, 2)";
            default -> "network-traffic:extensions.'http-request-ext'.request_header.Host = '" + name(random) + "'";
        };
    }

    private static String name(Random random) {
        return (char) ('a' + random.nextInt(3)) + ".example";
    }

    private static Observation observation(Random random, String id, long second) {
        String traffic = "{\"type\":\"network-traffic\",\"dst_ref\":\"0\",\"dst_port\":" + random.nextInt(4)
                + (random.nextBoolean() ? ",\"src_port\":" + random.nextInt(4) : "")
                + (random.nextBoolean() ? ",\"protocols\":[\"" + (random.nextBoolean() ? "tcp" : "udp") + "\"]" : "")
                + ",\"extensions\":{\"http-request-ext\":{\"request_header\":{\"Host\":\"" + name(random) + "\"}}}}";
        return Seen.at(id, second, "{\"type\":\"domain-name\",\"value\":\"" + name(random) + "\"}", traffic);
    }
}
