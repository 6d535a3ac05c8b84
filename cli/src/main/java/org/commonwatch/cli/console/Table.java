package org.commonwatch.cli.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows under headers, fitted to a width. Columns give way from the widest down, but a column marked whole keeps its
 * full text, because people copy ids and values out of it. Without a width nothing is shortened.
 */
public final class Table {
    private static final int GAP = 2;
    private static final int SHRUNK_COLUMNS_MIN = 8;

    private final List<String> headers = new ArrayList<>();
    private final List<Boolean> whole = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a column whose text may be shortened. */
    public Table column(String header) {
        headers.add(header);
        whole.add(false);
        return this;
    }

    /** Adds a column that is never shortened. */
    public Table wholeColumn(String header) {
        headers.add(header);
        whole.add(true);
        return this;
    }

    /** Adds a row of foreign text, one cell a column. */
    public Table row(String... cells) {
        if (cells.length != headers.size()) {
            throw new IllegalArgumentException("expected " + headers.size() + " cells, got " + cells.length);
        }
        rows.add(Arrays.stream(cells).map(SafeText::line).toList());
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** @param columnsMax the terminal's width, or 0 for no limit */
    public List<String> lines(int columnsMax) {
        int[] widths = widths(columnsMax);
        List<String> lines = new ArrayList<>(rows.size() + 1);
        lines.add(line(headers, widths));
        for (List<String> row : rows) {
            lines.add(line(row, widths));
        }
        return lines;
    }

    private int[] widths(int columnsMax) {
        int[] widths = new int[headers.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Columns.of(headers.get(i));
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], Columns.of(row.get(i)));
            }
        }
        if (columnsMax <= 0) {
            return widths;
        }
        int excess = Arrays.stream(widths).sum() + GAP * (widths.length - 1) - columnsMax;
        while (excess > 0) {
            int widest = widestShrinkable(widths);
            if (widest < 0) {
                break;
            }
            widths[widest]--;
            excess--;
        }
        return widths;
    }

    private int widestShrinkable(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            if (!whole.get(i) && widths[i] > SHRUNK_COLUMNS_MIN && (widest < 0 || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        return widest;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = Columns.fit(cells.get(i), widths[i]);
            line.append(cell);
            if (i < widths.length - 1) {
                line.repeat(' ', widths[i] - Columns.of(cell) + GAP);
            }
        }
        return line.toString().stripTrailing();
    }
}
