package org.commonwatch.cli.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "reinstate",
        header = "Lets what was recalled hold again.",
        description = {"", "The opposite of recall, and an entry of the ledger as well."},
        footer = {
            "",
            "Examples:",
            "  commonwatch reinstate indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
            "  commonwatch reinstate --batch b-2f9c..."
        })
final class ReinstateCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Mixin
    private Targets targets = new Targets();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, in a sentence; readers see it.")
    private String reason = "";

    private final Surroundings surroundings;

    ReinstateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        targets.check();
        Node node = at.node(surroundings);
        ObjectNode body = Json.object().put("reason", reason);
        JsonNode done;
        if (targets.batch().isPresent()) {
            done = node.post(ApiPath.of("imports", targets.batch().get(), "reinstate"), body);
        } else {
            targets.collection().ifPresent(name -> body.put("collection", name));
            body.set("ids", Json.array(targets.ids()));
            done = node.post(ApiPath.of("reinstatements"), body);
        }
        if (answer.json()) {
            surroundings.console().print(done);
        } else {
            surroundings.console().print("reinstated " + done.path("reinstated").asLong());
        }
        return Exit.DONE;
    }
}
