package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "rekey",
        header = "Gives a member new keys, its old ones being lost or in wrong hands; the steward's to decide.",
        description = {
            "",
            "The member starts a new home with 'up --replaces org-...', and joins with an invitation of yours; 'community "
                    + "status' then shows its request. Whoever has an invitation can ask so in any member's name: speak with "
                    + "people you know there, over a channel you trust, and compare the fingerprint.",
            "",
            "From the entry on the old key counts no more, and keys of audiences go to the new one. What the member said "
                    + "stays its own. Who has the old keys keeps what they have opened."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch community rekey harbour 5f0c... --reason lost",
            "  commonwatch community rekey harbour 5f0c... --reason compromised --yes"
        })
final class RekeyCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Parameters(index = "1", paramLabel = "ID", description = "Id of the invitation it has shown.")
    private String id = "";

    @Option(
            names = "--reason",
            paramLabel = "WORD",
            description = "lost (default) or compromised; every member reads it.")
    private String reason = "lost";

    @Option(
            names = {"-y", "--yes"},
            description = "The fingerprint was compared; do not ask.")
    private boolean yes;

    private final Surroundings surroundings;

    RekeyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Console console = surroundings.console();
        Asking.check(
                Objects.requireNonNull(spec),
                console,
                answer,
                yes,
                "add --yes when you have compared the fingerprint.");
        Node node = at.node(surroundings);
        if (!yes && !confirmed(console, node.get(ApiPath.of("communities", community)))) {
            console.note("Nothing was changed.");
            return Exit.REFUSED;
        }
        JsonNode done = node.post(
                ApiPath.of("communities", community, "requests", id, "rekey"),
                Json.object().put("reason", reason));
        if (answer.json()) {
            console.print(done);
        } else {
            console.print(SafeText.line(Json.text(done, "title")) + " has new keys; its old ones count no more");
        }
        return Exit.DONE;
    }

    private boolean confirmed(Console console, JsonNode status) {
        for (JsonNode asked : status.path("requests")) {
            if (Json.text(asked, "id").equals(id)) {
                console.print("Member: " + SafeText.line(Json.text(asked, "member")));
                console.print("New fingerprint: " + SafeText.line(Json.text(asked, "fingerprint")));
            }
        }
        return console.confirm("Have you compared this fingerprint with people of that member whom you know?");
    }
}
