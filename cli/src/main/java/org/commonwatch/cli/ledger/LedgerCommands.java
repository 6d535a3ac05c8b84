package org.commonwatch.cli.ledger;

import java.util.List;
import org.commonwatch.cli.console.Surroundings;

/** The commands of this package. */
public final class LedgerCommands {
    private LedgerCommands() {}

    public static List<Object> all(Surroundings surroundings) {
        return List.of(new StatusCommand(surroundings), new RebuildCommand(surroundings));
    }
}
