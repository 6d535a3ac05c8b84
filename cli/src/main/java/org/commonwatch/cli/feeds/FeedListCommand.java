package org.commonwatch.cli.feeds;

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
        header = "Lists the feeds with their last success and last error.",
        footer = {"", "Examples:", "  commonwatch feed list"})
final class FeedListCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    private final Surroundings surroundings;

    FeedListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode found = at.node(surroundings).get(ApiPath.of("feeds"));
        if (answer.json()) {
            surroundings.console().print(found);
            return Exit.DONE;
        }
        Table table = new Table()
                .wholeColumn("NAME")
                .column("KIND")
                .column("STATE")
                .column("LAST")
                .column("LICENCE")
                .column("URL")
                .column("ERROR");
        for (JsonNode feed : found.path("feeds")) {
            table.row(
                    Json.text(feed, "name"),
                    Json.text(feed, "kind"),
                    feed.path("paused").asBoolean() ? "paused" : Json.text(feed, "every_minutes") + " min",
                    Json.text(feed, "last_success_at"),
                    Json.text(feed, "licence"),
                    Json.text(feed, "url"),
                    Json.text(feed.path("last_error"), "message"));
        }
        if (table.isEmpty()) {
            surroundings.console().note("There are no feeds; add one with: commonwatch feed add NAME URL --kind KIND");
        } else {
            surroundings.console().print(table);
        }
        return Exit.DONE;
    }
}
