package org.commonwatch.cli.matching;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Progress;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.matching.index.IndexWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "build",
        header = "Makes an index file of indicator files.",
        description = {
            "",
            "A line is 'kind TAB value'; kinds are ipv4 ipv6 cidr domain url email md5 sha1 sha256 sha512 filename"
                    + " literal. A value may be written in any form of its kind, defanged ones included. Lines that are"
                    + " not understood are left out and said on standard error; exit code 1 if there were any. The file"
                    + " appears only when it is whole."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch index build indicators.tsv -o indicators.idx",
            "  commonwatch index build a.tsv b.tsv.gz -o all.idx --json"
        })
final class IndexBuildCommand implements Callable<Integer> {
    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Indicator files; may be gzip.")
    private List<String> inputs = List.of();

    @Option(names = "-o", required = true, paramLabel = "FILE", description = "Where the index is written.")
    private Path output = Path.of("");

    private final Surroundings surroundings;

    IndexBuildCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        for (String input : inputs) {
            if (!Files.isRegularFile(surroundings.folder().resolve(input))) {
                throw Usage.wrong(Objects.requireNonNull(spec), "There is no file " + SafeText.line(input) + ".");
            }
        }
        Console console = surroundings.console();
        Path path = surroundings.folder().resolve(output);
        long from = System.nanoTime();
        long taken = 0;
        long refused = 0;
        try (IndexWriter writer = new IndexWriter();
                Progress progress = console.progress("building " + output, 0)) {
            for (String input : inputs) {
                IndicatorFile file =
                        IndicatorFile.read(input, surroundings.folder().resolve(input), writer);
                file.complain(console);
                taken += file.taken();
                refused += file.refused();
                progress.done(0);
            }
            writer.write(path);
        } catch (IOException e) {
            throw new Fault("building " + SafeText.line(output.toString()) + " failed: " + e.getMessage(), e);
        }
        say(console, path, taken, refused, (System.nanoTime() - from) / 1e9);
        return refused == 0 ? Exit.DONE : Exit.REFUSED;
    }

    private void say(Console console, Path path, long taken, long refused, double seconds) {
        long bytes = path.toFile().length();
        if (answer.json()) {
            console.print(Json.object()
                    .put("output", output.toString())
                    .put("indicators", taken)
                    .put("refused", refused)
                    .put("bytes", bytes)
                    .put("seconds", Math.round(seconds * 1000) / 1e3));
        } else {
            console.print(SafeText.line(output.toString()) + ": " + taken + " indicators, " + Progress.bytes(bytes)
                    + String.format(java.util.Locale.ROOT, ", in %.1f s", seconds));
        }
    }
}
