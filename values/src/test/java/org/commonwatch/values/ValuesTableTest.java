package org.commonwatch.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table in docs/formats/values.md, row by row. */
final class ValuesTableTest {
    private static final Path TABLE = Path.of(System.getProperty("commonwatch.root"), "docs/formats/values.md");

    record Row(String written, String kind, String canonical, List<String> flags) {
        static Row of(String line) {
            String[] cells = line.split("\\|", -1);
            String flags = cells[4].strip();
            return new Row(
                    code(cells[1]),
                    cells[2].strip(),
                    code(cells[3]),
                    flags.isEmpty() ? List.of() : List.of(flags.split(" ")));
        }

        private static String code(String cell) {
            String text = cell.strip();
            return text.isEmpty() ? "" : text.substring(1, text.length() - 1);
        }
    }

    static List<Row> rows() throws IOException {
        List<String> lines = Files.readAllLines(TABLE);
        return lines.subList(lines.indexOf("## Table"), lines.size()).stream()
                .filter(line -> line.startsWith("| `"))
                .map(Row::of)
                .toList();
    }

    @Test
    void tableIsThere() throws IOException {
        assertTrue(rows().size() > 100, "rows: " + rows().size());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void classifiesAsWritten(Row row) {
        Optional<IndicatorValue> value = Values.classify(row.written());
        String found = value.map(v -> v.kind().word() + " " + v.text()).orElse("- ");
        assertEquals(row.kind() + " " + row.canonical(), found, row.written());
        assertEquals(
                row.flags(),
                value.map(v -> v.flags().stream().map(Flag::code).toList()).orElse(List.of()),
                row.written());
    }

    /** Canonical forms stay what they are, but for forms that only the way of writing makes a value. */
    @ParameterizedTest
    @MethodSource("rows")
    void canonicalFormIsStable(Row row) throws Exception {
        if (!row.kind().equals("-")) {
            ValueKind kind = ValueKind.named(row.kind()).orElseThrow();
            assertEquals(row.canonical(), Values.parse(kind, row.canonical()).text());
        }
    }
}
