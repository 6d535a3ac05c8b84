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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "propose",
        header = "Proposes how to go on without whoever orders the log; nothing is irreversible yet.",
        description = {
            "",
            "Asks every member's node for the keys that it would use next, and makes terms of those that answered: who takes "
                    + "part, who orders the log, how many cosignatures make an entry final. Agree on one proposal with the "
                    + "others before anybody votes: a vote cannot be taken back."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch community succession propose harbour",
            "  commonwatch community succession propose harbour --orders 'North Grid'"
        })
final class SuccessionProposeCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Option(
            names = "--orders",
            paramLabel = "MEMBER",
            description = "Whose node orders the log from then on; default: this one.")
    private String orders = "";

    private final Surroundings surroundings;

    SuccessionProposeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode proposed = at.node(surroundings)
                .post(
                        ApiPath.of("communities", community, "succession", "terms"),
                        Json.object().put("orders", orders));
        Console console = surroundings.console();
        if (answer.json()) {
            console.print(proposed);
            return Exit.DONE;
        }
        JsonNode terms = proposed.path("terms");
        SuccessionText.print(console, terms);
        for (JsonNode silent : proposed.path("silent")) {
            console.print("gave no keys: " + SafeText.line(Json.text(silent, "member")) + ", "
                    + SafeText.line(Json.text(silent, "why")));
        }
        console.note(
                "Agree on these terms with the others; then each of you runs: commonwatch community succession vote "
                        + SafeText.line(community) + " " + SuccessionText.id(terms));
        return Exit.DONE;
    }
}
