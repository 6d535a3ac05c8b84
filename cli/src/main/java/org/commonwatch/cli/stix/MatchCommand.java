package org.commonwatch.cli.stix;

import java.util.concurrent.Callable;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.stix.pattern.MatchLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "match",
        header = "Runs STIX patterns on observed data, one pair a line.",
        description = {
            "",
            "{\"pattern\":...,\"observed\":[...]} a line in, observed being observed-data objects with what they refer to, or "
                    + "one bundle; out, in the same order, {\"match\":true,\"ids\":[...]} with the observations that matched, "
                    + "{\"match\":false,\"ids\":[]}, or {\"ok\":false,...} with what was wrong. Exit code 1 if a line was wrong; a "
                    + "pattern that does not match is no error."
        },
        footer = {
            "",
            "Examples:",
            "  jq -c \"{pattern: \\\"[ipv4-addr:value = '192.0.2.1']\\\", observed: .}\" observed.json | commonwatch stix match -"
        })
final class MatchCommand implements Callable<Integer> {
    @Mixin
    private LineOptions lines = new LineOptions();

    @Parameters(paramLabel = "-", arity = "0..1", description = "Standard input, the only source.")
    private String input = "-";

    private final Surroundings surroundings;

    MatchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return lines.run(surroundings, input, MatchLines::run);
    }
}
