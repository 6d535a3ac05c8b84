package org.commonwatch.cli.keeping;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Progress;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.cli.http.SavedFile;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "backup",
        header = "Writes everything that must be kept into one file, while the node runs.",
        description = {
            "",
            "The file holds the ledger, the private store and the node's keys. Whoever has it reads what this node has in "
                    + "clear; it signs as this node for whoever also has the secret or the recovery file, without which it "
                    + "cannot be put to use again: keep one of them, apart from it ('keys recovery'). The file is readable by "
                    + "you only. The index is left out; it is rebuilt."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch backup commonwatch-2026-11-22.tar",
            "  commonwatch restore commonwatch-2026-11-22.tar --home /srv/commonwatch-restored"
        })
final class BackupCommand implements Callable<Integer> {
    private static final String NEEDS =
            "The backup does not hold what opens the node's keys. To restore it elsewhere you need"
                    + " that secret (commonwatch keys status says where it lies) or a recovery file (commonwatch keys recovery FILE)."
                    + " Keep one of them apart from the backup.";

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file to write; must not exist.")
    private Path output = Path.of("");

    private final Surroundings surroundings;

    BackupCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Path file = surroundings.folder().resolve(output);
        if (Files.exists(file)) {
            throw Usage.wrong(
                    Objects.requireNonNull(spec),
                    SafeText.line(file.toString()) + " exists already; a backup never replaces a file.");
        }
        Node node = at.node(surroundings);
        if (!answer.json()) {
            surroundings.console().note(NEEDS);
        }
        long bytes;
        try (Progress progress = surroundings.console().progress("backing up", 0);
                SavedFile saved = SavedFile.start(file, SavedFile.Readers.OWNER)) {
            bytes = node.download(ApiPath.of("backup"), saved.out(), progress::done);
            saved.finish();
        }
        if (answer.json()) {
            surroundings
                    .console()
                    .print(Json.object()
                            .put("file", file.toString())
                            .put("bytes", bytes)
                            .put("needs_secret", true));
        } else {
            surroundings
                    .console()
                    .print("wrote " + Progress.bytes(bytes) + " to " + SafeText.line(file.toString())
                            + "; its keys are locked, and what opens them is not in it");
        }
        return Exit.DONE;
    }
}
