package org.commonwatch.cli.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.BoundedLines;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "lookup",
        header = "Says what is known about addresses, domains, URLs, hashes and other values.",
        description = {
            "",
            "Each value is looked up exactly and through its relatives: the domain above it, the network around it, the "
                    + "URLs below it. Defanged values (hxxp, [.]) are understood. With -, values are read from standard "
                    + "input, one a line. --json prints one line for each value. Exit code 0 whenever the lookup ran."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch lookup 198.51.100.7 evil.example",
            "  commonwatch lookup 'hxxps://evil[.]example/x'",
            "  cut -f3 proxy.log | sort -u | commonwatch lookup - --json"
        })
final class LookupCommand implements Callable<Integer> {
    /** Values asked in one request: keeps answers small and progress visible. */
    static final int BATCH_VALUES_MAX = 500;

    /** One value in UTF-16 units, above any URL seen in practice. */
    static final int VALUE_CHARS_MAX = 16 * 1024;

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "VALUE", description = "Values, or - for standard input.")
    private List<String> values = List.of();

    private final Surroundings surroundings;

    LookupCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        if (values.contains("-") && values.size() > 1) {
            throw Usage.wrong(Objects.requireNonNull(spec), "Give values or -, not both.");
        }
        Node node = at.node(surroundings);
        if (!values.contains("-")) {
            ask(node, values);
            return Exit.DONE;
        }
        try {
            BoundedLines lines = new BoundedLines(
                    new BufferedReader(
                            new InputStreamReader(surroundings.console().input(), StandardCharsets.UTF_8)),
                    VALUE_CHARS_MAX);
            List<String> batch = new ArrayList<>();
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    batch.add(line.strip());
                }
                if (batch.size() == BATCH_VALUES_MAX) {
                    ask(node, batch);
                    batch.clear();
                }
            }
            if (!batch.isEmpty()) {
                ask(node, batch);
            }
            return Exit.DONE;
        } catch (IOException e) {
            throw new Fault("reading values from standard input: " + e.getMessage(), e);
        }
    }

    private void ask(Node node, List<String> batch) throws Refused {
        JsonNode results = node.post(ApiPath.of("lookups"), Json.object().set("values", Json.array(batch)))
                .path("results");
        Console console = surroundings.console();
        for (JsonNode result : results) {
            if (answer.json()) {
                console.print(result);
            } else {
                print(console, result);
            }
        }
    }

    private static void print(Console console, JsonNode result) {
        JsonNode matches = result.path("matches");
        String kind = Json.text(result, "kind");
        String head =
                SafeText.line(Json.text(result, "value")) + (kind.isEmpty() ? "" : " (" + SafeText.line(kind) + ")");
        console.print(head + (matches.isEmpty() ? ": nothing known" : ":"));
        for (JsonNode flag : result.path("flags")) {
            console.print("  on a warning list: "
                    + SafeText.line(Json.text(flag, "list") + " - " + Json.text(flag, "reason")));
        }
        if (matches.isEmpty()) {
            return;
        }
        Table table = new Table()
                .column("  HOW")
                .wholeColumn("ID")
                .column("TLP")
                .column("MATCHED")
                .column("TITLE");
        for (JsonNode match : matches) {
            table.row(
                    "  " + Json.text(match, "how"),
                    Json.text(match, "id"),
                    Json.text(match, "tlp"),
                    Json.text(match, "matched"),
                    Json.text(match, "title"));
        }
        console.print(table);
    }
}
