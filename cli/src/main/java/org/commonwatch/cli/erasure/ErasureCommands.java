package org.commonwatch.cli.erasure;

import java.util.List;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;
import picocli.CommandLine;

/** The commands of this package. */
public final class ErasureCommands {
    private ErasureCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(new Offered(
                "erase",
                () -> new CommandLine(new EraseCommand(surroundings))
                        .addSubcommand(new EraseStatusCommand(surroundings))));
    }
}
