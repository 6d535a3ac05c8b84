package org.commonwatch.node.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hits come at minutes, messages go at minutes: the whole way through the store, on a clock that the test moves. */
class PacingTest {
    private static final int HORIZON_MINUTES = 200;

    @TempDir
    Path folder;

    /** Times are minutes since midnight UTC. {@code 0x3} is three hits in minute 0; {@code 30:digest(3)} a message in minute 30. */
    @ParameterizedTest(name = "{0}: hits {1} make {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # pace                                              | hits            | messages
            # within the limit each hit is told by itself, at once
            limit 2 in 10, digest after 30                      | 0x1             | 0:hit
            limit 2 in 10, digest after 30                      | 0x2             | 0:hit 0:hit
            # beyond it the rest is told together, half an hour after the first of them
            limit 2 in 10, digest after 30                      | 0x5             | 0:hit 0:hit 30:digest(3)
            # once one is held back, later ones wait with it: order stays
            limit 2 in 10, digest after 30                      | 0x3 15x1        | 0:hit 0:hit 30:digest(2)
            # after the digest it goes on one by one
            limit 2 in 10, digest after 30                      | 0x3 40x1        | 0:hit 0:hit 30:digest(1) 40:hit
            # the window slides
            limit 2 in 10, digest after 30                      | 0x2 9x1         | 0:hit 0:hit 39:digest(1)
            limit 2 in 10, digest after 30                      | 0x2 10x2        | 0:hit 0:hit 10:hit 10:hit
            limit 1 in 1, digest after 30                       | 0x1 1x1 2x1     | 0:hit 1:hit 2:hit
            # by choice never one by one
            limit 2 in 10, digest always 30                     | 0x1             | 30:digest(1)
            limit 2 in 10, digest always 30                     | 0x1 20x1 29x1   | 30:digest(3)
            limit 2 in 10, digest always 30                     | 0x1 31x1        | 30:digest(1) 61:digest(1)
            limit 2 in 10, digest always 30                     |                 |
            # in quiet hours nothing is sent, at their end all of it at once
            limit 2 in 10, digest after 30, quiet 00:05-00:20   | 6x2             | 20:digest(2)
            limit 2 in 10, digest after 30, quiet 00:05-00:20   | 4x1 6x1 20x1    | 4:hit 20:digest(2)
            limit 2 in 10, digest after 30, quiet 23:00-00:20   | 0x1 25x1        | 20:digest(1) 25:hit
            limit 2 in 10, digest always 30, quiet 00:05-01:30  | 0x1 40x1        | 90:digest(2)
            # a limit that is full before quiet hours: its digest waits for their end
            limit 2 in 10, digest after 30, quiet 00:20-01:00   | 0x3             | 0:hit 0:hit 60:digest(1)
            """)
    void tells(String pace, String hits, String messages) {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.add(description(pace));
            Map<Integer, Integer> arriving = arriving(hits);
            List<String> sent = new ArrayList<>();
            long number = 1;
            for (int minute = 0; minute < HORIZON_MINUTES; minute++) {
                for (int i = arriving.getOrDefault(minute, 0); i > 0; i--) {
                    node.hit(number++);
                }
                int before = node.world.heard.size();
                node.settle();
                for (Message message : node.world.heard.subList(before, node.world.heard.size())) {
                    String size =
                            message.form() == Form.DIGEST ? "(" + message.hits().size() + ")" : "";
                    sent.add(minute + ":" + message.form().word() + size);
                }
                node.clock.advance(Duration.ofMinutes(1));
            }
            assertEquals(messages == null ? "" : messages, String.join(" ", sent));
            assertEquals(
                    node.world.hits.keySet().stream().toList(),
                    node.world.told(),
                    "each hit once, in the order they came");
        }
    }

    private static String description(String pace) {
        String[] words = pace.replace(",", "").split(" ");
        StringBuilder json = new StringBuilder()
                .append(",\"limit\":")
                .append(words[1])
                .append(",\"window_minutes\":")
                .append(words[3])
                .append(",\"digest\":\"")
                .append(words[5])
                .append("\",\"digest_minutes\":")
                .append(words[6]);
        if (words.length > 7) {
            json.append(",\"quiet\":\"").append(words[8]).append('"');
        }
        return json.toString();
    }

    private static Map<Integer, Integer> arriving(String hits) {
        Map<Integer, Integer> arriving = new TreeMap<>();
        if (hits != null) {
            for (String some : hits.split(" ")) {
                String[] parts = some.split("x");
                arriving.put(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            }
        }
        return arriving;
    }
}
