package org.commonwatch.cli.access;

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

@Command(
        name = "sign-in",
        header = "Prints a link that signs a browser in, once.",
        description = {
            "",
            "Whoever opens it first is signed in as the owner; it works once and for a quarter of an hour."
        },
        footer = {"", "Examples:", "  commonwatch sign-in", "  xdg-open \"$(commonwatch sign-in)\""})
final class SignInCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    private final Surroundings surroundings;

    SignInCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode link = at.node(surroundings).post(ApiPath.of("sign-in-links"), Json.object());
        if (answer.json()) {
            surroundings.console().print(link);
        } else {
            surroundings.console().print(SafeText.line(Json.text(link, "url")));
            surroundings.console().note("Works once, until " + SafeText.line(Json.text(link, "expires_at")) + ".");
        }
        return Exit.DONE;
    }
}
