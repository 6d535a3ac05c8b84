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

/** The tables in docs/formats/values.md, row by row. */
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
        return section("## Table").stream()
                .filter(line -> line.startsWith("| `"))
                .map(Row::of)
                .toList();
    }

    /** A row of the two shorter tables: kind, what is given, what must come of it. */
    record Form(ValueKind kind, String given, String expected) {
        static Form of(String line) {
            String[] cells = line.split("\\|", -1);
            return new Form(
                    ValueKind.ofWord(cells[1].strip()).orElseThrow(() -> new AssertionError(line)),
                    Row.code(cells[2]),
                    Row.code(cells[3]));
        }
    }

    static List<Form> keys() throws IOException {
        return forms("## Keys");
    }

    static List<Form> carried() throws IOException {
        return forms("## Carried");
    }

    private static List<Form> forms(String heading) throws IOException {
        return section(heading).stream()
                .filter(line -> line.startsWith("| ") && line.contains("`"))
                .map(Form::of)
                .toList();
    }

    private static List<String> section(String heading) throws IOException {
        List<String> lines = Files.readAllLines(TABLE);
        List<String> rest = lines.subList(lines.indexOf(heading) + 1, lines.size());
        return rest.stream().takeWhile(line -> !line.startsWith("## ")).toList();
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

    @ParameterizedTest
    @MethodSource("keys")
    void givesTheKey(Form form) {
        String key = IndicatorValue.of(form.kind(), form.given()).key();
        assertEquals(form.expected(), key);
        assertEquals(key, IndicatorValue.of(form.kind(), key).key(), "the key of a key is itself");
    }

    @ParameterizedTest
    @MethodSource("carried")
    void readsWhatObjectsCarry(Form form) {
        Optional<IndicatorValue> value = Carried.value(form.kind(), form.given());
        assertEquals(form.expected(), value.map(IndicatorValue::text).orElse(""));
        value.ifPresent(v -> assertEquals(
                v.text(), Carried.value(v.kind(), v.text()).orElseThrow().text(), "canonical texts stay as they are"));
    }

    /** Nobody may get two forms of one value by taking two ways in. */
    @ParameterizedTest
    @MethodSource("rows")
    void bothReadersAgreeOnTheForm(Row row) throws Exception {
        if (!row.kind().equals("-")
                && !row.flags().contains("port-dropped")
                && !row.flags().contains("path-left-out")) {
            ValueKind kind = ValueKind.ofWord(row.kind()).orElseThrow();
            IndicatorValue parsed = Values.parse(kind, row.written());
            IndicatorValue carried = Carried.value(kind, row.written()).orElseThrow();
            assertEquals(parsed, carried);
            assertEquals(parsed.key(), carried.key());
        }
    }
}
