package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
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
        name = "import",
        header = "Takes a community's log from a file that another member's node wrote.",
        description = {"", "This node is a member already; where the file came from does not matter, it is verified."},
        footer = {"", "Examples:", "  commonwatch community bundle import harbour /media/stick/harbour.bundle"})
final class BundleImportCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(index = "0", paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The bundle.")
    private Path file = Path.of("");

    private final Surroundings surroundings;

    BundleImportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        try {
            JsonNode taken = at.node(surroundings)
                    .post(
                            ApiPath.of("communities", community, "bundle"),
                            BodyPublishers.ofFile(surroundings.folder().resolve(file)),
                            "application/vnd.commonwatch.bundle.v1");
            if (answer.json()) {
                surroundings.console().print(taken);
            } else {
                surroundings
                        .console()
                        .print("verified and taken: entries " + Json.text(taken, "from") + " to "
                                + Json.text(taken, "size"));
            }
            return Exit.DONE;
        } catch (FileNotFoundException e) {
            throw new Fault("cannot read " + SafeText.line(file.toString()) + ": " + e.getMessage(), e);
        }
    }
}
