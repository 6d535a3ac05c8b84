package org.commonwatch.cli.ledger;

import java.util.List;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;

/** The commands of this package. */
public final class LedgerCommands {
    private LedgerCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(
                Offered.of("verify", () -> new VerifyCommand(surroundings)),
                Offered.of("status", () -> new StatusCommand(surroundings)),
                Offered.of("rebuild", () -> new RebuildCommand(surroundings)));
    }
}
