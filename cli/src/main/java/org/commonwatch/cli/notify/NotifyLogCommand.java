package org.commonwatch.cli.notify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "log",
        header = "Shows what a channel sent, could not send, or is about to.",
        footer = {"", "Examples:", "  commonwatch notify log soc", "  commonwatch notify log soc --limit 500 --json"})
final class NotifyLogCommand implements Callable<Integer> {
    private static final int LIMIT_MAX = 500;

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The channel's name; see: commonwatch notify list.")
    private String name = "";

    @Option(names = "--limit", paramLabel = "N", description = "Messages, the newest first (default 20).")
    private int limit = 20;

    private final Surroundings surroundings;

    NotifyLogCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw Usage.wrong(Objects.requireNonNull(spec), "--limit is from 1 to " + LIMIT_MAX + ".");
        }
        JsonNode found =
                at.node(surroundings).get(ApiPath.of("notify", name, "log").with("limit", Integer.toString(limit)));
        if (answer.json()) {
            surroundings.console().print(found);
            return Exit.DONE;
        }
        Table table = new Table()
                .column("MADE")
                .column("WHAT")
                .column("STATE")
                .column("HITS")
                .column("ATTEMPTS")
                .wholeColumn("DELIVERY")
                .column("ERROR");
        for (JsonNode message : found.path("messages")) {
            String hit = Json.text(message, "hit");
            table.row(
                    Json.text(message, "made_at"),
                    hit.isEmpty() ? Json.text(message, "form") : "hit " + hit,
                    Json.text(message, "state"),
                    Json.text(message, "hits"),
                    Json.text(message, "attempts"),
                    Json.text(message, "delivery"),
                    Json.text(message, "error"));
        }
        if (table.isEmpty()) {
            surroundings.console().note("It has sent nothing yet.");
        } else {
            surroundings.console().print(table);
        }
        return Exit.DONE;
    }
}
