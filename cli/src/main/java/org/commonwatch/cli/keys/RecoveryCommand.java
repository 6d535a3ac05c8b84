package org.commonwatch.cli.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
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
        name = "recovery",
        header = "Writes the owner's recovery file: it opens the keys when the secret is lost.",
        description = {
            "",
            "It opens the home folder's keys and those in every backup made since they were last encrypted anew. Print it "
                    + "or lock it away, apart from the folder and the backups; whoever has both signs as this node. Make "
                    + "one now, not when it is needed, and again after 'keys reencrypt'."
        },
        footer = {"", "Examples:", "  commonwatch keys recovery /media/stick/harbour.recovery"})
final class RecoveryCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file to write, outside the home folder; must not exist.")
    private Path output = Path.of("");

    private final Surroundings surroundings;

    RecoveryCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Path home = at.homeOrUsual(surroundings).toAbsolutePath().normalize();
        Path file = surroundings.folder().resolve(output).toAbsolutePath().normalize();
        if (Files.exists(file) || file.startsWith(home)) {
            throw Usage.wrong(
                    Objects.requireNonNull(spec),
                    SafeText.line(file.toString())
                            + (Files.exists(file)
                                    ? " exists already."
                                    : " is within the home folder; choose a place apart."));
        }
        String text = new HomeVault(home, surroundings).open().recovery().text();
        try (SavedFile saved = SavedFile.start(file, SavedFile.Readers.OWNER)) {
            saved.out().write(text.getBytes(StandardCharsets.US_ASCII));
            saved.finish();
        } catch (IOException e) {
            throw new Fault("cannot write " + SafeText.line(file.toString()) + ": " + e.getMessage(), e);
        }
        if (answer.json()) {
            surroundings.console().print(Json.object().put("file", file.toString()));
        } else {
            surroundings
                    .console()
                    .print("wrote " + SafeText.line(file.toString())
                            + "; it opens this node's keys: lock it away, apart"
                            + " from the home folder and its backups");
        }
        return Exit.DONE;
    }
}
