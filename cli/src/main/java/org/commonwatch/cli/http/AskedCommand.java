package org.commonwatch.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Asking;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that shows what would come of it, asks, and does it. With {@code --preview} it only looks, whatever else is said; with
 * {@code --yes} it does not ask. Where nobody can be asked it does neither and says so.
 */
public abstract class AskedCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--preview", description = "Show what would come of it, and do nothing.")
    private boolean previewOnly;

    @Option(
            names = {"-y", "--yes"},
            description = "Do it without asking.")
    private boolean yes;

    private final Surroundings surroundings;

    protected AskedCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public final Integer call() throws Refused {
        check();
        Console console = surroundings.console();
        Asking.check(
                Objects.requireNonNull(spec),
                console,
                answer,
                yes || previewOnly,
                "add --yes to " + verb() + ", or --preview to look.");
        Node node = at.node(surroundings);
        if (previewOnly || !yes) {
            JsonNode preview = look(node);
            if (answer.json()) {
                console.print(preview);
            } else {
                show(console, preview);
            }
            if (previewOnly) {
                return code(preview);
            }
            if (!question(preview).map(console::confirm).orElse(false)) {
                console.note(otherwise(preview));
                return Exit.REFUSED;
            }
        }
        JsonNode done = act(node);
        if (answer.json()) {
            console.print(done);
        } else {
            tell(console, done);
        }
        return code(done);
    }

    /** Ends with a usage error when the command line makes no sense; before anybody is asked. */
    protected void check() {}

    /** What it does, for {@code add --yes to VERB}. */
    protected abstract String verb();

    /** What the node says would come of it. */
    protected abstract JsonNode look(Node node) throws Refused;

    /** The same for people. */
    protected abstract void show(Console console, JsonNode preview);

    /** Empty when there is nothing to be done. */
    protected abstract Optional<String> question(JsonNode preview);

    /** What is said after a no, or when there was nothing to be done. */
    protected abstract String otherwise(JsonNode preview);

    /** Does it. */
    protected abstract JsonNode act(Node node) throws Refused;

    /** What became of it, for people. */
    protected abstract void tell(Console console, JsonNode done);

    /** The exit code after a preview or after the act. */
    protected int code(JsonNode report) {
        return Exit.DONE;
    }

    protected final ParameterException wrong(String sentence) {
        return Usage.wrong(Objects.requireNonNull(spec), sentence);
    }
}
