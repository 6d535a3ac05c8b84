package org.commonwatch.node.sources;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lines and hits by minute, as the page draws them; numbers are in units of the drawing. */
record MinuteChart(List<Bar> bars, long linesMax, int width, int height) {
    static final int MINUTES = 60;
    private static final int STEP = 10;
    private static final int BAR = 8;
    private static final int HEIGHT = 96;
    private static final int MINUTE_SECONDS = 60;

    MinuteChart {
        bars = List.copyOf(bars);
    }

    /** One minute; where there were hits a dot stands above the bar. */
    record Bar(Instant minute, long lines, long hits, int x, int y, int height) {
        public int width() {
            return BAR;
        }

        public int middle() {
            return x + BAR / 2;
        }
    }

    /** @param last the newest minute since 1970 that is shown */
    static MinuteChart of(List<Counters.Minute> counted, long last) {
        Map<Long, Counters.Minute> byMinute = new HashMap<>();
        counted.forEach(minute -> byMinute.put(minute.minute(), minute));
        long first = last - MINUTES + 1;
        long max = counted.stream()
                .filter(minute -> minute.minute() >= first)
                .mapToLong(Counters.Minute::lines)
                .max()
                .orElse(0);
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < MINUTES; i++) {
            Counters.Minute minute = byMinute.getOrDefault(first + i, new Counters.Minute(first + i, 0, 0));
            int height = scaled(minute.lines(), max);
            bars.add(new Bar(
                    Instant.ofEpochSecond(minute.minute() * MINUTE_SECONDS),
                    minute.lines(),
                    minute.hits(),
                    i * STEP,
                    HEIGHT - height,
                    height));
        }
        return new MinuteChart(bars, max, MINUTES * STEP, HEIGHT);
    }

    /** At least one unit where there is anything: a minute with one line is not an empty one. Room is left for the dots. */
    private static int scaled(long lines, long max) {
        return lines == 0 ? 0 : (int) Math.max(1, lines * (HEIGHT - 10) / max);
    }

    /** Minutes with lines, newest first, for those who read numbers. */
    public List<Bar> told() {
        return bars.reversed().stream().filter(bar -> bar.lines() > 0).toList();
    }
}
