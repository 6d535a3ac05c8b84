package org.commonwatch.cli.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
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

/** One act on one source by name; the acts differ in a word only. */
@Command
final class SourceActCommand implements Callable<Integer> {
    enum Act {
        PAUSE(
                "Stops taking lines in until the source is resumed; files are gone on with where they stopped.",
                "paused"),
        RESUME("Goes on with a paused source.", "resumed");

        private final String header;
        private final String done;

        Act(String header, String done) {
            this.header = header;
            this.done = done;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        String header() {
            return header;
        }
    }

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(paramLabel = "NAME", description = "The source's name; see: commonwatch source list.")
    private String name = "";

    private final Surroundings surroundings;
    private final Act act;

    SourceActCommand(Surroundings surroundings, Act act) {
        this.surroundings = surroundings;
        this.act = act;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode done = at.node(surroundings).post(ApiPath.of("sources", name, act.word()), Json.object());
        if (answer.json()) {
            surroundings.console().print(done);
        } else {
            surroundings.console().print(act.done + " " + SafeText.line(name));
        }
        return Exit.DONE;
    }
}
