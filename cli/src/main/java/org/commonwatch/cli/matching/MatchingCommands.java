package org.commonwatch.cli.matching;

import java.util.List;
import org.commonwatch.cli.console.Group;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this package. */
public final class MatchingCommands {
    private MatchingCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(
                Offered.of("scan", () -> new ScanCommand(surroundings)),
                new Offered(
                        "index",
                        () -> new CommandLine(new IndexGroup())
                                .addSubcommand(new IndexBuildCommand(surroundings))
                                .addSubcommand(new IndexInfoCommand(surroundings))
                                .addSubcommand(new IndexLookupCommand(surroundings))));
    }

    @Command(
            name = "index",
            header = "Makes and reads index files, which scan opens in an instant at any size.",
            description = {"", "An indicator file has a line 'kind TAB value' for each indicator."})
    private static final class IndexGroup extends Group {}
}
