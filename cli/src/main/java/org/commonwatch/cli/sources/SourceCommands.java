package org.commonwatch.cli.sources;

import java.util.List;
import org.commonwatch.cli.console.Group;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.sources.SourceActCommand.Act;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this package. */
public final class SourceCommands {
    private SourceCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(new Offered("source", () -> group(surroundings)));
    }

    private static CommandLine group(Surroundings surroundings) {
        CommandLine group = new CommandLine(new SourceGroup())
                .addSubcommand(new SourceAddCommand(surroundings, false))
                .addSubcommand(new SourceListCommand(surroundings))
                .addSubcommand(new SourceShowCommand(surroundings))
                .addSubcommand(new SourceRemoveCommand(surroundings));
        CommandLine test = new CommandLine(new SourceAddCommand(surroundings, true));
        test.getCommandSpec()
                .usageMessage()
                .header("Shows as what the first lines of a file would be understood; adds nothing.");
        group.addSubcommand("test", test);
        for (Act act : Act.values()) {
            CommandLine command = new CommandLine(new SourceActCommand(surroundings, act));
            command.getCommandSpec()
                    .usageMessage()
                    .header(act.header())
                    .footer("", "Examples:", "  commonwatch source " + act.word() + " proxy");
            group.addSubcommand(act.word(), command);
        }
        return group;
    }

    @Command(
            name = "source",
            header = "Where this organisation's own lines come from: files, syslog, pushes.",
            description = {"", "What a source brings is matched here and goes nowhere."})
    private static final class SourceGroup extends Group {}
}
