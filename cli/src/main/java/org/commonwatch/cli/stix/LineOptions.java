package org.commonwatch.cli.stix;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands that answer line by line have in common. Their answers are JSON with or without {@code --json}. */
final class LineOptions {
    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** Reads lines, writes lines, and counts those it could not answer. */
    interface Lines {
        long run(InputStream in, OutputStream out) throws IOException;
    }

    int run(Surroundings surroundings, String input, Lines lines) {
        if (!input.equals("-")) {
            throw Usage.wrong(Objects.requireNonNull(spec), "Lines are read from standard input: give - or nothing.");
        }
        try (OutputStream out = surroundings.console().answerOutput()) {
            return lines.run(surroundings.console().input(), out) == 0 ? Exit.DONE : Exit.REFUSED;
        } catch (IOException e) {
            throw new Fault("reading standard input failed: " + e.getMessage(), e);
        }
    }

    AnswerOptions answer() {
        return answer;
    }
}
