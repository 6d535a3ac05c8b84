package org.commonwatch.intake.export;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.commonwatch.stix.IndicatorValues;
import org.commonwatch.stix.PatternEqualities;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Tlp;
import org.commonwatch.values.IndicatorValue;

/**
 * The searchable values of objects as a table, RFC 4180, one value a row. Objects without values have no row. A cell that a
 * spreadsheet would take for a formula gets an apostrophe in front.
 */
public final class CsvExport {
    private static final List<String> HEADINGS = List.of(
            "value",
            "kind",
            "id",
            "type",
            "tlp",
            "source",
            "created",
            "modified",
            "valid_from",
            "valid_until",
            "revoked");

    private final Writer out;
    private final PatternEqualities patterns;

    /** Writes the headings. */
    public CsvExport(Writer out, PatternEqualities patterns) throws IOException {
        this.out = out;
        this.patterns = patterns;
        row(HEADINGS);
    }

    /**
     * @param source name of whoever claims it, as the caller knows it; empty if unknown
     * @return how many rows were written
     */
    public int add(StixObject object, String source) throws IOException {
        List<IndicatorValue> values = IndicatorValues.of(object, patterns);
        for (IndicatorValue value : values) {
            row(List.of(
                    value.text(),
                    value.kind().word(),
                    object.id(),
                    object.type(),
                    tlp(object),
                    source,
                    object.text("created").orElse(""),
                    object.text("modified").orElse(""),
                    object.text("valid_from").orElse(""),
                    object.text("valid_until").orElse(""),
                    object.revoked() ? "true" : ""));
        }
        return values.size();
    }

    /** The strictest level among the object's markings, as far as they are the published ones. */
    private static String tlp(StixObject object) {
        return object.texts("object_marking_refs").stream()
                .flatMap(id -> Tlp.ofMarkingId(id).stream())
                .reduce(Tlp::mostRestrictive)
                .map(Tlp::word)
                .orElse("");
    }

    private void row(List<String> cells) throws IOException {
        String comma = "";
        for (String cell : cells) {
            out.write(comma);
            out.write(quoted(cell));
            comma = ",";
        }
        out.write("\r\n");
    }

    private static String quoted(String cell) {
        String safe = Optional.of(cell)
                .filter(text -> !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0)
                .map(text -> "'" + text)
                .orElse(cell);
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}
