package org.commonwatch.cli.matching;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Asking;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.cli.sharing.SharePreview;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "share",
        header = "Tells a community of a confirmed hit or a false positive, after showing what and whom.",
        description = {
            "",
            "First the object that would be made: a sighting, or an opinion on the indicator. No line, no token and no asset is "
                    + "in it. Then it is made for your organisation alone, every reader is shown with the rule that lets them "
                    + "read, and you are asked. Without a terminal nothing is shared unless --yes is given.",
            "",
            "Exit code 1 when you say no, when the hit is undecided, or when it may not be shared."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch hits share 17 --preview",
            "  commonwatch hits share 17 --collection community"
        })
final class HitsShareCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "NUMBER", description = "The hit's number; see: commonwatch hits list.")
    private long number;

    @Option(
            names = "--collection",
            paramLabel = "NAME",
            defaultValue = "community",
            description = "The community (default: ${DEFAULT-VALUE}).")
    private String collection = "community";

    @Option(
            names = {"-y", "--yes"},
            description = "Share without asking.")
    private boolean yes;

    @Option(names = "--preview", description = "Show the object that would be made, and make nothing.")
    private boolean previewOnly;

    private final Surroundings surroundings;

    HitsShareCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Console console = surroundings.console();
        Asking.check(
                Objects.requireNonNull(spec),
                console,
                answer,
                yes || previewOnly,
                "add --yes to share, or --preview to look.");
        Node node = at.node(surroundings);
        ApiPath sighting = ApiPath.of("matching", "hits", Long.toString(number), "sighting");
        JsonNode object = node.get(sighting);
        if (previewOnly && answer.json()) {
            console.print(object);
        } else if (!answer.json()) {
            pretty(object).lines().map(SafeText::json).forEach(console::print);
        }
        return previewOnly ? Exit.DONE : share(console, node, Json.text(node.post(sighting, Json.object()), "id"));
    }

    private int share(Console console, Node node, String id) throws Refused {
        if (!yes) {
            JsonNode preview = node.post(ApiPath.of("shares"), request(id, true));
            SharePreview.print(console, preview);
            boolean may = !preview.path("objects").isEmpty();
            if (!may || !console.confirm("Share it with " + SafeText.line(collection) + "?")) {
                console.note("Nothing was shared; " + SafeText.line(id) + " is your organisation's alone.");
                return Exit.REFUSED;
            }
        }
        JsonNode done = node.post(ApiPath.of("shares"), request(id, false));
        if (answer.json()) {
            console.print(done);
        } else {
            SharePreview.refused(console, done);
            console.print("shared " + done.path("shared").asLong() + " with " + SafeText.line(collection));
        }
        return done.path("refused").isEmpty() ? Exit.DONE : Exit.REFUSED;
    }

    private ObjectNode request(String id, boolean preview) {
        ObjectNode body = Json.object().put("collection", collection).put("preview", preview);
        body.set("ids", Json.array(List.of(id)));
        return body;
    }

    private static String pretty(JsonNode object) {
        try {
            return Console.json().writerWithDefaultPrettyPrinter().writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read can be written", e);
        }
    }
}
