package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
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
        name = "policy",
        header = "Prints which cosignatures make entries final, as a file for verifiers.",
        description = {
            "",
            "The form is C2SP tlog-policy: the log's key, each cosigner's key, and how many of them are needed. Whoever has "
                    + "it can check the log without asking anybody: commonwatch verify --policy FILE."
        },
        footer = {"", "Examples:", "  commonwatch community policy harbour > harbour.policy"})
final class PolicyCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    private final Surroundings surroundings;

    PolicyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode policy = at.node(surroundings).get(ApiPath.of("communities", community, "policy"));
        if (answer.json()) {
            surroundings.console().print(policy);
        } else {
            Json.text(policy, "policy").lines().map(SafeText::line).forEach(surroundings.console()::print);
        }
        return Exit.DONE;
    }
}
