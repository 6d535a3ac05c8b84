package org.commonwatch.cli.access;

import java.util.List;
import org.commonwatch.cli.console.Group;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this package. */
public final class AccessCommands {
    private AccessCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(
                new Offered(
                        "token",
                        () -> new CommandLine(new TokenGroup())
                                .addSubcommand(new TokenCreateCommand(surroundings))
                                .addSubcommand(new TokenListCommand(surroundings))
                                .addSubcommand(new TokenRevokeCommand(surroundings))),
                Offered.of("sign-in", () -> new SignInCommand(surroundings)));
    }

    @Command(
            name = "token",
            header = "Makes, lists and revokes tokens for programs.",
            description = {
                "",
                "A program speaks to the API with the header 'Authorization: Bearer TOKEN', and to TAXII with its token's "
                        + "name as user and the token as password. A token reads, and writes only if you say so."
            })
    private static final class TokenGroup extends Group {}
}
