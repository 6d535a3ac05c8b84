package org.commonwatch.cli.community;

import java.util.List;
import org.commonwatch.cli.console.Group;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this package. */
public final class CommunityCommands {
    private CommunityCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(
                new Offered(
                        "community",
                        () -> new CommandLine(new CommunityGroup())
                                .addSubcommand(new CreateCommand(surroundings))
                                .addSubcommand(new InviteCommand(surroundings))
                                .addSubcommand(new JoinCommand(surroundings))
                                .addSubcommand(new ConfirmCommand(surroundings))
                                .addSubcommand(new CommunityStatusCommand(surroundings))
                                .addSubcommand(new GrantCommand(surroundings))
                                .addSubcommand(new PolicyCommand(surroundings))
                                .addSubcommand(new DiscloseCommand(surroundings))
                                .addSubcommand(council(surroundings))
                                .addSubcommand(bundle(surroundings))
                                .addSubcommand(succession(surroundings))
                                .addSubcommand(new ExportEvidenceCommand(surroundings))
                                .addSubcommand(new RemoveCommand(surroundings))
                                .addSubcommand(new RekeyCommand(surroundings))
                                .addSubcommand(new RevokeCommand(surroundings))),
                Offered.of("demo", () -> new DemoCommand(surroundings)));
    }

    private static CommandLine bundle(Surroundings surroundings) {
        return new CommandLine(new BundleGroup())
                .addSubcommand(new BundleExportCommand(surroundings))
                .addSubcommand(new BundleImportCommand(surroundings));
    }

    private static CommandLine succession(Surroundings surroundings) {
        return new CommandLine(new SuccessionGroup())
                .addSubcommand(new SuccessionProposeCommand(surroundings))
                .addSubcommand(new SuccessionVoteCommand(surroundings))
                .addSubcommand(new SuccessionStatusCommand(surroundings));
    }

    @Command(
            name = "succession",
            header = "Goes on when whoever orders a community's log is gone, wedged or hostile.",
            description = {
                "",
                "The members' nodes agree without the log: one proposes terms, the others vote for them, and when the votes "
                        + "decide, the log goes on under new keys where nothing final is lost."
            })
    private static final class SuccessionGroup extends Group {}

    private static CommandLine council(Surroundings surroundings) {
        return new CommandLine(new CouncilGroup())
                .addSubcommand(new CouncilOfferCommand(surroundings))
                .addSubcommand(new CouncilAddCommand(surroundings))
                .addSubcommand(new CouncilRemoveCommand(surroundings))
                .addSubcommand(new CouncilStatusCommand(surroundings));
    }

    @Command(
            name = "council",
            header = "Has several members' nodes order a community's log, so that it goes on when one is away.",
            description = {
                "",
                "A member offers its node, the steward takes it in or out, one at a time. Of 3 nodes one may be away, of 5 two, "
                        + "of 7 three; of 2 none."
            })
    private static final class CouncilGroup extends Group {}

    @Command(
            name = "bundle",
            header = "Carries a community's log between nodes as a file, for lines that are down or not wanted.",
            description = {"", "What is imported is verified exactly as if another node had served it."})
    private static final class BundleGroup extends Group {}

    @Command(
            name = "community",
            header = "Founds a community, invites organisations, joins one, and says how it stands.",
            description = {
                "",
                "A community is a log that its members' nodes hold and cosign. Joining or founding one shows nobody "
                        + "anything that was not shared into it."
            })
    private static final class CommunityGroup extends Group {}
}
