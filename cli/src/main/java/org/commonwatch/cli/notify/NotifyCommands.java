package org.commonwatch.cli.notify;

import java.util.List;
import org.commonwatch.cli.console.Group;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.notify.NotifyActCommand.Act;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this package. */
public final class NotifyCommands {
    private NotifyCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(new Offered("notify", () -> group(surroundings)));
    }

    private static CommandLine group(Surroundings surroundings) {
        CommandLine add = new CommandLine(new AddGroup())
                .addSubcommand(new AddWebhookCommand(surroundings))
                .addSubcommand(new AddSyslogCommand(surroundings))
                .addSubcommand(new AddMailCommand(surroundings));
        CommandLine group = new CommandLine(new NotifyGroup())
                .addSubcommand("add", add)
                .addSubcommand(new NotifyListCommand(surroundings))
                .addSubcommand(new NotifyLogCommand(surroundings))
                .addSubcommand(new NotifyRemoveCommand(surroundings));
        for (Act act : Act.values()) {
            CommandLine command = new CommandLine(new NotifyActCommand(surroundings, act));
            command.getCommandSpec()
                    .usageMessage()
                    .header(act.header())
                    .footer("", "Examples:", "  commonwatch notify " + act.word() + " soc");
            group.addSubcommand(act.word(), command);
        }
        return group;
    }

    @Command(
            name = "notify",
            header = "Who is told of new hits: by webhook, syslog or mail.",
            description = {"", "Your own organisation's people and programs; hits are TLP:AMBER+STRICT."})
    private static final class NotifyGroup extends Group {}

    @Command(name = "add", header = "Adds a channel: a webhook, a syslog receiver or mail.")
    private static final class AddGroup extends Group {}
}
