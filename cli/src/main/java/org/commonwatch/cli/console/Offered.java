package org.commonwatch.cli.console;

import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * A command by name, built only when it is wanted: looking through the annotations of every command would cost more than
 * most commands take.
 *
 * @param name the word on the command line
 * @param command builds it, with its subcommands
 */
public record Offered(String name, Supplier<CommandLine> command) {
    /** A command without subcommands. */
    public static Offered of(String name, Supplier<Object> command) {
        return new Offered(name, () -> new CommandLine(command.get()));
    }
}
