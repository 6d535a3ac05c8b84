package org.commonwatch.cli.sharing;

import java.util.List;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;
import picocli.CommandLine;

/** The commands of this package. */
public final class SharingCommands {
    private SharingCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(
                new Offered(
                        "import",
                        () -> new CommandLine(new ImportCommand(surroundings))
                                .addSubcommand(new ImportListCommand(surroundings))),
                Offered.of("recall", () -> new RecallCommand(surroundings)),
                Offered.of("reinstate", () -> new ReinstateCommand(surroundings)),
                Offered.of("share", () -> new ShareCommand(surroundings)),
                Offered.of("export", () -> new ExportCommand(surroundings)));
    }
}
