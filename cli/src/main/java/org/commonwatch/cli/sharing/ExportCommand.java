package org.commonwatch.cli.sharing;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
        header = "Writes what the node holds, for people, programs or defences.",
        description = {
            "",
            "To standard output, or with -o to a file that appears only when it is complete. The sample community is "
                    + "never exported.",
            "",
            "stix, misp and csv hold objects. plain, hosts, rpz, zeek and suricata hold the values that are looked for now, "
                    + "for firewalls, resolvers and sensors; without those on a warning list. Defences can fetch the "
                    + "same by themselves from /feeds/FORMAT with a token."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch export -o everything.json",
            "  commonwatch export --format csv --type indicator -o indicators.csv",
            "  commonwatch export --log community --format misp | jq .Event.info",
            "  commonwatch export --format rpz --max-tlp green -o threats.rpz"
        })
final class ExportCommand implements Callable<Integer> {
    private static final List<String> OBJECTS = List.of("stix", "misp", "csv");
    private static final List<String> VALUES = List.of("plain", "hosts", "rpz", "zeek", "suricata");

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Of objects: stix (default), misp, csv. Of values: plain, hosts, rpz, zeek, suricata.")
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

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            split = ",",
            description = "Only values of this kind, for example ipv4; may be given several times.")
    private List<String> kinds = List.of();

    @Option(
            names = "--max-tlp",
            paramLabel = "TLP",
            description = "Only values that are not marked more restrictively.")
    private @Nullable String maxTlp;

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            description = "Only values that this source brought; may be given several times.")
    private List<String> sources = List.of();

    private final Surroundings surroundings;

    ExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        CommandSpec command = Objects.requireNonNull(spec);
        Usage.oneOf(
                command,
                "--format",
                Optional.of(format),
                Stream.of(OBJECTS, VALUES).flatMap(List::stream).toList());
        Usage.oneOf(command, "--log", Optional.ofNullable(log), List.of("home", "community"));
        if (answer.json() && output == null) {
            throw Usage.wrong(command, "--json reports on a written file; give one with -o.");
        }
        ApiPath path = VALUES.contains(format) ? values(command) : objects(command);
        Node node = at.node(surroundings);
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

    private ApiPath objects(CommandSpec command) {
        if (!kinds.isEmpty() || maxTlp != null || !sources.isEmpty()) {
            throw Usage.wrong(command, "--kind, --max-tlp and --source choose values; " + format + " holds objects.");
        }
        return ApiPath.of("export")
                .with("format", format)
                .with("type", Optional.ofNullable(type))
                .with("log", Optional.ofNullable(log));
    }

    private ApiPath values(CommandSpec command) {
        if (type != null || log != null) {
            throw Usage.wrong(command, "--type and --log choose objects; " + format + " holds values.");
        }
        ApiPath path = ApiPath.of("export", format).with("max_tlp", Optional.ofNullable(maxTlp));
        for (String kind : kinds) {
            path = path.with("kind", kind);
        }
        for (String source : sources) {
            path = path.with("source", source);
        }
        return path;
    }
}
