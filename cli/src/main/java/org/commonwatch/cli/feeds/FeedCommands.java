package org.commonwatch.cli.feeds;

import java.util.List;
import org.commonwatch.cli.console.Group;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.feeds.FeedActCommand.Act;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this package. */
public final class FeedCommands {
    private FeedCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(new Offered("feed", () -> group(surroundings)));
    }

    private static CommandLine group(Surroundings surroundings) {
        CommandLine group = new CommandLine(new FeedGroup())
                .addSubcommand(new FeedAddCommand(surroundings))
                .addSubcommand(new FeedListCommand(surroundings));
        for (Act act : Act.values()) {
            CommandLine command = new CommandLine(new FeedActCommand(surroundings, act));
            command.getCommandSpec().usageMessage().header(act.header());
            group.addSubcommand(act.word(), command);
        }
        return group;
    }

    @Command(
            name = "feed",
            header = "Fetches others' intelligence by schedule: TAXII, MISP feeds, CSV, plain text.",
            description = {
                "",
                "What a feed brings is imported, not shared: it belongs to your organisation until you share it."
            })
    private static final class FeedGroup extends Group {}
}
