package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.AskedCommand;
import org.commonwatch.cli.http.Node;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
final class SuccessionVoteCommand extends AskedCommand {
    @Parameters(index = "0", paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Parameters(
            index = "1",
            paramLabel = "TERMS-ID",
            description =
                    "Which terms: the id that `community succession status` shows, or its first 8 digits or more.")
    private String terms = "";

    SuccessionVoteCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected String verb() {
        return "vote";
    }

    @Override
    protected JsonNode look(Node node) throws Refused {
        return node.post(path(), request(true));
    }

    @Override
    protected Optional<String> question(JsonNode preview) {
        return Optional.of("Freeze this node's cosigner for good, and vote for these terms?");
    }

    @Override
    protected String otherwise(JsonNode preview) {
        return "No vote was cast.";
    }

    @Override
    protected JsonNode act(Node node) throws Refused {
        return node.post(path(), request(false));
    }

    @Override
    protected void tell(Console console, JsonNode cast) {
        console.print("voted for " + SuccessionText.id(cast.path("terms"))
                + "; this node cosigns nothing of the epoch any more");
        SuccessionText.print(console, cast.path("terms"));
    }

    private ApiPath path() {
        return ApiPath.of("communities", community, "succession", "votes");
    }

    private ObjectNode request(boolean preview) {
        return Json.object().put("terms", terms).put("preview", preview);
    }

    @Override
    protected void show(Console console, JsonNode preview) {
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
