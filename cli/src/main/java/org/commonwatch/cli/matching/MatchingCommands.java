package org.commonwatch.cli.matching;

import java.util.List;
import org.commonwatch.cli.console.Group;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.matching.HitsActCommand.Act;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this package. */
public final class MatchingCommands {
    private MatchingCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(
                Offered.of("scan", () -> new ScanCommand(surroundings)),
                new Offered("index", () -> index(surroundings)),
                new Offered("hits", () -> hits(surroundings)));
    }

    private static CommandLine index(Surroundings surroundings) {
        return new CommandLine(new IndexGroup())
                .addSubcommand(new IndexBuildCommand(surroundings))
                .addSubcommand(new IndexInfoCommand(surroundings))
                .addSubcommand(new IndexLookupCommand(surroundings));
    }

    private static CommandLine hits(Surroundings surroundings) {
        CommandLine group = new CommandLine(new HitsGroup())
                .addSubcommand(new HitsListCommand(surroundings))
                .addSubcommand(new HitsShowCommand(surroundings))
                .addSubcommand(new HitsShareCommand(surroundings));
        for (Act act : Act.values()) {
            CommandLine command = new CommandLine(new HitsActCommand(surroundings, act));
            command.getCommandSpec()
                    .usageMessage()
                    .header(act.header())
                    .footer("", "Examples:", "  commonwatch hits " + act.word() + " 12 --why 'scan of our own'");
            group.addSubcommand(act.word(), command);
        }
        return group;
    }

    @Command(
            name = "index",
            header = "Makes and reads index files, which scan opens in an instant at any size.",
            description = {"", "An indicator file has a line 'kind TAB value' for each indicator."})
    private static final class IndexGroup extends Group {}

    @Command(
            name = "hits",
            header = "What was found in your own lines, and what you make of it.",
            description = {
                "",
                "Hits and the lines around them stay on this node. What can be shared is a sighting: counts and times."
            })
    private static final class HitsGroup extends Group {}
}
