package org.commonwatch.cli.sim;

import java.util.List;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;

/** The commands of this package. */
public final class SimCommands {
    private SimCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(Offered.of("sim", () -> new SimCommand(surroundings)));
    }
}
