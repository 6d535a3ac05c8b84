package org.commonwatch.cli.feeds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One act on one feed by name; the acts differ in a word only. */
@Command
final class FeedActCommand implements Callable<Integer> {
    enum Act {
        PAUSE("Stops asking a feed until it is resumed.", "paused"),
        RESUME("Goes on asking a paused feed.", "resumed"),
        POLL("Asks a feed now.", "asked"),
        REMOVE("Forgets a feed; what it brought stays.", "removed");

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

    @Parameters(paramLabel = "NAME", description = "The feed's name; see: commonwatch feed list.")
    private String name = "";

    private final Surroundings surroundings;
    private final Act act;

    FeedActCommand(Surroundings surroundings, Act act) {
        this.surroundings = surroundings;
        this.act = act;
    }

    @Override
    public Integer call() throws Refused {
        Node node = at.node(surroundings);
        JsonNode done = switch (act) {
            case PAUSE, RESUME, POLL -> node.post(ApiPath.of("feeds", name, act.word()), Json.object());
            case REMOVE -> node.delete(ApiPath.of("feeds", name));
        };
        if (answer.json()) {
            surroundings.console().print(done.isEmpty() ? Json.object().put(act.done, name) : done);
        } else {
            surroundings.console().print(act.done + " " + SafeText.line(name));
        }
        return Exit.DONE;
    }
}
