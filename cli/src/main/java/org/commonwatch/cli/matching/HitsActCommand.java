package org.commonwatch.cli.matching;

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

/** One decision on one hit; the decisions differ in a word only. */
@Command
final class HitsActCommand implements Callable<Integer> {
    enum Act {
        CONFIRM("confirm", "Says that a hit is what it looks like."),
        MUTE("mute", "Says that a hit needs no attention."),
        FALSE_POSITIVE("false-positive", "Says that the indicator is wrong; needs --why."),
        UNDO("undo", "Takes your decision on a hit back.");

        private final String word;
        private final String header;

        Act(String word, String header) {
            this.word = word;
            this.header = header;
        }

        String word() {
            return word;
        }

        String header() {
            return header;
        }
    }

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(paramLabel = "NUMBER", description = "The hit's number; see: commonwatch hits list.")
    private long number;

    @Option(
            names = "--why",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "The reason, for those who come later.")
    private String why = "";

    private final Surroundings surroundings;
    private final Act act;

    HitsActCommand(Surroundings surroundings, Act act) {
        this.surroundings = surroundings;
        this.act = act;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode hit = at.node(surroundings)
                .post(
                        ApiPath.of("matching", "hits", Long.toString(number), act.word()),
                        Json.object().put("why", why));
        if (answer.json()) {
            surroundings.console().print(hit);
        } else {
            surroundings.console().print("hit " + number + " is " + SafeText.line(Json.text(hit, "state")));
        }
        return Exit.DONE;
    }
}
