package org.commonwatch.node.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lines that hit, by day, as the page draws them: bars of two parts, what is to be looked at below and what was muted or false
 * above. Numbers are in units of the drawing.
 */
record HitChart(List<Bar> bars, long linesMax, int width, int height) {
    /** Days shown: as many as fit a narrow page. */
    static final int DAYS = 30;

    private static final int BAR = 14;
    private static final int STEP = 18;
    private static final int HEIGHT = 96;

    HitChart {
        bars = List.copyOf(bars);
    }

    /**
     * @param open lines of new and confirmed hits
     * @param closed lines of muted ones and false positives
     */
    record Bar(LocalDate day, long open, long closed, int x, int openY, int openHeight, int closedY, int closedHeight) {
        public int width() {
            return BAR;
        }
    }

    static HitChart of(List<Hits.Day> days, LocalDate last) {
        Map<LocalDate, long[]> lines = new TreeMap<>();
        for (Hits.Day day : days) {
            boolean open = day.state().isOpen();
            lines.computeIfAbsent(day.day(), any -> new long[2])[open ? 0 : 1] += day.lines();
        }
        long max = 1;
        for (long[] both : lines.values()) {
            max = Math.max(max, both[0] + both[1]);
        }
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < DAYS; i++) {
            LocalDate day = last.minusDays(DAYS - 1L - i);
            long[] both = lines.getOrDefault(day, new long[2]);
            int openHeight = scaled(both[0], max);
            int closedHeight = scaled(both[1], max);
            int openY = HEIGHT - openHeight;
            bars.add(new Bar(day, both[0], both[1], i * STEP, openY, openHeight, openY - closedHeight, closedHeight));
        }
        return new HitChart(bars, max, DAYS * STEP, HEIGHT);
    }

    /** At least one unit where there is anything: a day with one hit is not an empty day. Two parts always fit. */
    private static int scaled(long lines, long max) {
        return lines == 0 ? 0 : (int) Math.max(1, lines * (HEIGHT - 2) / max);
    }

    public boolean isEmpty() {
        return bars.stream().allMatch(bar -> bar.open() + bar.closed() == 0);
    }

    public LocalDate first() {
        return bars.getFirst().day();
    }

    public LocalDate last() {
        return bars.getLast().day();
    }

    /** Days with lines, newest first, for those who read numbers. */
    public List<Bar> told() {
        return bars.reversed().stream()
                .filter(bar -> bar.open() + bar.closed() > 0)
                .toList();
    }
}
