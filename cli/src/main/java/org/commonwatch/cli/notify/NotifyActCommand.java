package org.commonwatch.cli.notify;

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

/** One act on one channel by name; the acts differ in a word only. */
@Command
final class NotifyActCommand implements Callable<Integer> {
    enum Act {
        TEST("Sends a test message now, from a paused channel too.", "was taken by"),
        PAUSE("Sends nothing until the channel is resumed; what comes meanwhile waits.", "paused"),
        RESUME("Goes on with a paused channel.", "resumed");

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

    @Parameters(paramLabel = "NAME", description = "The channel's name; see: commonwatch notify list.")
    private String name = "";

    private final Surroundings surroundings;
    private final Act act;

    NotifyActCommand(Surroundings surroundings, Act act) {
        this.surroundings = surroundings;
        this.act = act;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode done = at.node(surroundings).post(ApiPath.of("notify", name, act.word()), Json.object());
        if (answer.json()) {
            surroundings.console().print(done);
        } else {
            String message = act == Act.TEST ? "message " + SafeText.line(Json.text(done, "delivery")) + " " : "";
            surroundings.console().print(message + act.done + " " + SafeText.line(name));
        }
        return Exit.DONE;
    }
}
