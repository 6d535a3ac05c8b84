package org.commonwatch.cli.sharing;

import org.commonwatch.cli.console.Surroundings;
import picocli.CommandLine.Command;

@Command(
        name = "reinstate",
        header = "Lets what was recalled hold again.",
        description = {"", "The opposite of recall, and an entry of the ledger as well."},
        footer = {
            "",
            "Examples:",
            "  commonwatch reinstate indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
            "  commonwatch reinstate --batch b-2f9c..."
        })
final class ReinstateCommand extends StandingCommand {
    ReinstateCommand(Surroundings surroundings) {
        super(surroundings, "reinstate", "reinstatements", "reinstated");
    }
}
