package org.commonwatch.cli.console;

import picocli.CommandLine.Model.CommandSpec;

/** When a command asks before it does something. */
public final class Asking {
    private Asking() {}

    /**
     * Nothing is done unasked because nobody was there to ask: a program says so with an option.
     *
     * @param decided whether the command line leaves nothing to ask
     * @param instead what to add to it, as the end of a sentence
     * @throws picocli.CommandLine.ParameterException when an answer is needed and cannot be had
     */
    public static void check(
            CommandSpec command, Console console, AnswerOptions answer, boolean decided, String instead) {
        boolean possible = console.terminal().input() && console.terminal().errors() && !answer.json();
        if (!decided && !possible) {
            throw Usage.wrong(command, "There is no terminal to ask on: " + instead);
        }
    }
}
