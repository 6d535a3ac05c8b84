package org.commonwatch.cli.access;

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
        header = "Lists the tokens, without their secrets.",
        footer = {"", "Examples:", "  commonwatch token list"})
final class TokenListCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    private final Surroundings surroundings;

    TokenListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode found = at.node(surroundings).get(ApiPath.of("tokens"));
        if (answer.json()) {
            surroundings.console().print(found);
            return Exit.DONE;
        }
        Table table = new Table()
                .wholeColumn("NAME")
                .column("RIGHTS")
                .column("COLLECTION")
                .column("MAX TLP")
                .column("EXPIRES");
        for (JsonNode token : found.path("tokens")) {
            table.row(
                    Json.text(token, "name"),
                    Json.text(token, "rights") + (token.path("own").asBoolean() ? ", own values" : ""),
                    Json.text(token, "collection"),
                    Json.text(token, "max_tlp"),
                    Json.text(token, "expires"));
        }
        if (table.isEmpty()) {
            surroundings
                    .console()
                    .note("There are no tokens beside the owner's; make one with: commonwatch token create NAME");
        } else {
            surroundings.console().print(table);
        }
        return Exit.DONE;
    }
}
