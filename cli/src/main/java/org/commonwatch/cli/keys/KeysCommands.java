package org.commonwatch.cli.keys;

import java.util.List;
import org.commonwatch.cli.console.Group;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this package. */
public final class KeysCommands {
    private KeysCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(new Offered(
                "keys",
                () -> new CommandLine(new KeysGroup())
                        .addSubcommand(new KeysStatusCommand(surroundings))
                        .addSubcommand(new RecoveryCommand(surroundings))
                        .addSubcommand(new ReencryptCommand(surroundings))
                        .addSubcommand(new RotateCommand(surroundings))));
    }

    @Command(
            name = "keys",
            header = "A node's keys: what opens them, a recovery file, new encryption, new keys.",
            description = {
                "",
                "The keys in a home folder are locked. What opens them lies elsewhere, so that a copy of the folder or a "
                        + "backup opens nothing by itself.",
                "",
                "Lost the secret: bring the recovery file ('keys reencrypt --recovery'). Somebody read the secret or a "
                        + "recovery file, but no copy of the folder: 'keys reencrypt'. Somebody could have the keys: "
                        + "'keys rotate --compromised'. The keys are lost: 'up --replaces'. SECURITY.md has the steps."
            })
    private static final class KeysGroup extends Group {}
}
