package org.commonwatch.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.Exit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "commonwatch",
        versionProvider = Version.class,
        header = "Share what you know of threats, see who will see it, prove it afterwards.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = picocli.CommandLine.HelpCommand.class,
        description = {
            "",
            "Run by the launcher, not listed below: up (the node), test, bench and dist (in a clone). A first start:",
            "  commonwatch up --sample        a node with a small sample community",
            "  commonwatch search harbour     ask it something",
            ""
        },
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Each command has --help with examples and --json for programs.",
            "Exit codes: 0 done, 1 refused or found, 2 wrong usage, 3 fault."
        })
final class RootCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    private boolean version;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec root = Objects.requireNonNull(spec);
        root.commandLine().usage(root.commandLine().getErr());
        return Exit.USAGE;
    }

    boolean answersItself() {
        return help || version;
    }
}
