package org.commonwatch.cli.access;

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
        name = "revoke",
        header = "Makes a token worthless, at once.",
        footer = {"", "Examples:", "  commonwatch token revoke siem"})
final class TokenRevokeCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(paramLabel = "NAME", description = "The token's name; see: commonwatch token list.")
    private String name = "";

    private final Surroundings surroundings;

    TokenRevokeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        at.node(surroundings).delete(ApiPath.of("tokens", name));
        if (answer.json()) {
            surroundings.console().print(Json.object().put("revoked", name));
        } else {
            surroundings.console().print("revoked " + SafeText.line(name));
        }
        return Exit.DONE;
    }
}
