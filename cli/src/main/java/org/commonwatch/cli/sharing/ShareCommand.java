package org.commonwatch.cli.sharing;

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
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "share",
        header = "Gives objects to a community, after showing who will see them and why.",
        description = {
            "",
            "First the preview: the objects, every reader with the rule that lets them read, and what may not be shared. "
                    + "Then, on a terminal, the question. Without a terminal nothing is shared unless --yes is given.",
            "",
            "What is shared is sealed to the members it is for, unless all of it is TLP:CLEAR. TLP:RED and "
                    + "TLP:AMBER+STRICT go to named members only.",
            "",
            "Exit code 1 when you say no, or when something may not be shared."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch share indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
            "  commonwatch share --batch b-2f9c... --preview",
            "  commonwatch share --batch b-2f9c... --collection community --yes",
            "  commonwatch share --batch b-2f9c... --to 'North Grid,Hospital'"
        })
final class ShareCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Mixin
    private Targets targets = new Targets();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-y", "--yes"},
            description = "Share without asking.")
    private boolean yes;

    @Option(
            names = "--to",
            paramLabel = "WHOM",
            split = ",",
            description = "Whom it is for: community (default), or members by name or title.")
    private List<String> to = List.of();

    @Option(names = "--preview", description = "Show who would see it and share nothing.")
    private boolean previewOnly;

    private final Surroundings surroundings;

    ShareCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        targets.check();
        Console console = surroundings.console();
        Asking.check(
                Objects.requireNonNull(spec),
                console,
                answer,
                yes || previewOnly,
                "add --yes to share, or --preview to look.");
        Node node = at.node(surroundings);
        if (previewOnly || !yes) {
            JsonNode preview = node.post(ApiPath.of("shares"), request(true));
            if (answer.json()) {
                console.print(preview);
            } else {
                SharePreview.print(console, preview);
            }
            if (previewOnly) {
                return preview.path("refused").isEmpty() ? Exit.DONE : Exit.REFUSED;
            }
            int count = preview.path("objects").size();
            if (count == 0) {
                console.note("There is nothing that may be shared.");
                return Exit.REFUSED;
            }
            if (!console.confirm("Share " + count + (count == 1 ? " object" : " objects") + " with "
                    + SafeText.line(Json.text(preview, "collection")) + "?")) {
                console.note("Nothing was shared.");
                return Exit.REFUSED;
            }
        }
        JsonNode done = node.post(ApiPath.of("shares"), request(false));
        if (answer.json()) {
            console.print(done);
        } else {
            SharePreview.refused(console, done);
            console.print(
                    "shared " + done.path("shared").asLong() + " with " + SafeText.line(Json.text(done, "collection")));
        }
        return done.path("refused").isEmpty() ? Exit.DONE : Exit.REFUSED;
    }

    private ObjectNode request(boolean preview) {
        ObjectNode body = Json.object().put("preview", preview);
        targets.collection().ifPresent(name -> body.put("collection", name));
        if (!to.isEmpty()) {
            body.set("to", Json.array(to));
        }
        targets.batch()
                .ifPresentOrElse(batch -> body.put("batch", batch), () -> body.set("ids", Json.array(targets.ids())));
        return body;
    }
}
