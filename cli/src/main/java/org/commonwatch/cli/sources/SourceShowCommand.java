package org.commonwatch.cli.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        header = "Shows one source: counters, what was dropped and why, the last error.",
        footer = {"", "Examples:", "  commonwatch source show web"})
final class SourceShowCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(paramLabel = "NAME", description = "The source's name; see: commonwatch source list.")
    private String name = "";

    private final Surroundings surroundings;

    SourceShowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode source = at.node(surroundings).get(ApiPath.of("sources", name));
        if (answer.json()) {
            surroundings.console().print(source);
            return Exit.DONE;
        }
        Table table = new Table().wholeColumn("WHAT").column("IS");
        for (var member : source.properties()) {
            JsonNode value = member.getValue();
            if (!value.isNull() && !member.getKey().equals("dropped")) {
                table.row(member.getKey().replace('_', ' '), value.isTextual() ? value.textValue() : value.toString());
            }
        }
        surroundings.console().print(table);
        for (JsonNode loss : source.path("dropped")) {
            surroundings.console().print(loss.path("count").asLong() + " " + SafeText.line(Json.text(loss, "what")));
        }
        return Exit.DONE;
    }
}
