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
        name = "recall",
        header = "Takes back what was imported or shared.",
        description = {
            "",
            "A recall is an entry of the ledger: what was said stays provable, and everyone who has it learns that it "
                    + "no longer holds. With --batch a whole import is taken back. Undo with: commonwatch reinstate."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch recall indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f --reason 'false alarm'",
            "  commonwatch recall --batch b-2f9c... --reason 'wrong file'"
        })
final class RecallCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Mixin
    private Targets targets = new Targets();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, in a sentence; readers see it.")
    private String reason = "";

    private final Surroundings surroundings;

    RecallCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        targets.check();
        Node node = at.node(surroundings);
        ObjectNode body = Json.object().put("reason", reason);
        JsonNode done;
        if (targets.batch().isPresent()) {
            done = node.post(ApiPath.of("imports", targets.batch().get(), "recall"), body);
        } else {
            targets.collection().ifPresent(name -> body.put("collection", name));
            body.set("ids", Json.array(targets.ids()));
            done = node.post(ApiPath.of("recalls"), body);
        }
        if (answer.json()) {
            surroundings.console().print(done);
        } else {
            surroundings.console().print("recalled " + done.path("recalled").asLong());
        }
        return Exit.DONE;
    }
}
