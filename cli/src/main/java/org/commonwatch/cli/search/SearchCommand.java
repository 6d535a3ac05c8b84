package org.commonwatch.cli.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "search",
        header = "Finds objects by words, phrases, type, marking, source, date and value.",
        description = {
            "",
            "Words are all required; OR, AND, NOT and parentheses combine; \"quotes\" keep a phrase together. Fields: "
                    + "type: tlp: source: after: before: value:. Exit code 0 whenever the search ran, found or not."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch search phishing port",
            "  commonwatch search 'type:indicator tlp:amber after:2026-01-01'",
            "  commonwatch search '\"supply chain\" OR source:harbour'",
            "  commonwatch search 'value:203.0.113.0/24' --json"
        })
final class SearchCommand implements Callable<Integer> {
    private static final int HITS_MAX = 1_000;

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "QUERY",
            description = "The query; several arguments are joined by spaces.")
    private List<String> query = List.of();

    @Option(names = "--limit", paramLabel = "N", description = "At most this many hits, 1 to 1000 (default 50).")
    private int limit = 50;

    @Option(
            names = "--next",
            paramLabel = "MARK",
            description = "Go on where an earlier answer stopped; it names the mark.")
    private @Nullable String next;

    private final Surroundings surroundings;

    SearchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        CommandSpec command = java.util.Objects.requireNonNull(spec);
        String words = String.join(" ", query);
        if (words.length() > Limits.QUERY_CHARS_MAX) {
            throw Usage.wrong(command, "A query has at most " + Limits.QUERY_CHARS_MAX + " characters.");
        }
        if (limit < 1 || limit > HITS_MAX) {
            throw Usage.wrong(command, "--limit is from 1 to " + HITS_MAX + ".");
        }
        JsonNode found = at.node(surroundings)
                .get(ApiPath.of("search")
                        .with("q", words)
                        .with("limit", Integer.toString(limit))
                        .with("next", Optional.ofNullable(next)));
        Console console = surroundings.console();
        if (answer.json()) {
            console.print(found);
            return Exit.DONE;
        }
        Table table = new Table()
                .wholeColumn("ID")
                .column("TLP")
                .column("TITLE")
                .column("WHERE")
                .column("ADDED");
        for (JsonNode hit : found.path("hits")) {
            table.row(
                    Json.text(hit, "id"),
                    Json.text(hit, "tlp"),
                    Json.firstText(hit, "title", "snippet"),
                    Json.text(hit, "log"),
                    Json.text(hit, "added"));
        }
        if (!table.isEmpty()) {
            console.print(table);
        }
        console.note(summary(found));
        return Exit.DONE;
    }

    private static String summary(JsonNode found) {
        StringBuilder line = new StringBuilder();
        long total = found.path("total").asLong();
        line.append(found.path("hits").size()).append(" of ").append(total).append(total == 1 ? " hit" : " hits");
        String mark = Json.text(found, "next");
        if (!mark.isEmpty()) {
            line.append("; more with --next ").append(org.commonwatch.cli.console.SafeText.line(mark));
        }
        long behind = found.path("prose_behind").asLong();
        if (behind > 0) {
            line.append("; the text of ").append(behind).append(" objects is still being indexed");
        }
        return line.toString();
    }
}
