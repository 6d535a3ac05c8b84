package org.commonwatch.cli.matching;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        header = "Shows one hit with its first lines and their neighbours.",
        footer = {"", "Examples:", "  commonwatch hits show 17"})
final class HitsShowCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(paramLabel = "NUMBER", description = "The hit's number; see: commonwatch hits list.")
    private long number;

    private final Surroundings surroundings;

    HitsShowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode hit = at.node(surroundings).get(ApiPath.of("matching", "hits", Long.toString(number)));
        Console console = surroundings.console();
        if (answer.json()) {
            console.print(hit);
            return Exit.DONE;
        }
        fact(console, "found", Json.text(hit, "value") + " (" + Json.text(hit, "kind") + ")");
        fact(console, "indicator", Json.text(hit, "indicator") + " " + Json.text(hit, "title"));
        fact(console, "as written", Json.text(hit, "token"));
        fact(console, "asset", Json.text(hit, "asset_kind") + " " + Json.text(hit, "asset"));
        fact(console, "source", Json.text(hit, "source"));
        fact(
                console,
                "lines",
                Json.text(hit, "lines") + ", " + Json.text(hit, "allowed") + " allowed, " + Json.text(hit, "blocked")
                        + " blocked");
        fact(console, "seen", Json.text(hit, "first_seen") + " to " + Json.text(hit, "last_seen"));
        fact(console, "state", Json.text(hit, "state") + decided(hit));
        for (JsonNode line : hit.path("samples")) {
            console.print("");
            console.print("line " + line.path("line").asLong() + ", byte "
                    + line.path("offset").asLong() + ", " + SafeText.line(Json.text(line, "rule")) + ", "
                    + SafeText.line(Json.text(line, "at")) + " (" + SafeText.line(Json.text(line, "time_basis")) + ")");
            lines(console, "  ", Json.text(line, "before"));
            lines(console, "> ", Json.text(line, "text"));
            lines(console, "  ", Json.text(line, "after"));
        }
        return Exit.DONE;
    }

    private static String decided(JsonNode hit) {
        String by = Json.text(hit, "by");
        String list = Json.text(hit, "list");
        return (by.isEmpty() ? "" : " by " + by)
                + (list.isEmpty() ? "" : ", on the list " + list)
                + (Json.text(hit, "why").isEmpty() ? "" : ": " + Json.text(hit, "why"));
    }

    private static void fact(Console console, String name, String foreign) {
        console.print(name + ": " + SafeText.line(foreign));
    }

    private static void lines(Console console, String mark, String foreign) {
        if (!foreign.isEmpty()) {
            foreign.lines().map(SafeText::line).forEach(line -> console.print(mark + line));
        }
    }
}
