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
        name = "confirm",
        header = "Admits an organisation that has shown an invitation.",
        description = {
            "",
            "Do this after you have compared the fingerprint with the organisation itself, by telephone or in person: it "
                    + "is what tells their node from somebody who has found the invitation."
        },
        footer = {"", "Examples:", "  commonwatch community confirm harbour 5f0c..."})
final class ConfirmCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(index = "0", paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Parameters(index = "1", paramLabel = "ID", description = "The request; see: commonwatch community status.")
    private String id = "";

    private final Surroundings surroundings;

    ConfirmCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode admitted = at.node(surroundings)
                .post(ApiPath.of("communities", community, "requests", id, "confirm"), Json.object());
        if (answer.json()) {
            surroundings.console().print(admitted);
        } else {
            surroundings.console().print("admitted " + SafeText.line(Json.text(admitted, "title")));
        }
        return Exit.DONE;
    }
}
