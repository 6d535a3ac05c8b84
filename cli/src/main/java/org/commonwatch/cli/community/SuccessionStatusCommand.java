package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        header = "Says which epoch a community is in, what was proposed, who voted and who is missing.",
        description = {"", "As this node sees it: what others have reaches it within seconds while something goes on."},
        footer = {
            "",
            "Examples:",
            "  commonwatch community succession status harbour",
            "  commonwatch community succession status harbour --json | jq '.terms[].standing'"
        })
final class SuccessionStatusCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    private final Surroundings surroundings;

    SuccessionStatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode status = at.node(surroundings).get(ApiPath.of("communities", community, "succession"));
        Console console = surroundings.console();
        if (answer.json()) {
            console.print(status);
            return Exit.DONE;
        }
        console.print(SafeText.line(Json.text(status, "community")) + ": epoch " + Json.text(status, "epoch")
                + ", ordered by " + SafeText.line(Json.text(status, "orders")) + ", began with "
                + Json.text(status, "start") + " entries; " + SafeText.line(Json.text(status, "quorum")) + " cosign");
        String obstacle = Json.text(status, "obstacle");
        if (!obstacle.isEmpty()) {
            console.print("no succession: " + SafeText.line(obstacle));
        }
        int proved = status.path("proved").asInt();
        if (proved > 0) {
            console.print(proved + (proved == 1 ? " proof" : " proofs")
                    + " that the log signed two histories; see: commonwatch community export-evidence");
        }
        for (JsonNode terms : status.path("terms")) {
            console.print("");
            SuccessionText.print(console, terms);
        }
        String voted = Json.text(status, "voted");
        if (!voted.isEmpty()) {
            console.print("");
            console.print("this node voted for " + SafeText.line(SuccessionText.shortened(voted)));
        }
        return Exit.DONE;
    }
}
