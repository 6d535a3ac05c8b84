package org.commonwatch.cli.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Asking;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
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
        name = "remove",
        header = "Forgets a source; the hits it brought stay.",
        description = {"", "Shows what will be forgotten and asks; without a terminal --yes is needed."},
        footer = {"", "Examples:", "  commonwatch source remove web --preview", "  commonwatch source remove web --yes"
        })
final class SourceRemoveCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The source's name; see: commonwatch source list.")
    private String name = "";

    @Option(names = "--preview", description = "Only show what would be forgotten.")
    private boolean previewOnly;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    private final Surroundings surroundings;

    SourceRemoveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Console console = surroundings.console();
        Asking.check(
                Objects.requireNonNull(spec),
                console,
                answer,
                yes || previewOnly,
                "add --yes to remove, or --preview to look.");
        Node node = at.node(surroundings);
        if (!yes) {
            JsonNode preview = node.delete(ApiPath.of("sources", name).with("preview", "true"));
            if (answer.json() && previewOnly) {
                console.print(preview);
            } else {
                print(console, preview);
            }
            if (previewOnly) {
                return Exit.DONE;
            }
            if (!console.confirm("Remove " + SafeText.line(name) + "?")) {
                console.note("Nothing was removed.");
                return Exit.REFUSED;
            }
        }
        JsonNode done = node.delete(ApiPath.of("sources", name));
        if (answer.json()) {
            console.print(done);
        } else {
            console.print("removed " + SafeText.line(name));
        }
        return Exit.DONE;
    }

    private static void print(Console console, JsonNode preview) {
        console.print("forgets counters of " + preview.path("lines_counted").asLong() + " lines, positions in "
                + preview.path("file_positions").asLong() + " files, "
                + preview.path("remembered_pushes").asLong() + " remembered pushes; revokes "
                + preview.path("tokens_revoked").size() + " tokens that push to it");
        console.print("keeps " + preview.path("hits_kept").asLong() + " hits");
    }
}
