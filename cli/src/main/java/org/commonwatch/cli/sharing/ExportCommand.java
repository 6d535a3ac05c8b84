package org.commonwatch.cli.sharing;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        header = "Writes what the node holds as STIX, MISP or CSV.",
        description = {
            "",
            "To standard output, or with -o to a file that appears only when it is complete. The sample community is "
                    + "never exported."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch export -o everything.json",
            "  commonwatch export --format csv --type indicator -o indicators.csv",
            "  commonwatch export --log community --format misp | jq .Event.info"
        })
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--format", paramLabel = "FORMAT", description = "stix (default), misp or csv.")
    private String format = "stix";

    @Option(names = "--type", paramLabel = "TYPE", description = "Only objects of this type, for example indicator.")
    private @Nullable String type;

    @Option(
            names = "--log",
            paramLabel = "LOG",
            description = "home: your own; community: what is shared. Default: both.")
    private @Nullable String log;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file instead of standard output.")
    private @Nullable Path output;

    private final Surroundings surroundings;

    ExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        CommandSpec command = Objects.requireNonNull(spec);
        Usage.oneOf(command, "--format", Optional.of(format), List.of("stix", "misp", "csv"));
        Usage.oneOf(command, "--log", Optional.ofNullable(log), List.of("home", "community"));
        if (answer.json() && output == null) {
            throw Usage.wrong(command, "--json reports on a written file; give one with -o.");
        }
        Node node = at.node(surroundings);
        ApiPath path = ApiPath.of("export")
                .with("format", format)
                .with("type", Optional.ofNullable(type))
                .with("log", Optional.ofNullable(log));
        Console console = surroundings.console();
        if (output == null) {
            try (var safe = console.answerOutput()) {
                node.download(path, safe, count -> {});
            } catch (java.io.IOException e) {
                throw new org.commonwatch.cli.console.Fault("writing to standard output: " + e.getMessage(), e);
            }
            return Exit.DONE;
        }
        Path file = surroundings.folder().resolve(output);
        long bytes;
        try (Progress progress = console.progress("exporting", 0);
                SavedFile saved = SavedFile.start(file, SavedFile.Readers.USUAL)) {
            bytes = node.download(path, saved.out(), progress::done);
            saved.finish();
        }
        if (answer.json()) {
            console.print(Json.object().put("file", file.toString()).put("bytes", bytes));
        } else {
            console.note("wrote " + Progress.bytes(bytes) + " to " + SafeText.line(file.toString()));
        }
        return Exit.DONE;
    }
}
