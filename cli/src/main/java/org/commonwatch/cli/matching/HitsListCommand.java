package org.commonwatch.cli.matching;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
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
import picocli.CommandLine.Option;

@Command(
        name = "list",
        header = "Lists hits, newest first.",
        description = {"", "One line for each indicator, own asset, source and UTC day."},
        footer = {
            "",
            "Examples:",
            "  commonwatch hits list --state new",
            "  commonwatch hits list --value evil.example --from 2026-01-01 --json"
        })
final class HitsListCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Option(names = "--state", paramLabel = "STATE", description = "new, muted, confirmed or false-positive.")
    private Optional<String> state = Optional.empty();

    @Option(names = "--indicator", paramLabel = "ID", description = "The STIX id of what was found.")
    private Optional<String> indicator = Optional.empty();

    @Option(names = "--value", paramLabel = "VALUE", description = "The value of the indicator.")
    private Optional<String> value = Optional.empty();

    @Option(names = "--source", paramLabel = "NAME", description = "The source of the lines.")
    private Optional<String> source = Optional.empty();

    @Option(names = "--asset", paramLabel = "NAME", description = "Own address, host or user.")
    private Optional<String> asset = Optional.empty();

    @Option(names = "--from", paramLabel = "DAY", description = "First UTC day, like 2026-01-31.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "DAY", description = "Last UTC day.")
    private Optional<String> to = Optional.empty();

    @Option(names = "--before", paramLabel = "NUMBER", description = "Only older hits: where the list before ended.")
    private Optional<String> before = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most this many (1 to 500).")
    private int limit;

    private final Surroundings surroundings;

    HitsListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        ApiPath path = ApiPath.of("matching", "hits")
                .with("limit", Integer.toString(limit))
                .with("state", state)
                .with("indicator", indicator)
                .with("value", value)
                .with("source", source)
                .with("asset", asset)
                .with("from", from)
                .with("to", to)
                .with("before", before);
        JsonNode found = at.node(surroundings).get(path);
        if (answer.json()) {
            surroundings.console().print(found);
            return Exit.DONE;
        }
        Table table = new Table()
                .wholeColumn("HIT")
                .column("STATE")
                .column("FOUND")
                .column("KIND")
                .column("ASSET")
                .column("SOURCE")
                .column("LINES")
                .column("BLOCKED")
                .wholeColumn("LAST SEEN");
        for (JsonNode hit : found.path("hits")) {
            table.row(
                    Json.text(hit, "number"),
                    Json.text(hit, "state"),
                    Json.firstText(hit, "value", "title"),
                    Json.text(hit, "kind"),
                    Json.text(hit, "asset"),
                    Json.text(hit, "source"),
                    Json.text(hit, "lines"),
                    Json.text(hit, "blocked"),
                    Json.text(hit, "last_seen"));
        }
        if (table.isEmpty()) {
            surroundings.console().note("There are no such hits.");
        } else {
            surroundings.console().print(table);
        }
        if (found.has("next")) {
            surroundings.console().note("There are older ones: add --before " + Json.text(found, "next"));
        }
        return Exit.DONE;
    }
}
