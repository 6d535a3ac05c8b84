package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "join",
        header = "Joins a community by an invitation.",
        description = {
            "",
            "Sends the steward's node what you say of your organisation, and nothing else of what this node holds. Then "
                    + "this node fetches and verifies the community's log."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch community join for-the-grid.invitation --organisation 'North Grid' --kind private",
            "  commonwatch community join 'https://node.port.example/ledger/harbour/invitations/...#...' "
                    + "--organisation 'North Grid'"
        })
final class JoinCommand implements Callable<Integer> {
    /** An invitation is some kilobytes. */
    private static final int FILE_BYTES_MAX = 128 * 1024;

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Mixin
    private OrganisationOptions organisation = new OrganisationOptions();

    @Parameters(paramLabel = "FILE|URL", description = "The invitation: its file or its link.")
    private String invitation = "";

    private final Surroundings surroundings;

    JoinCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        ObjectNode body = organisation.into(Json.object().put("invitation", text()));
        JsonNode joined = at.node(surroundings).post(ApiPath.of("communities", "joins"), body);
        Console console = surroundings.console();
        if (answer.json()) {
            console.print(joined);
        } else if (joined.path("member").asBoolean()) {
            console.print("joined " + SafeText.line(Json.text(joined, "name")));
        } else {
            console.print("asked to join " + SafeText.line(Json.text(joined, "name")));
            console.note("The steward admits you after comparing this fingerprint with you by telephone:");
            console.note("  " + SafeText.line(Json.text(joined, "fingerprint")));
        }
        return Exit.DONE;
    }

    private String text() {
        if (invitation.startsWith("http://") || invitation.startsWith("https://")) {
            return invitation;
        }
        Path file = surroundings.folder().resolve(invitation);
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new Fault(SafeText.line(invitation) + " is longer than any invitation");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new Fault("cannot read " + SafeText.line(invitation) + ": " + e.getMessage(), e);
        }
    }
}
