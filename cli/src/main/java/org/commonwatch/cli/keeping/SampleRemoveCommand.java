package org.commonwatch.cli.keeping;

import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "remove",
        header = "Deletes the sample community and everything in it.",
        footer = {"", "Examples:", "  commonwatch sample remove"})
final class SampleRemoveCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    private final Surroundings surroundings;

    SampleRemoveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        at.node(surroundings).delete(ApiPath.of("sample"));
        if (answer.json()) {
            surroundings.console().print(Json.object().put("removed", "sample"));
        } else {
            surroundings.console().print("removed the sample community");
        }
        return Exit.DONE;
    }
}
