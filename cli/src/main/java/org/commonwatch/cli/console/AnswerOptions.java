package org.commonwatch.cli.console;

import picocli.CommandLine.Option;

/** What every command offers about its answer. */
public final class AnswerOptions {
    @Option(names = "--json", description = "Print the answer as JSON, one line, for programs.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    public boolean json() {
        return json;
    }

    /** Whether help was asked for; the parser then prints it and runs nothing. */
    public boolean help() {
        return help;
    }
}
