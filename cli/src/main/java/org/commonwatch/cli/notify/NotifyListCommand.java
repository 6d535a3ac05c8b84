package org.commonwatch.cli.notify;

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
        header = "Lists the channels and how they do.",
        footer = {"", "Examples:", "  commonwatch notify list"})
final class NotifyListCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    private final Surroundings surroundings;

    NotifyListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode found = at.node(surroundings).get(ApiPath.of("notify"));
        if (answer.json()) {
            surroundings.console().print(found);
            return Exit.DONE;
        }
        Table table = new Table()
                .wholeColumn("NAME")
                .column("KIND")
                .column("STATE")
                .column("SENT")
                .column("WAITING")
                .column("HELD")
                .column("FAILED")
                .column("WITHHELD")
                .column("DROPPED")
                .column("WHERE")
                .column("LAST ERROR");
        for (JsonNode channel : found.path("channels")) {
            table.row(
                    Json.text(channel, "name"),
                    Json.text(channel, "kind"),
                    Json.text(channel, "state"),
                    Json.text(channel, "sent"),
                    Json.text(channel, "waiting"),
                    Json.text(channel, "held_back"),
                    Json.text(channel, "failed"),
                    Json.text(channel, "withheld"),
                    Json.text(channel, "dropped"),
                    Json.text(channel, "where"),
                    Json.text(channel.path("last_error"), "message"));
        }
        if (table.isEmpty()) {
            surroundings.console().note("Nobody is told of hits; see: commonwatch notify add --help");
        } else {
            surroundings.console().print(table);
        }
        return Exit.DONE;
    }
}
