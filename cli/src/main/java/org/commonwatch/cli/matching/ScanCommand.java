package org.commonwatch.cli.matching;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
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
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.scan.FileScan;
import org.commonwatch.matching.scan.Profile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "scan",
        header = "Finds every indicator in files or a stream, with line and offset, without a node.",
        description = {
            "",
            "Looks for the indicators of a file (lines 'kind TAB value'), of an index made by 'index build', or for"
                    + " what the node in a folder looks for, which need not run. Files may be gzip or zstd, lines of any"
                    + " length, bytes of any kind. Profile default knows parents of domains, networks, defanged and"
                    + " international forms; profile zeek is exact.",
            "",
            "A hit is a line: file, line, offset, kind, indicator, token, parted by tabs. Exit code 1 when there is"
                    + " one, 0 when there is none. With --json: hits as JSON, then one line that sums up."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch scan --indicators mine.tsv access.log",
            "  commonwatch scan --index all.idx --header /var/log/zeek/*.log.gz",
            "  tcpdump -l -n | commonwatch scan --index all.idx --format json -"
        })
final class ScanCommand implements Callable<Integer> {
    private static final int THREADS_MAX = 256;

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE|-", description = "What to scan; - is standard input.")
    private List<String> inputs = List.of();

    @Option(
            names = "--indicators",
            paramLabel = "FILE",
            description = "Indicators to look for, 'kind TAB value' a line.")
    private @Nullable String indicators;

    @Option(names = "--index", paramLabel = "FILE", description = "An index file of indicators to look for.")
    private @Nullable String index;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "A node's folder, for what that node looks for. Without any of the three: COMMONWATCH_HOME.")
    private @Nullable String home;

    @Option(names = "--format", paramLabel = "FORMAT", description = "tsv (default) or json.")
    private @Nullable String format;

    @Option(names = "--profile", paramLabel = "PROFILE", description = "default, or zeek for exact equality.")
    private @Nullable String profile;

    @Option(names = "--threads", paramLabel = "N", description = "Threads a file (default: one for each processor).")
    private int threads = Math.min(Runtime.getRuntime().availableProcessors(), THREADS_MAX);

    @Option(names = "--header", description = "Print the names of the columns first.")
    private boolean header;

    private final Surroundings surroundings;

    ScanCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        check();
        Console console = surroundings.console();
        boolean json = answer.json() || "json".equals(format);
        HitLines lines = new HitLines(console.answerOutput(), json);
        if (header && !json) {
            lines.header();
        }
        Sum sum = new Sum();
        try (Looked looked = Looked.open(
                Optional.ofNullable(indicators), Optional.ofNullable(index), Optional.ofNullable(home), surroundings)) {
            FileScan scan = new FileScan(looked.source(), profile(), threads);
            for (String input : inputs) {
                try {
                    scan(scan, input, lines, sum);
                } catch (IndexOutOfBoundsException | IllegalStateException fault) {
                    looked.blame();
                    throw fault;
                }
            }
        } finally {
            lines.flush();
        }
        summarize(console, lines.hits(), sum);
        return lines.hits() == 0 ? Exit.DONE : Exit.REFUSED;
    }

    private void check() {
        Usage.oneOf(command(), "--format", Optional.ofNullable(format), List.of("tsv", "json"));
        Usage.oneOf(command(), "--profile", Optional.ofNullable(profile), List.of("default", "zeek"));
        if (threads < 1 || threads > THREADS_MAX) {
            throw Usage.wrong(command(), "--threads is from 1 to " + THREADS_MAX + ".");
        }
        if (inputs.stream().filter(input -> input.equals("-")).count() > 1) {
            throw Usage.wrong(command(), "Standard input can be read once.");
        }
        long sources = java.util.stream.Stream.of(indicators, index, home)
                .filter(Objects::nonNull)
                .count();
        if (sources > 1) {
            throw Usage.wrong(command(), "Give one of --indicators, --index and --home.");
        }
        java.util.stream.Stream.concat(
                        inputs.stream().filter(input -> !input.equals("-")),
                        java.util.stream.Stream.of(indicators, index).filter(Objects::nonNull))
                .forEach(this::needsFile);
    }

    private void needsFile(String name) {
        Path path = surroundings.folder().resolve(name);
        if (Files.isDirectory(path)) {
            throw Usage.wrong(command(), SafeText.line(name) + " is a folder; name the files in it.");
        }
        if (!Files.exists(path)) {
            throw Usage.wrong(command(), "There is no file " + SafeText.line(name) + ".");
        }
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec);
    }

    private Profile profile() {
        return "zeek".equals(profile) ? Profile.ZEEK : Profile.DEFAULT;
    }

    /** What was read so far, of all inputs. */
    private static final class Sum {
        private long lines;
        private long bytes;
        private final long from = System.nanoTime();
    }

    private void scan(FileScan scan, String input, HitLines lines, Sum sum) {
        boolean standard = input.equals("-");
        Path path = surroundings.folder().resolve(input);
        lines.file(input);
        long size = standard ? 0 : path.toFile().length();
        try (Progress progress = surroundings.console().progress(input, size)) {
            FileScan.Result result = standard
                    ? scan.stream(surroundings.console().input(), lines::hit, progress::done)
                    : scan.file(path, lines::hit, progress::done);
            sum.lines += result.lines();
            sum.bytes += result.bytes();
        } catch (IOException e) {
            throw new Fault("reading " + SafeText.line(input) + " failed: " + e.getMessage(), e);
        }
    }

    private void summarize(Console console, long hits, Sum sum) {
        double seconds = (System.nanoTime() - sum.from) / 1e9;
        double speed = sum.bytes / seconds / 1e9;
        if (answer.json()) {
            console.print(Json.object()
                    .put("hits", hits)
                    .put("lines", sum.lines)
                    .put("bytes", sum.bytes)
                    .put("seconds", Math.round(seconds * 1000) / 1e3)
                    .put("gb_per_second", Math.round(speed * 1000) / 1e3));
        } else {
            console.note(String.format(
                    Locale.ROOT,
                    "%d %s in %d lines, %s in %.2f s, %.2f GB/s",
                    hits,
                    hits == 1 ? "hit" : "hits",
                    sum.lines,
                    Progress.bytes(sum.bytes),
                    seconds,
                    speed));
        }
    }
}
