package org.commonwatch.cli.sources;

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
        header = "Lists the sources and how they do.",
        footer = {"", "Examples:", "  commonwatch source list"})
final class SourceListCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    private final Surroundings surroundings;

    SourceListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode found = at.node(surroundings).get(ApiPath.of("sources"));
        if (answer.json()) {
            surroundings.console().print(found);
            return Exit.DONE;
        }
        Table table = new Table()
                .wholeColumn("NAME")
                .column("KIND")
                .column("STATE")
                .column("LINES")
                .column("HITS")
                .column("WAITING")
                .column("DROPPED")
                .column("LAST LINE");
        for (JsonNode source : found.path("sources")) {
            table.row(
                    Json.text(source, "name"),
                    Json.text(source, "kind"),
                    Json.text(source, "state"),
                    Json.text(source, "lines"),
                    Json.text(source, "hits"),
                    Json.text(source, "lag_bytes") + " B",
                    Long.toString(dropped(source)),
                    Json.text(source, "last_line_at"));
        }
        if (table.isEmpty()) {
            surroundings.console().note("There are no sources; add one with: commonwatch source add NAME --kind KIND");
        } else {
            surroundings.console().print(table);
        }
        return Exit.DONE;
    }

    private static long dropped(JsonNode source) {
        long dropped = 0;
        for (JsonNode loss : source.path("dropped")) {
            dropped += loss.path("count").asLong();
        }
        return dropped;
    }
}
