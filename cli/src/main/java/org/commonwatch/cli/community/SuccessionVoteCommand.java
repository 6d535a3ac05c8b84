package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Asking;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
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
        name = "vote",
        header = "Votes for terms to go on under: freezes this node's cosigner for good, once.",
        description = {
            "",
            "From the vote on this node cosigns nothing of the present epoch any more, so its log may stop; and it votes for no "
                    + "other terms. When enough members have voted for the same terms, their nodes go on by themselves. First "
                    + "the preview; then, on a terminal, the question. It cannot be undone.",
            "",
            "Exit code 1 when you say no."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch community succession vote harbour 5f0c31d2 --preview",
            "  commonwatch community succession vote harbour 5f0c31d2"
        })
final class SuccessionVoteCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Parameters(
            index = "1",
            paramLabel = "TERMS-ID",
            description =
                    "Which terms: the id that `community succession status` shows, or its first 8 digits or more.")
    private String terms = "";

    @Option(
            names = {"-y", "--yes"},
            description = "Vote without asking.")
    private boolean yes;

    @Option(names = "--preview", description = "Show what the vote means and do not cast it.")
    private boolean previewOnly;

    private final Surroundings surroundings;

    SuccessionVoteCommand(Surroundings surroundings) {
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
                "add --yes to vote, or --preview to look.");
        Node node = at.node(surroundings);
        if (previewOnly || !yes) {
            JsonNode preview = node.post(path(), request(true));
            if (answer.json()) {
                console.print(preview);
            } else {
                explain(console, preview);
            }
            if (previewOnly) {
                return Exit.DONE;
            }
            if (!console.confirm("Freeze this node's cosigner for good, and vote for these terms?")) {
                console.note("No vote was cast.");
                return Exit.REFUSED;
            }
        }
        JsonNode cast = node.post(path(), request(false));
        if (answer.json()) {
            console.print(cast);
        } else {
            console.print("voted for " + SuccessionText.id(cast.path("terms"))
                    + "; this node cosigns nothing of the epoch any more");
            SuccessionText.print(console, cast.path("terms"));
        }
        return Exit.DONE;
    }

    private ApiPath path() {
        return ApiPath.of("communities", community, "succession", "votes");
    }

    private ObjectNode request(boolean preview) {
        return Json.object().put("terms", terms).put("preview", preview);
    }

    private static void explain(Console console, JsonNode preview) {
        SuccessionText.print(console, preview.path("terms"));
        console.print("");
        console.print("this node's vote says that it cosigned " + Json.text(preview, "cosigned") + " entries last");
        console.print(
                Json.text(preview, "votes_needed") + " votes decide (" + SafeText.line(Json.text(preview, "quorum"))
                        + " cosign now), unless somebody forked the log: then it may take more");
        console.print(
                "After it, entries of the present epoch can be final only without this node, and the vote stays.");
    }
}
