package org.commonwatch.cli.community;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Progress;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.cli.http.SavedFile;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        header = "Writes a community's log, with its payloads, into a file.",
        description = {
            "",
            "No more than a member's node may have is in it. What was sealed stays sealed; what was shared as TLP:CLEAR, and "
                    + "who said something to whom and when, whoever has the file reads."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch community bundle export harbour -o /media/stick/harbour.bundle",
            "  commonwatch community bundle export harbour --since 12000 -o /media/stick/harbour.bundle"
        })
final class BundleExportCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Option(
            names = "--since",
            paramLabel = "SIZE",
            description = "Leave out what a node of this size has; its size stands in its 'community status'.")
    private long since;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The file to write.")
    private Path output = Path.of("");

    private final Surroundings surroundings;

    BundleExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        long bytes;
        try (SavedFile file = SavedFile.start(surroundings.folder().resolve(output), SavedFile.Readers.OWNER)) {
            bytes = at.node(surroundings)
                    .download(
                            ApiPath.of("communities", community, "bundle").with("since", Long.toString(since)),
                            file.out(),
                            count -> {});
            file.finish();
        }
        if (answer.json()) {
            surroundings.console().print(Json.object().put("bytes", bytes));
        } else {
            surroundings.console().print("wrote " + SafeText.line(output.toString()) + ", " + Progress.bytes(bytes));
        }
        return Exit.DONE;
    }
}
