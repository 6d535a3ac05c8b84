package org.commonwatch.cli.sharing;

import java.util.List;
import org.commonwatch.cli.console.Surroundings;
import picocli.CommandLine;

/** The commands of this package. */
public final class SharingCommands {
    private SharingCommands() {}

    public static List<Object> all(Surroundings surroundings) {
        return List.of(
                new CommandLine(new ImportCommand(surroundings)).addSubcommand(new ImportListCommand(surroundings)),
                new RecallCommand(surroundings),
                new ReinstateCommand(surroundings),
                new ShareCommand(surroundings),
                new ExportCommand(surroundings));
    }
}
