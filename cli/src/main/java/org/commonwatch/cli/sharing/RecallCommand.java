package org.commonwatch.cli.sharing;

import org.commonwatch.cli.console.Surroundings;
import picocli.CommandLine.Command;

@Command(
        name = "recall",
        header = "Takes back what was imported or shared.",
        description = {
            "",
            "A recall is an entry of the ledger: what was said stays provable, and everyone who has it learns that it "
                    + "no longer holds. With --batch a whole import is taken back. Undo with: commonwatch reinstate."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch recall indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f --reason 'false alarm'",
            "  commonwatch recall --batch b-2f9c... --reason 'wrong file'"
        })
final class RecallCommand extends StandingCommand {
    RecallCommand(Surroundings surroundings) {
        super(surroundings, "recall", "recalls", "recalled");
    }
}
