package org.commonwatch.cli.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
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
        header = "Shows one object: its content, who claims it, its versions and relations.",
        description = {"", "Exit code 1 when there is no such object, or you may not see it."},
        footer = {
            "",
            "Examples:",
            "  commonwatch show indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
            "  commonwatch show malware--31b940d4-6f7f-459a-80ea-9c1f17b58abc --json | jq .object"
        })
final class ShowCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(paramLabel = "ID", description = "The object's STIX id.")
    private String id = "";

    private final Surroundings surroundings;

    ShowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode shown = at.node(surroundings).get(ApiPath.of("objects", id));
        Console console = surroundings.console();
        if (answer.json()) {
            console.print(shown);
            return Exit.DONE;
        }
        for (String line : pretty(shown.path("object")).split("\n")) {
            console.print(SafeText.json(line));
        }
        claims(console, shown.path("claims"));
        versions(console, shown.path("versions"));
        relations(console, shown.path("relations"));
        for (JsonNode rule : shown.path("rules")) {
            console.print("");
            console.print("Visible because: " + SafeText.line(Json.firstText(rule, "sentence", "code")));
        }
        return Exit.DONE;
    }

    private static String pretty(JsonNode object) {
        try {
            return Console.json().writerWithDefaultPrettyPrinter().writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read can be written", e);
        }
    }

    private static void claims(Console console, JsonNode claims) {
        Table table = new Table()
                .column("CLAIMED BY")
                .column("IN")
                .column("BATCH")
                .column("ADDED")
                .column("STATE");
        for (JsonNode claim : claims) {
            table.row(
                    Json.text(claim, "source"),
                    Json.text(claim, "log") + " #" + Json.text(claim, "entry"),
                    Json.text(claim, "batch"),
                    Json.text(claim, "added"),
                    claim.path("recalled").asBoolean() ? "recalled" : "valid");
        }
        section(console, table);
    }

    private static void versions(Console console, JsonNode versions) {
        Table table = new Table().column("VERSION").column("IN");
        for (JsonNode version : versions) {
            table.row(Json.text(version, "modified"), Json.text(version, "log") + " #" + Json.text(version, "entry"));
        }
        section(console, table);
    }

    private static void relations(Console console, JsonNode relations) {
        Table table = new Table().column("RELATION").wholeColumn("ID").column("TITLE");
        for (JsonNode relation : relations) {
            String arrow = Json.text(relation, "direction").equals("in") ? "<- " : "-> ";
            table.row(
                    arrow + Json.firstText(relation, "via", "property"),
                    Json.text(relation, "id"),
                    Json.text(relation, "title"));
        }
        section(console, table);
    }

    private static void section(Console console, Table table) {
        if (!table.isEmpty()) {
            console.print("");
            console.print(table);
        }
    }
}
