package org.commonwatch.intake.csv;

import java.util.List;
import java.util.Optional;

/**
 * How a table is written, told from its first lines.
 *
 * @param delimiter between cells; absent for one value a line
 */
record Dialect(Optional<Character> delimiter) {
    private static final char[] DELIMITERS = {'\t', ',', ';', '|'};

    /**
     * The delimiter that cuts the most lines into the same number of cells, counting only what stands outside quotes; on a
     * tie the one that makes more cells. A table has at least two lines of two cells, or a header of two known words.
     */
    static Dialect of(List<String> lines) {
        Optional<Character> best = Optional.empty();
        int bestScore = 0;
        for (char delimiter : DELIMITERS) {
            int[] widths =
                    lines.stream().mapToInt(line -> width(line, delimiter)).toArray();
            if (widths.length == 0 || widths[0] < 2) {
                continue;
            }
            int same = 0;
            for (int width : widths) {
                same += width == widths[0] ? 1 : 0;
            }
            int score = same * 1000 / widths.length * 1000 + Math.min(widths[0], 999);
            if (same * 3 >= widths.length * 2 && score > bestScore) {
                bestScore = score;
                best = Optional.of(delimiter);
            }
        }
        return new Dialect(best);
    }

    private static int width(String line, char delimiter) {
        int width = 1;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == delimiter && !quoted) {
                width++;
            }
        }
        return width;
    }
}
