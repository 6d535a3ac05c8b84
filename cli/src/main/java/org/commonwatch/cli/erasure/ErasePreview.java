package org.commonwatch.cli.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Table;

/** What an erasure would take, and what became of one, as people read it. */
final class ErasePreview {
    private static final int ROWS_MAX = 30;

    private ErasePreview() {}

    static void print(Console console, JsonNode preview) {
        Table objects = new Table().wholeColumn("WOULD GO").column("FROM").column("TITLE");
        int rows = 0;
        for (JsonNode object : preview.path("objects")) {
            if (rows++ < ROWS_MAX) {
                objects.row(
                        Json.text(object, "id"),
                        Json.text(object, "log") + "/" + Json.text(object, "entry"),
                        Json.text(object, "title"));
            }
        }
        if (!objects.isEmpty()) {
            console.print(objects);
        }
        long more = Math.max(0, rows - ROWS_MAX) + preview.path("more").asLong();
        if (more > 0) {
            console.print("... and " + more + " more objects");
        }
        console.print("");
        for (JsonNode in : preview.path("logs")) {
            console.print(SafeText.line(
                    Json.text(in, "log") + ": objects of " + in.path("payloads").asLong() + " statements, "
                            + in.path("whole").asLong() + " of them entirely; asked to erase: " + asked(in)));
        }
        others(console, preview);
        console.print("This cannot be undone. Backups and whatever left the nodes are not reached.");
    }

    static void done(Console console, JsonNode done) {
        int orders = done.path("orders").size();
        for (JsonNode order : done.path("orders")) {
            console.print(
                    "ordered by entry " + SafeText.line(Json.text(order, "log") + "/" + Json.text(order, "entry")));
        }
        others(console, done);
        if (orders == 0) {
            console.print("The order is on its way; it is carried out once it is final.");
        } else if (done.path("erasedHere").asBoolean()) {
            console.print("Erased here. Who else has: commonwatch erase status");
        } else {
            console.print("Not carried out here yet. See: commonwatch erase status");
        }
    }

    private static void others(Console console, JsonNode report) {
        long ofOthers = report.path("ofOthers").asLong();
        if (ofOthers > 0) {
            console.print(ofOthers + (ofOthers == 1 ? " claim" : " claims")
                    + " by others stay; only they or the steward may have them erased.");
        }
    }

    private static String asked(JsonNode in) {
        List<String> names = new ArrayList<>();
        in.path("asked").forEach(name -> names.add(name.asText()));
        return names.isEmpty() ? "nobody else" : String.join(", ", names);
    }
}
