package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Asking;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "grant",
        header = "Lets a member read what was sealed before it joined; the steward's to decide.",
        description = {
            "",
            "Who joins is handed the key in use and no older one. This hands the keys of older epochs to a member, as entries "
                    + "that all see. First the preview: what each key opens. It cannot be taken back: removing the member closes "
                    + "only what is shared afterwards."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch community grant harbour 'North Grid' --preview",
            "  commonwatch community grant harbour 'North Grid' --epochs 2-3"
        })
final class GrantCommand implements Callable<Integer> {
    private static final Pattern EPOCHS = Pattern.compile("([0-9]{1,12})(?:-([0-9]{1,12}))?");

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Parameters(index = "1", paramLabel = "MEMBER", description = "The organisation's name or its org-... name.")
    private String member = "";

    @Option(
            names = "--epochs",
            paramLabel = "FROM-TO",
            description = "Which epochs, counted from 1; all that the member lacks without it.")
    private String epochs = "";

    @Option(names = "--preview", description = "Show what it opens and hand out nothing.")
    private boolean previewOnly;

    @Option(
            names = {"-y", "--yes"},
            description = "Grant without asking.")
    private boolean yes;

    private final Surroundings surroundings;

    GrantCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Console console = surroundings.console();
        ObjectNode asking = request(true);
        Asking.check(
                Objects.requireNonNull(spec),
                console,
                answer,
                yes || previewOnly,
                "add --yes to grant, or --preview to look.");
        ApiPath path = ApiPath.of("audiences", community, "grants");
        Node node = at.node(surroundings);
        if (previewOnly || !yes) {
            JsonNode preview = node.post(path, asking);
            show(console, preview);
            if (previewOnly) {
                return Exit.DONE;
            }
            if (!console.confirm("Let " + SafeText.line(Json.text(preview, "title")) + " read all of it, for good?")) {
                console.note("Nothing was handed out.");
                return Exit.REFUSED;
            }
        }
        JsonNode done = node.post(path, request(false));
        if (answer.json()) {
            console.print(done);
        } else {
            console.print(
                    "handed " + done.path("granted").asLong() + " keys to " + SafeText.line(Json.text(done, "title")));
            if (done.path("pending").asInt() > 0) {
                console.print(
                        done.path("pending").asInt() + " wait until an entry is final; run the command again then");
            }
        }
        return done.path("pending").asInt() == 0 ? Exit.DONE : Exit.REFUSED;
    }

    private ObjectNode request(boolean preview) {
        ObjectNode body = Json.object().put("member", member).put("preview", preview);
        if (!epochs.isEmpty()) {
            Matcher form = EPOCHS.matcher(epochs);
            if (!form.matches()) {
                throw Usage.wrong(Objects.requireNonNull(spec), "--epochs takes a number or FROM-TO, such as 1-3.");
            }
            long from = Long.parseLong(form.group(1));
            body.put("from", from).put("to", form.group(2) == null ? from : Long.parseLong(form.group(2)));
        }
        return body;
    }

    private void show(Console console, JsonNode preview) {
        if (answer.json()) {
            console.print(preview);
            return;
        }
        console.print(SafeText.line(Json.text(preview, "title")) + " could then read:");
        Table table = new Table()
                .wholeColumn("EPOCH")
                .column("SINCE ENTRY")
                .column("PAYLOADS")
                .column("OBJECTS");
        for (JsonNode epoch : preview.path("epochs")) {
            String more = epoch.path("whole").asBoolean() ? "" : " or more";
            table.row(
                    epoch.path("epoch").asText(),
                    epoch.path("entry").asText(),
                    epoch.path("payloads").asText() + more,
                    epoch.path("objects").asText() + more);
        }
        console.print(table);
    }
}
