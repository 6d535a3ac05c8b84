package org.commonwatch.intake.csv;

import java.util.List;
import org.commonwatch.kernel.Refusal;

/** One record of a table, or why it could not be read. */
sealed interface CsvRow {
    /** The number of its first line, from 1. */
    long line();

    /** @param cells at least one; quotes removed, blanks around unquoted cells kept */
    record Cells(long line, List<String> cells) implements CsvRow {
        public Cells {
            cells = List.copyOf(cells);
        }

        String cell(int column) {
            return column < cells.size() ? cells.get(column) : "";
        }
    }

    record Bad(long line, Refusal refusal) implements CsvRow {}
}
