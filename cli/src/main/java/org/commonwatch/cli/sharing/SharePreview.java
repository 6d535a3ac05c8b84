package org.commonwatch.cli.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Table;

/** What a share would do, as people read it. */
public final class SharePreview {
    private static final int ROWS_MAX = 30;

    private SharePreview() {}

    /** The objects, the readers and what stays. */
    public static void print(Console console, JsonNode preview) {
        Table objects = new Table().wholeColumn("ID").column("TLP").column("TITLE");
        int rows = 0;
        for (JsonNode object : preview.path("objects")) {
            if (rows++ < ROWS_MAX) {
                objects.row(Json.text(object, "id"), Json.text(object, "tlp"), Json.text(object, "title"));
            }
        }
        if (!objects.isEmpty()) {
            console.print(objects);
        }
        if (rows > ROWS_MAX) {
            console.print("... and " + (rows - ROWS_MAX) + " more objects");
        }
        Table readers = new Table().column("WILL SEE IT").column("BECAUSE");
        for (JsonNode reader : preview.path("readers")) {
            readers.row(Json.text(reader, "who"), Json.text(reader, "rule"));
        }
        console.print("");
        if (readers.isEmpty()) {
            console.print("Nobody else will see it yet.");
        } else {
            console.print(readers);
        }
        refused(console, preview);
    }

    /** What may not be shared, each with its rule. */
    public static void refused(Console console, JsonNode report) {
        for (JsonNode refusal : report.path("refused")) {
            console.print("not shared: "
                    + SafeText.line(Json.text(refusal, "id") + ": " + Json.firstText(refusal, "sentence", "rule")));
        }
    }
}
