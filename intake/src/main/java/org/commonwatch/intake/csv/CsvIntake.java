package org.commonwatch.intake.csv;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.commonwatch.intake.Intake;
import org.commonwatch.intake.IntakeSummary;
import org.commonwatch.intake.IntakeTally;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.claims.Claims;
import org.commonwatch.intake.claims.Details;
import org.commonwatch.intake.claims.Draft;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.Tlp;
import org.commonwatch.values.Flag;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;

/**
 * Tables and lists, row by row in bounded memory: each value becomes an observable and an indicator. A row without a readable
 * value, or with a marking that is not understood, is refused with its line; better no indicator than one shared too widely.
 */
public final class CsvIntake {
    private static final String FORMAT = "csv";
    private static final int SAMPLE_LINES = 50;

    private final Claims claims;
    private final WarningLists lists;
    private final ColumnMap map;

    public CsvIntake(Source source, WarningLists lists, ColumnMap map) {
        this.claims = new Claims(source);
        this.lists = lists;
        this.map = map;
    }

    /** @throws IOException from the reader only */
    public IntakeSummary read(Reader reader, Consumer<? super Intake> sink) throws IOException {
        IntakeTally tally = new IntakeTally(sink);
        Lines lines = new Lines(reader);
        List<Line> sample = new ArrayList<>();
        Optional<String> lastComment = Optional.empty();
        while (sample.size() < SAMPLE_LINES) {
            Optional<Line> line = lines.next();
            if (line.isEmpty()) {
                break;
            }
            if (line.get().text().startsWith("#")) {
                lastComment = sample.isEmpty()
                        ? Optional.of(line.get().text().substring(1).strip())
                        : lastComment;
            } else if (!line.get().text().isBlank()) {
                sample.add(line.get());
            }
        }
        Dialect dialect = Dialect.of(sample.stream().map(Line::text).toList());
        for (Line line : sample.reversed()) {
            lines.putBack(line);
        }
        if (dialect.delimiter().isEmpty() && map.isAutomatic()) {
            return list(lines, tally);
        }
        return table(new Table(lines, dialect.delimiter().orElse(','), sample, lastComment), tally);
    }

    /**
     * Whether lines without comments are a table with values in it, or a list: one value a line in more than half of them.
     *
     * @param lines the first few; the last may be cut short
     */
    public static boolean looksLikeTable(List<String> lines) {
        if (lines.isEmpty()) {
            return false;
        }
        Optional<Character> delimiter = Dialect.of(lines).delimiter();
        if (delimiter.isPresent()) {
            List<CsvRow.Cells> rows = new ArrayList<>();
            for (String line : lines) {
                CsvRow row = new CsvRows(new Lines(Reader.nullReader()), delimiter.get(), "").only(line);
                if (row instanceof CsvRow.Cells cells) {
                    rows.add(cells);
                }
            }
            boolean headed = !rows.isEmpty()
                    && Columns.fromHeader(rows.getFirst().cells()).isPresent();
            if (headed || Columns.fromContent(rows).isPresent()) {
                return true;
            }
        }
        long values = lines.stream()
                .map(ListLine::withoutComment)
                .filter(line -> line.isEmpty() || ListLine.isEntry(line))
                .count();
        return values * 2 > lines.size();
    }

    private record Table(Lines lines, char delimiter, List<Line> sample, Optional<String> lastComment) {}

    private IntakeSummary list(Lines lines, IntakeTally tally) throws IOException {
        Optional<Line> next = lines.next();
        while (next.isPresent()) {
            Line line = next.get();
            String text = ListLine.withoutComment(line.text());
            if (!text.isEmpty()) {
                String path = "line " + line.number();
                Optional<IndicatorValue> value = line.whole() ? ListLine.value(text) : Optional.empty();
                if (value.isPresent()) {
                    emit(path, text, value.get(), Details.NONE, List.of(), tally);
                } else {
                    tally.rejected(path, Refusal.of("value-unknown", path, "This line is no value we know.", text));
                }
            }
            next = lines.next();
        }
        return tally.summary(FORMAT, true);
    }

    private IntakeSummary table(Table table, IntakeTally tally) throws IOException {
        List<CsvRow.Cells> sample = cells(table.sample, table.delimiter);
        if (sample.isEmpty()) {
            return tally.summary(FORMAT, true);
        }
        List<String> first = sample.getFirst().cells();
        Optional<List<String>> header = header(first, table);
        Optional<Columns> columns = columns(header, sample);
        if (columns.filter(c -> !c.values().isEmpty()).isEmpty()) {
            tally.rejected(
                    "line " + sample.getFirst().line(),
                    Refusal.of(
                            "csv-without-values",
                            "line " + sample.getFirst().line(),
                            "No column holds values; say which with a column map such as value=HEADING.",
                            String.join(String.valueOf(table.delimiter), first)));
            return tally.summary(FORMAT, false);
        }
        CsvRows rows = new CsvRows(table.lines, table.delimiter, "#");
        boolean skipFirst = header.isPresent() && header.get().equals(first);
        Optional<CsvRow> row = rows.next();
        while (row.isPresent()) {
            switch (row.get()) {
                case CsvRow.Bad bad -> tally.rejected("line " + bad.line(), bad.refusal());
                case CsvRow.Cells cells -> {
                    if (!skipFirst) {
                        row(cells, columns.get(), tally);
                    }
                    skipFirst = false;
                }
            }
            row = rows.next();
        }
        return tally.summary(FORMAT, true);
    }

    private static List<CsvRow.Cells> cells(List<Line> lines, char delimiter) throws IOException {
        String text = String.join("\n", lines.stream().map(Line::text).toList());
        CsvRows rows = new CsvRows(new Lines(new StringReader(text)), delimiter, "#");
        List<CsvRow.Cells> cells = new ArrayList<>();
        Optional<CsvRow> row = rows.next();
        while (row.isPresent()) {
            if (row.get() instanceof CsvRow.Cells read) {
                cells.add(read);
            }
            row = rows.next();
        }
        return cells;
    }

    /** The first row, if it holds headings; else the comment before it, if that does and is as wide. */
    private Optional<List<String>> header(List<String> first, Table table) throws IOException {
        if (isHeader(first)) {
            return Optional.of(first);
        }
        if (table.lastComment.isEmpty()) {
            return Optional.empty();
        }
        Line comment = new Line(1, table.lastComment.get(), true);
        return cells(List.of(comment), table.delimiter).stream()
                .map(CsvRow.Cells::cells)
                .filter(cells -> cells.size() == first.size() && isHeader(cells))
                .findFirst();
    }

    private boolean isHeader(List<String> cells) {
        if (!map.isAutomatic()) {
            return map.columns().values().stream()
                    .anyMatch(where ->
                            cells.stream().anyMatch(cell -> cell.strip().equalsIgnoreCase(where)));
        }
        boolean anyValue =
                cells.stream().anyMatch(cell -> Values.classifyListed(cell).isPresent());
        return !anyValue && Columns.fromHeader(cells).isPresent();
    }

    private Optional<Columns> columns(Optional<List<String>> header, List<CsvRow.Cells> sample) {
        if (!map.isAutomatic()) {
            return Optional.of(Columns.fromMap(map, header.orElse(List.of())));
        }
        return header.flatMap(Columns::fromHeader).or(() -> Columns.fromContent(sample));
    }

    private void row(CsvRow.Cells row, Columns columns, IntakeTally tally) {
        String path = "line " + row.line();
        List<Flag> flags = new ArrayList<>();
        try {
            Details details = details(row, columns, flags);
            int found = 0;
            for (Columns.ValueColumn column : columns.values()) {
                String cell = row.cell(column.column()).strip();
                if (!cell.isEmpty()) {
                    List<IndicatorValue> values = values(cell, kind(row, columns, column));
                    for (IndicatorValue value : values) {
                        emit(path, cell, value, details, flags, tally);
                    }
                    found += values.size();
                }
            }
            if (found == 0) {
                tally.rejected(
                        path,
                        Refusal.of(
                                "value-unknown",
                                path,
                                "The row holds no value we know.",
                                String.join(" ", row.cells())));
            }
        } catch (Refused e) {
            tally.rejected(path, e.refusal().under(path));
        }
    }

    private static String kind(CsvRow.Cells row, Columns columns, Columns.ValueColumn column) {
        return column.kind()
                .map(ValueKind::word)
                .orElseGet(() -> Optional.ofNullable(columns.roles().get(Columns.Role.KIND))
                        .map(row::cell)
                        .orElse(""));
    }

    /** The values of one cell; a composite such as {@code filename|md5} holds several, and only known kinds of them count. */
    private static List<IndicatorValue> values(String cell, String kind) throws Refused {
        String[] kinds = kind.split("\\|", -1);
        String[] parts = kinds.length > 1 ? cell.split("\\|", -1) : new String[] {cell};
        List<IndicatorValue> values = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            String word = i < kinds.length ? kinds[i].strip() : "";
            String lower = word.toLowerCase(Locale.ROOT);
            Optional<ValueKind> known = lower.startsWith("ip") ? Optional.of(ValueKind.IPV4) : ValueKind.named(word);
            if (known.isPresent()) {
                values.add(Values.parse(known.get(), parts[i]));
            } else if (kinds.length == 1) {
                Values.classifyListed(parts[i]).ifPresent(values::add);
            }
        }
        return values;
    }

    private static Details details(CsvRow.Cells row, Columns columns, List<Flag> flags) throws Refused {
        Optional<String> tlp = cell(row, columns, Columns.Role.TLP);
        Optional<String> marking = tlp.flatMap(Tlp::parse).map(Tlp::markingId);
        if (tlp.isPresent() && marking.isEmpty()) {
            throw Refusal.of("tlp-unknown", "", "TLP is clear, green, amber, amber+strict or red.", tlp.get())
                    .toException();
        }
        List<String> labels = cell(row, columns, Columns.Role.LABELS).stream()
                .flatMap(text -> List.of(text.split("[;,|]")).stream())
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .toList();
        return new Details(
                cell(row, columns, Columns.Role.DESCRIPTION),
                labels,
                marking,
                date(row, columns, Columns.Role.VALID_FROM, flags),
                date(row, columns, Columns.Role.VALID_UNTIL, flags),
                cell(row, columns, Columns.Role.CONFIDENCE)
                        .filter(text -> text.matches("100|[0-9]{1,2}"))
                        .map(Integer::valueOf));
    }

    private static Optional<Instant> date(CsvRow.Cells row, Columns columns, Columns.Role role, List<Flag> flags) {
        Optional<String> text = cell(row, columns, role);
        Optional<Instant> date = text.flatMap(Dates::parse);
        if (text.isPresent() && date.isEmpty()) {
            flags.add(Flag.of("date-unread", "This is no date we can read: " + text.get() + "."));
        }
        return date;
    }

    private static Optional<String> cell(CsvRow.Cells row, Columns columns, Columns.Role role) {
        return Optional.ofNullable(columns.roles().get(role))
                .map(column -> row.cell(column).strip())
                .filter(text -> !text.isEmpty());
    }

    private void emit(
            String path,
            String original,
            IndicatorValue value,
            Details details,
            List<Flag> rowFlags,
            IntakeTally tally) {
        List<Flag> flags = new ArrayList<>(rowFlags);
        flags.addAll(value.flags());
        flags.addAll(lists.flags(value));
        List<Draft> drafts = claims.of(value, details, false);
        if (drafts.isEmpty()) {
            tally.rejected(
                    path,
                    Refusal.of(
                            "value-without-object",
                            path,
                            "Tactics and software ids stand for no one object.",
                            original));
        }
        for (Draft draft : drafts) {
            tally.made(path, draft.json(), Optional.of(original), flags);
        }
    }
}
