package org.commonwatch.cli.stix;

import java.util.List;
import org.commonwatch.cli.console.Group;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this package. */
public final class StixCommands {
    private StixCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(new Offered(
                "stix",
                () -> new CommandLine(new StixGroup())
                        .addSubcommand(new CheckCommand(surroundings))
                        .addSubcommand(new PatternCommand(surroundings))
                        .addSubcommand(new MatchCommand(surroundings))));
    }

    @Command(
            name = "stix",
            header = "Works on STIX 2.1 without a node: checks objects, parses and runs patterns.",
            description = {"", "STIX 2.0 is read as what it becomes in 2.1."})
    private static final class StixGroup extends Group {}
}
