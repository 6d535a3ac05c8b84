package org.commonwatch.cli.stix;

import java.util.concurrent.Callable;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.stix.pattern.PatternLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "pattern",
        header = "Parses STIX patterns, one a line.",
        description = {
            "",
            "A JSON string a line in; out, in the same order, {\"ok\":true,\"canonical\":...} or "
                    + "{\"ok\":false,\"position\":...,\"message\":...}, position counted in characters from 0. Exit code 1 if a "
                    + "line was not ok."
        },
        footer = {
            "",
            "Examples:",
            "  echo \"\\\"[ipv4-addr:value = '192.0.2.1']\\\"\" | commonwatch stix pattern -",
            "  jq -c '.objects[] | .pattern // empty' bundle.json | commonwatch stix pattern -"
        })
final class PatternCommand implements Callable<Integer> {
    @Mixin
    private LineOptions lines = new LineOptions();

    @Parameters(paramLabel = "-", arity = "0..1", description = "Standard input, the only source.")
    private String input = "-";

    private final Surroundings surroundings;

    PatternCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return lines.run(surroundings, input, PatternLines::run);
    }
}
