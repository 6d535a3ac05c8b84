package org.commonwatch.intake.csv;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * What a person says about a table: {@code value=ioc,kind=type,tlp=marking,labels=tags,valid_from=seen}. On the right stands
 * a heading, or a column's number from 1.
 *
 * @param columns heading or number by meaning; empty means that the table speaks for itself
 */
public record ColumnMap(Map<String, String> columns) {
    static final String VALUE = "value";

    /** The words that may stand on the left. */
    public static final Set<String> MEANINGS =
            Set.of(VALUE, "kind", "tlp", "labels", "valid_from", "valid_until", "description", "confidence");

    /** No map: headings or content decide. */
    public static final ColumnMap AUTOMATIC = new ColumnMap(Map.of());

    public ColumnMap {
        columns = Map.copyOf(columns);
    }

    public boolean isAutomatic() {
        return columns.isEmpty();
    }

    /** @throws Refused {@code column-map} when a part is malformed, a word unknown or {@code value} missing */
    public static ColumnMap parse(String text) throws Refused {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String what = equals < 0 ? "" : part.substring(0, equals).strip();
            String where = equals < 0 ? "" : part.substring(equals + 1).strip();
            if (!MEANINGS.contains(what) || where.isEmpty() || columns.putIfAbsent(what, where) != null) {
                throw Refusal.of(
                                "column-map",
                                "",
                                "A column map reads value=HEADING,kind=HEADING,... with each of these words at most once: "
                                        + MEANINGS.stream().sorted().collect(Collectors.joining(" ")) + ".",
                                part)
                        .toException();
            }
        }
        if (!columns.containsKey(VALUE)) {
            throw Refusal.of("column-map", "", "A column map says at least where the value is: value=HEADING.", text)
                    .toException();
        }
        return new ColumnMap(columns);
    }
}
