package org.commonwatch.cli.stix;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.stix.Problem;
import org.commonwatch.stix.StixCheck;
import org.commonwatch.stix.Validation;
import org.commonwatch.stix.pattern.Pattern;
import org.commonwatch.stix.pattern.PatternError;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        header = "Checks STIX against the specification: every problem with place, rule and value.",
        description = {
            "",
            "Reads bundles, arrays, single objects and one object a line, of any length, in bounded memory. Exit code 1 if a "
                    + "binding rule (MUST) is broken; advice (SHOULD) is shown and counts only with --strict. With --json: one "
                    + "line a problem, then one line a file with the counts."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch stix check bundle.json",
            "  commonwatch stix check --json - < bundle.json | jq -r .rule | sort | uniq -c"
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE|-", description = "What to check; - is standard input.")
    private List<String> inputs = List.of();

    @Option(names = "--strict", description = "Let advice (SHOULD) count as a problem.")
    private boolean strict;

    private final Surroundings surroundings;

    CheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        for (String input : inputs) {
            if (!input.equals("-") && !Files.isRegularFile(surroundings.folder().resolve(input))) {
                throw Usage.wrong(Objects.requireNonNull(spec), "There is no file " + SafeText.line(input) + ".");
            }
        }
        boolean clean = true;
        for (String input : inputs) {
            StixCheck.Result result = check(input);
            clean &= result.musts() == 0 && result.complete() && !(strict && result.shoulds() > 0);
        }
        return clean ? Exit.DONE : Exit.REFUSED;
    }

    private StixCheck.Result check(String input) {
        Console console = surroundings.console();
        Validation validation = new Validation(CheckCommand::complaint);
        try (InputStream in = open(input)) {
            StixCheck.Result result = StixCheck.run(in, validation, line -> print(console, input, line));
            summarize(console, input, result);
            return result;
        } catch (IOException e) {
            throw new Fault("reading " + SafeText.line(input) + " failed: " + e.getMessage(), e);
        }
    }

    private InputStream open(String input) throws IOException {
        if (input.equals("-")) {
            return surroundings.console().input();
        }
        Path file = surroundings.folder().resolve(input);
        return new BufferedInputStream(Files.newInputStream(file), 64 * 1024);
    }

    private static Optional<String> complaint(String pattern) {
        try {
            Pattern.parse(pattern);
            return Optional.empty();
        } catch (PatternError e) {
            return Optional.of("character " + e.position() + ": " + e.getMessage());
        }
    }

    private void print(Console console, String input, StixCheck.Line line) {
        Problem problem = line.problem();
        if (answer.json()) {
            ObjectNode json = Json.object().put("input", input).put("position", line.position());
            line.id().ifPresent(id -> json.put("id", id));
            console.print(json.put("severity", problem.severity().name())
                    .put("rule", problem.rule())
                    .put("section", problem.section())
                    .put("path", problem.path())
                    .put("message", problem.message())
                    .put("value", problem.value()));
        } else {
            String where = line.id().orElse("object " + line.position());
            console.print(SafeText.line(input + ": " + where + " " + problem));
        }
    }

    private void summarize(Console console, String input, StixCheck.Result result) {
        if (answer.json()) {
            console.print(Json.object()
                    .put("input", input)
                    .put("objects", result.objects())
                    .put("broken", result.broken())
                    .put("musts", result.musts())
                    .put("shoulds", result.shoulds())
                    .put("complete", result.complete()));
        } else {
            String end = result.complete() ? "" : "; reading stopped before the end";
            console.note(SafeText.line(input) + ": " + result.objects() + " objects, " + result.musts() + " problems, "
                    + result.shoulds() + " pieces of advice" + end);
        }
    }
}
