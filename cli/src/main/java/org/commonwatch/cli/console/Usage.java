package org.commonwatch.cli.console;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks on the command line that the parser cannot express; a failed one ends with exit code {@link Exit#USAGE}. */
public final class Usage {
    private Usage() {}

    /** The exception that shows {@code sentence} and where help is. */
    public static ParameterException wrong(CommandSpec command, String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }

    /** Checks that a value is one of a fixed set of words. */
    public static void oneOf(CommandSpec command, String option, Optional<String> value, List<String> words) {
        if (value.isPresent() && !words.contains(value.get())) {
            throw wrong(
                    command,
                    option + " is one of " + String.join(", ", words) + ", not '" + SafeText.line(value.get()) + "'.");
        }
    }
}
