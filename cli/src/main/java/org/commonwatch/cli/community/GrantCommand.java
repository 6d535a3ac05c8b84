package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.AskedCommand;
import org.commonwatch.cli.http.Node;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class GrantCommand extends AskedCommand {
    private static final Pattern EPOCHS = Pattern.compile("([0-9]{1,12})(?:-([0-9]{1,12}))?");

    @Parameters(index = "0", paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Parameters(index = "1", paramLabel = "MEMBER", description = "The organisation's name or its org-... name.")
    private String member = "";

    @Option(
            names = "--epochs",
            paramLabel = "FROM-TO",
            description = "Which epochs, counted from 1; all that the member lacks without it.")
    private String epochs = "";

    GrantCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected void check() {
        // Its form, before anybody is asked.
        request(true);
    }

    @Override
    protected String verb() {
        return "grant";
    }

    @Override
    protected JsonNode look(Node node) throws Refused {
        return node.post(path(), request(true));
    }

    @Override
    protected Optional<String> question(JsonNode preview) {
        return Optional.of("Let " + SafeText.line(Json.text(preview, "title")) + " read all of it, for good?");
    }

    @Override
    protected String otherwise(JsonNode preview) {
        return "Nothing was handed out.";
    }

    @Override
    protected JsonNode act(Node node) throws Refused {
        return node.post(path(), request(false));
    }

    @Override
    protected void tell(Console console, JsonNode done) {
        console.print(
                "handed " + done.path("granted").asLong() + " keys to " + SafeText.line(Json.text(done, "title")));
        if (done.path("pending").asInt() > 0) {
            console.print(done.path("pending").asInt() + " wait until an entry is final; run the command again then");
        }
    }

    /** A preview leaves nothing pending. */
    @Override
    protected int code(JsonNode report) {
        return report.path("pending").asInt() == 0 ? Exit.DONE : Exit.REFUSED;
    }

    private ApiPath path() {
        return ApiPath.of("audiences", community, "grants");
    }

    private ObjectNode request(boolean preview) {
        ObjectNode body = Json.object().put("member", member).put("preview", preview);
        if (!epochs.isEmpty()) {
            Matcher form = EPOCHS.matcher(epochs);
            if (!form.matches()) {
                throw wrong("--epochs takes a number or FROM-TO, such as 1-3.");
            }
            long from = Long.parseLong(form.group(1));
            body.put("from", from).put("to", form.group(2) == null ? from : Long.parseLong(form.group(2)));
        }
        return body;
    }

    @Override
    protected void show(Console console, JsonNode preview) {
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
