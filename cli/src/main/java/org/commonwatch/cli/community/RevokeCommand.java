package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "revoke",
        header = "Takes back an invitation that nobody has used.",
        footer = {"", "Examples:", "  commonwatch community revoke harbour 5f0c..."})
final class RevokeCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(index = "0", paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Parameters(index = "1", paramLabel = "ID", description = "The invitation; see: commonwatch community status.")
    private String id = "";

    private final Surroundings surroundings;

    RevokeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode done = at.node(surroundings).delete(ApiPath.of("communities", community, "invitations", id));
        if (answer.json()) {
            surroundings.console().print(done);
        } else {
            surroundings.console().print("revoked " + SafeText.line(id));
        }
        return Exit.DONE;
    }
}
