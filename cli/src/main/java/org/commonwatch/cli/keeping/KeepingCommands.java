package org.commonwatch.cli.keeping;

import java.util.List;
import org.commonwatch.cli.console.Group;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this package. */
public final class KeepingCommands {
    private KeepingCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(
                Offered.of("backup", () -> new BackupCommand(surroundings)),
                Offered.of("restore", () -> new RestoreCommand(surroundings)),
                new Offered(
                        "sample",
                        () -> new CommandLine(new SampleGroup()).addSubcommand(new SampleRemoveCommand(surroundings))));
    }

    @Command(
            name = "sample",
            header = "Removes the sample community that 'up --sample' made.",
            description = {"", "The sample lives in a log of its own and never mixes with yours."})
    private static final class SampleGroup extends Group {}
}
