package org.commonwatch.cli.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.StringJoiner;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Table;

/** What became of one import, for people and programs. */
final class ImportReport {
    /** Shown to people; --json has all that the node reported. */
    private static final int LINES_MAX = 20;

    private ImportReport() {}

    static void print(Console console, boolean json, String input, JsonNode report) {
        if (json) {
            ObjectNode line = Json.object().put("input", input);
            report.properties().forEach(member -> line.set(member.getKey(), member.getValue()));
            console.print(line);
            return;
        }
        console.print(
                SafeText.line(input) + " (" + SafeText.line(Json.text(report, "format")) + "): " + counts(report));
        if (report.path("dry_run").asBoolean()) {
            preview(console, report);
            console.print("  a dry run: nothing was changed");
        } else if (!Json.text(report, "batch").isEmpty()) {
            console.print("  batch " + SafeText.line(Json.text(report, "batch"))
                    + "; only your organisation sees it until you share it");
        }
        flags(console, report);
        refusals(console, report);
    }

    private static String counts(JsonNode report) {
        StringJoiner counts = new StringJoiner(", ");
        counts.add(report.path("accepted").asLong()
                + (report.path("dry_run").asBoolean() ? " would be accepted" : " accepted")
                + types(report));
        add(counts, report, "unchanged", "already known");
        add(counts, report, "flagged", "flagged");
        add(counts, report, "refused", "refused");
        return counts.toString();
    }

    private static String types(JsonNode report) {
        StringJoiner types = new StringJoiner(", ", " (", ")");
        types.setEmptyValue("");
        report.path("by_type")
                .properties()
                .forEach(type -> types.add(type.getValue().asLong() + " " + SafeText.line(type.getKey())));
        return types.toString();
    }

    private static void add(StringJoiner counts, JsonNode report, String member, String words) {
        long count = report.path(member).asLong();
        if (count > 0) {
            counts.add(count + " " + words);
        }
    }

    private static void preview(Console console, JsonNode report) {
        Table table = new Table().column("  TYPE").column("TLP").column("TITLE");
        int rows = 0;
        for (JsonNode object : report.path("preview")) {
            if (rows++ < LINES_MAX) {
                table.row("  " + Json.text(object, "type"), Json.text(object, "tlp"), Json.text(object, "title"));
            }
        }
        if (!table.isEmpty()) {
            console.print(table);
        }
        more(console, report.path("accepted").asLong() - Math.min(rows, LINES_MAX), "objects");
    }

    private static void flags(Console console, JsonNode report) {
        Set<String> lines = new LinkedHashSet<>();
        for (JsonNode flag : report.path("flags")) {
            String list = Json.text(flag, "list");
            String on = list.isEmpty() ? "" : " (" + list + ")";
            lines.add("  flagged: " + SafeText.line(Json.text(flag, "value") + ": " + Json.text(flag, "reason") + on));
        }
        lines.stream().limit(LINES_MAX).forEach(console::print);
        more(console, lines.size() - (long) LINES_MAX, "flags");
    }

    private static void refusals(Console console, JsonNode report) {
        int lines = 0;
        for (JsonNode refusal : report.path("refusals")) {
            if (lines++ < LINES_MAX) {
                String where = Json.text(refusal, "path");
                String value = Json.text(refusal, "value");
                console.print("  refused: "
                        + SafeText.line((where.isEmpty() ? "" : where + ": ")
                                + Json.text(refusal, "message")
                                + (value.isEmpty() ? "" : " (found: " + value + ")")));
            }
        }
        more(console, report.path("refused").asLong() - Math.min(lines, LINES_MAX), "refusals");
    }

    private static void more(Console console, long count, String what) {
        if (count > 0) {
            console.print("  ... and " + count + " more " + what + "; --json lists them");
        }
    }
}
