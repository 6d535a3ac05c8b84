package org.commonwatch.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "rebuild",
        header = "Builds the index anew from the ledger.",
        description = {
            "",
            "The index is derived: deleting and rebuilding it loses nothing. The content hash that is printed is the same "
                    + "after every rebuild of the same ledger, whatever the batch size."
        },
        footer = {"", "Examples:", "  commonwatch rebuild", "  commonwatch rebuild --batch 7 --json"})
final class RebuildCommand implements Callable<Integer> {
    private static final int BATCH_ENTRIES_MAX = 100_000;

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--batch", paramLabel = "N", description = "Entries applied in one transaction (default 1000).")
    private int batch = 1_000;

    private final Surroundings surroundings;

    RebuildCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        if (batch < 1 || batch > BATCH_ENTRIES_MAX) {
            throw Usage.wrong(Objects.requireNonNull(spec), "--batch is from 1 to " + BATCH_ENTRIES_MAX + ".");
        }
        Node node = at.node(surroundings);
        JsonNode done;
        try (Progress progress = surroundings.console().progress("rebuilding the index", 0)) {
            done = node.post(ApiPath.of("rebuilds"), Json.object().put("batch", batch));
            progress.done(0);
        }
        if (answer.json()) {
            surroundings.console().print(done);
        } else {
            surroundings
                    .console()
                    .print("rebuilt from " + done.path("entries").asLong() + " entries in "
                            + SafeText.line(Json.text(done, "seconds")) + " s");
            surroundings.console().print("content hash " + SafeText.line(Json.text(done, "content_hash")));
        }
        return Exit.DONE;
    }
}
