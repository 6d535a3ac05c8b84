package org.commonwatch.cli.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.AskedCommand;
import org.commonwatch.cli.http.Node;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
final class ShareCommand extends AskedCommand {
    @Mixin
    private Targets targets = new Targets();

    @Option(
            names = "--to",
            paramLabel = "WHOM",
            split = ",",
            description = "Whom it is for: community (default), or members by name or title.")
    private List<String> to = List.of();

    ShareCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected void check() {
        targets.check();
    }

    @Override
    protected String verb() {
        return "share";
    }

    @Override
    protected JsonNode look(Node node) throws Refused {
        return node.post(ApiPath.of("shares"), request(true));
    }

    @Override
    protected void show(Console console, JsonNode preview) {
        SharePreview.print(console, preview);
    }

    @Override
    protected Optional<String> question(JsonNode preview) {
        int count = preview.path("objects").size();
        return count == 0
                ? Optional.empty()
                : Optional.of("Share " + count + (count == 1 ? " object" : " objects") + " with "
                        + SafeText.line(Json.text(preview, "collection")) + "?");
    }

    @Override
    protected String otherwise(JsonNode preview) {
        return preview.path("objects").isEmpty() ? "There is nothing that may be shared." : "Nothing was shared.";
    }

    @Override
    protected JsonNode act(Node node) throws Refused {
        return node.post(ApiPath.of("shares"), request(false));
    }

    @Override
    protected void tell(Console console, JsonNode done) {
        SharePreview.refused(console, done);
        console.print(
                "shared " + done.path("shared").asLong() + " with " + SafeText.line(Json.text(done, "collection")));
    }

    @Override
    protected int code(JsonNode report) {
        return report.path("refused").isEmpty() ? Exit.DONE : Exit.REFUSED;
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
