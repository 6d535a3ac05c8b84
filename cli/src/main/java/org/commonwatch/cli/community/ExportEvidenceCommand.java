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
        name = "export-evidence",
        header = "Writes the proofs that whoever orders a community's log signed two histories.",
        description = {
            "",
            "One file with the proofs, the log's keys and whose they are, and how anybody checks them without a node. Exit code 1 when there is "
                    + "nothing to prove, which is the usual case."
        },
        footer = {"", "Examples:", "  commonwatch community export-evidence harbour -o evidence.zip"})
final class ExportEvidenceCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Parameters(paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "The file to write (default: evidence.zip).")
    private Path output = Path.of("evidence.zip");

    private final Surroundings surroundings;

    ExportEvidenceCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        long bytes;
        try (SavedFile file = SavedFile.start(surroundings.folder().resolve(output), SavedFile.Readers.OWNER)) {
            bytes = at.node(surroundings)
                    .download(ApiPath.of("communities", community, "evidence"), file.out(), count -> {});
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
