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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        header = "Removes a member: its statements count no more, and it is given nothing any more.",
        description = {
            "",
            "What it said stays in the log, and what it holds stays with it: removing a member takes back nothing that it has "
                    + "read. What is shared afterwards is sealed to a key that it was not handed."
        },
        footer = {"", "Examples:", "  commonwatch community remove harbour 'North Grid' --reason 'left the sector'"})
final class RemoveCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(index = "0", paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Parameters(index = "1", paramLabel = "MEMBER", description = "The organisation's name or its org-... name.")
    private String member = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; every member reads it.")
    private String reason = "";

    private final Surroundings surroundings;

    RemoveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode removed = at.node(surroundings)
                .post(
                        ApiPath.of("communities", community, "removals"),
                        Json.object().put("member", member).put("reason", reason));
        if (answer.json()) {
            surroundings.console().print(removed);
        } else {
            surroundings.console().print("removed " + SafeText.line(Json.text(removed, "title")));
        }
        return Exit.DONE;
    }
}
