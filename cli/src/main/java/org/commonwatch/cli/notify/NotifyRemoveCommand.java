package org.commonwatch.cli.notify;

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
        header = "Forgets a channel, what it had still to tell and its log; hits stay.",
        description = {"", "Shows what will be forgotten and asks; without a terminal --yes is needed."},
        footer = {"", "Examples:", "  commonwatch notify remove soc --preview", "  commonwatch notify remove soc --yes"
        })
final class NotifyRemoveCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The channel's name; see: commonwatch notify list.")
    private String name = "";

    @Option(names = "--preview", description = "Only show what would be forgotten.")
    private boolean previewOnly;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    private final Surroundings surroundings;

    NotifyRemoveCommand(Surroundings surroundings) {
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
            JsonNode preview = node.delete(ApiPath.of("notify", name).with("preview", "true"));
            if (answer.json()) {
                console.print(preview);
            } else {
                console.print("forgets " + preview.path("messages_not_sent").asLong() + " messages not sent and "
                        + preview.path("hits_not_told").asLong() + " hits not told; keeps the hits");
            }
            if (previewOnly) {
                return Exit.DONE;
            }
            if (!console.confirm("Remove " + SafeText.line(name) + "?")) {
                console.note("Nothing was removed.");
                return Exit.REFUSED;
            }
        }
        JsonNode done = node.delete(ApiPath.of("notify", name));
        if (answer.json()) {
            console.print(done);
        } else {
            console.print("removed " + SafeText.line(name));
        }
        return Exit.DONE;
    }
}
