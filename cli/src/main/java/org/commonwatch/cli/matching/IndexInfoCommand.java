package org.commonwatch.cli.matching;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Progress;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.index.IndicatorIndex;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "info",
        header = "Says what an index file holds, and checks every byte of it.",
        description = {"", "Exit code 1 when the file is no index, is of another version or is damaged."},
        footer = {"", "Examples:", "  commonwatch index info indicators.idx"})
final class IndexInfoCommand implements Callable<Integer> {
    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "INDEX", description = "The file.")
    private String input = "";

    private final Surroundings surroundings;

    IndexInfoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Console console = surroundings.console();
        try (IndicatorIndex index = IndexFiles.open(input, surroundings, spec)) {
            index.verify();
            long bytes = surroundings.folder().resolve(input).toFile().length();
            if (answer.json()) {
                ObjectNode counts = Json.object();
                index.counts().forEach((kind, count) -> counts.put(kind.word(), count));
                console.print(Json.object()
                        .put("index", input)
                        .put("indicators", index.size())
                        .put("bytes", bytes)
                        .set("kinds", counts));
            } else {
                console.print(SafeText.line(input) + ": " + index.size() + " indicators, " + Progress.bytes(bytes)
                        + ", intact");
                index.counts().forEach((kind, count) -> {
                    if (count > 0) {
                        console.print("  " + kind.word() + " " + count);
                    }
                });
            }
        }
        return Exit.DONE;
    }
}
