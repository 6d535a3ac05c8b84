package org.commonwatch.cli.console;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A word that only leads to others, such as {@code token}: alone, it shows them and counts as wrong usage. */
public abstract class Group implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    /** Whether help was asked for; the parser then prints it and runs nothing. */
    public final boolean help() {
        return help;
    }

    @Override
    public final Integer call() {
        var command = Objects.requireNonNull(spec).commandLine();
        command.usage(command.getErr());
        return Exit.USAGE;
    }
}
