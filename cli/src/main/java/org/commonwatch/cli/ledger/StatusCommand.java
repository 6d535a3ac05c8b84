package org.commonwatch.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Progress;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        header = "Says how the node is: its logs, their sizes, disk, and whether it takes in work.",
        description = {
            "",
            "Exit code 1 when the node is up but takes in nothing new, for example because the disk is full."
        },
        footer = {"", "Examples:", "  commonwatch status", "  commonwatch status --json | jq '.logs[].size'"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    private final Surroundings surroundings;

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Node node = at.node(surroundings);
        JsonNode status = node.get(ApiPath.of("status"));
        boolean accepting = status.path("accepting").asBoolean(true);
        if (answer.json()) {
            surroundings.console().print(status);
        } else {
            print(surroundings.console(), node, status, accepting);
        }
        return accepting ? Exit.DONE : Exit.REFUSED;
    }

    private static void print(Console console, Node node, JsonNode status, boolean accepting) {
        console.print("node     " + node.base() + ", version " + SafeText.line(Json.text(status, "version")));
        console.print("home     " + SafeText.line(Json.text(status, "home")));
        console.print("started  " + SafeText.line(Json.text(status, "started_at")));
        console.print(
                "disk     " + Progress.bytes(status.path("disk_free_bytes").asLong()) + " free");
        long behind = status.path("prose_behind").asLong();
        if (behind > 0) {
            console.print("search   the text of " + behind + " objects is still being indexed");
        }
        if (!accepting) {
            console.print("takes in nothing new: make room on the disk, then it goes on by itself");
        }
        Table table = new Table()
                .column("LOG")
                .column("HOLDS")
                .column("ENTRIES")
                .column("OBJECTS")
                .wholeColumn("ROOT");
        for (JsonNode log : status.path("logs")) {
            table.row(
                    Json.text(log, "name"),
                    Json.text(log, "space"),
                    Json.text(log, "size"),
                    Json.text(log, "objects"),
                    Json.text(log, "root"));
        }
        if (!table.isEmpty()) {
            console.print("");
            console.print(table);
        }
    }
}
