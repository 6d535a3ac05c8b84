package org.commonwatch.cli.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Progress;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.cli.http.Upload;
import org.commonwatch.cli.http.WebFile;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        header = "Takes in STIX, MISP, CSV or free text, from files, standard input or the web.",
        description = {
            "",
            "What is imported belongs to your own organisation and is shown to nobody else until you share it. Good "
                    + "objects are kept, bad ones are refused one by one with place and reason; values on a warning list "
                    + "are flagged, never dropped. Each input becomes one batch that can be recalled as a whole.",
            "",
            "Exit code 1 when anything was refused. Compressed input (gzip) is recognised."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch import bundle.json",
            "  commonwatch import --dry-run report.txt",
            "  commonwatch import --tlp amber --source 'Harbour CERT' indicators.csv --columns value=ioc,kind=type",
            "  pbpaste | commonwatch import - --format text",
            "  commonwatch import https://feeds.example.org/latest.json"
        })
final class ImportCommand implements Callable<Integer> {
    static final List<String> FORMATS = List.of("auto", "stix", "misp", "csv", "text");
    private static final String STANDARD_INPUT = "standard input";
    static final List<String> TLP = List.of("clear", "green", "amber", "amber+strict", "red");

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "FILE|-|URL", description = "What to import; - is standard input.")
    private List<String> inputs = List.of();

    @Option(names = "--format", paramLabel = "FORMAT", description = "auto (default), stix, misp, csv or text.")
    private String format = "auto";

    @Option(
            names = "--tlp",
            paramLabel = "TLP",
            description =
                    "Mark what carries no marking: clear, green, amber, amber+strict or red. Without it, unmarked stays unmarked.")
    private @Nullable String tlp;

    @Option(names = "--source", paramLabel = "NAME", description = "Who says so; default: the file's name or address.")
    private @Nullable String source;

    @Option(
            names = "--columns",
            paramLabel = "MAP",
            description = "For CSV: field=column pairs, for example value=ioc,kind=type,comment=note.")
    private @Nullable String columns;

    @Option(names = "--dry-run", description = "Show what would be taken in and change nothing.")
    private boolean dryRun;

    private final Surroundings surroundings;

    ImportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        check();
        Node node = at.node(surroundings);
        int code = Exit.DONE;
        for (String input : inputs) {
            JsonNode report = send(node, input);
            ImportReport.print(
                    surroundings.console(), answer.json(), input.equals("-") ? STANDARD_INPUT : shown(input), report);
            if (report.path("refused").asLong() > 0) {
                code = Exit.REFUSED;
            }
        }
        return code;
    }

    private void check() {
        CommandSpec command = Objects.requireNonNull(spec);
        Usage.oneOf(command, "--format", Optional.of(format), FORMATS);
        Usage.oneOf(command, "--tlp", Optional.ofNullable(tlp), TLP);
        if (inputs.isEmpty()) {
            throw Usage.wrong(command, "Name a file, an http(s) address, or - for standard input.");
        }
        if (inputs.stream().filter("-"::equals).count() > 1) {
            throw Usage.wrong(command, "Standard input (-) can be read once.");
        }
        for (String input : inputs) {
            if (WebFile.isAddress(input)) {
                if (WebFile.parse(input).isEmpty()) {
                    throw Usage.wrong(command, "Only well-formed http and https addresses are fetched.");
                }
            } else if (!input.equals("-") && !Files.isRegularFile(path(input))) {
                throw Usage.wrong(command, "There is no file " + SafeText.line(input) + ".");
            }
        }
    }

    private JsonNode send(Node node, String input) throws Refused {
        if (input.equals("-")) {
            return post(
                    node,
                    STANDARD_INPUT,
                    0,
                    Optional.of(Optional.ofNullable(source).orElse(STANDARD_INPUT)),
                    progress -> Upload.stream(surroundings.console().input(), progress));
        }
        if (WebFile.isAddress(input)) {
            URI address = WebFile.parse(input).orElseThrow();
            try (WebFile fetched = WebFile.fetch(address, surroundings)) {
                return postFile(
                        node,
                        fetched.file(),
                        fetched.name(),
                        Optional.ofNullable(source).orElse(fetched.name()));
            }
        }
        Path file = path(input);
        String name = String.valueOf(file.getFileName());
        return postFile(node, file, input, Optional.ofNullable(source).orElse(name));
    }

    private JsonNode postFile(Node node, Path file, String label, String from) throws Refused {
        long size = size(file);
        if (size > Limits.IMPORT_BYTES_MAX) {
            throw Refusal.of(
                            "import-too-long",
                            "",
                            SafeText.line(label) + " is longer than " + Progress.bytes(Limits.IMPORT_BYTES_MAX)
                                    + "; split it.")
                    .toException();
        }
        return post(node, label, size, Optional.of(from), progress -> Upload.file(file, progress));
    }

    private JsonNode post(
            Node node, String label, long size, Optional<String> from, Function<LongConsumer, BodyPublisher> body)
            throws Refused {
        ApiPath path = ApiPath.of("imports")
                .with("format", format)
                .with("dry_run", Boolean.toString(dryRun))
                .with("tlp", Optional.ofNullable(tlp))
                .with("source", from)
                .with("columns", Optional.ofNullable(columns));
        try (Progress progress = surroundings.console().progress("importing " + label, size)) {
            return node.post(path, body.apply(progress::done), "application/octet-stream");
        }
    }

    private Path path(String input) {
        return surroundings.folder().resolve(input);
    }

    private static String shown(String input) {
        return WebFile.isAddress(input) ? input.replaceFirst("//[^/@]*@", "//") : input;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (java.io.IOException e) {
            throw new Fault("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
