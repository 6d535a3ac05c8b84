package org.commonwatch.cli.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        header = "Lists the batches that were imported or shared.",
        footer = {
            "",
            "Examples:",
            "  commonwatch import list",
            "  commonwatch recall --batch b-2f9c... --reason 'wrong file'"
        })
final class ImportListCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    private final Surroundings surroundings;

    ImportListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode found = at.node(surroundings).get(ApiPath.of("imports"));
        if (answer.json()) {
            surroundings.console().print(found);
            return Exit.DONE;
        }
        Table table = new Table()
                .wholeColumn("BATCH")
                .column("WHERE")
                .column("SOURCE")
                .column("FORMAT")
                .column("OBJECTS")
                .column("BY")
                .column("AT")
                .column("STATE");
        for (JsonNode batch : found.path("batches")) {
            table.row(
                    Json.text(batch, "id"),
                    Json.text(batch, "log"),
                    Json.text(batch, "source"),
                    Json.text(batch, "format"),
                    Json.text(batch, "objects"),
                    Json.text(batch, "by"),
                    Json.text(batch, "at"),
                    batch.path("recalled").asBoolean() ? "recalled" : "valid");
        }
        if (table.isEmpty()) {
            surroundings.console().note("Nothing was imported yet; try: commonwatch import FILE");
        } else {
            surroundings.console().print(table);
        }
        return Exit.DONE;
    }
}
