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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether what was said before stands: takes it back, or lets it hold again. */
abstract class StandingCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Mixin
    private Targets targets = new Targets();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, in a sentence; readers see it.")
    private String reason = "";

    private final Surroundings surroundings;
    private final String ofBatch;
    private final String ofObjects;
    private final String done;

    /**
     * @param ofBatch what the API calls it for a batch
     * @param ofObjects where it takes objects by id
     * @param done the word before the number of objects, also in the API's answer
     */
    StandingCommand(Surroundings surroundings, String ofBatch, String ofObjects, String done) {
        this.surroundings = surroundings;
        this.ofBatch = ofBatch;
        this.ofObjects = ofObjects;
        this.done = done;
    }

    @Override
    public final Integer call() throws Refused {
        targets.check();
        Node node = at.node(surroundings);
        ObjectNode body = Json.object().put("reason", reason);
        JsonNode report;
        if (targets.batch().isPresent()) {
            report = node.post(ApiPath.of("imports", targets.batch().get(), ofBatch), body);
        } else {
            targets.collection().ifPresent(name -> body.put("collection", name));
            body.set("ids", Json.array(targets.ids()));
            report = node.post(ApiPath.of(ofObjects), body);
        }
        if (answer.json()) {
            surroundings.console().print(report);
        } else {
            surroundings.console().print(done + " " + report.path(done).asLong());
        }
        return Exit.DONE;
    }
}
