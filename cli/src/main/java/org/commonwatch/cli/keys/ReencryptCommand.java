package org.commonwatch.cli.keys;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.vault.SecretPlace;
import org.commonwatch.ledger.vault.Vault;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "reencrypt",
        header = "Encrypts a stopped node's keys anew, with a new secret, a file's, or a passphrase.",
        description = {
            "",
            "Use it when somebody could have read the secret or the recovery file, to go over to another secret, and to "
                    + "open a restored home with its recovery file. The keys stay the same. Copies and backups made before "
                    + "still open with the old secret and the old recovery file.",
            "",
            "An interrupted run loses nothing: run it again, or start the node, which finishes it."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch keys reencrypt",
            "  commonwatch keys reencrypt --passphrase",
            "  commonwatch keys reencrypt --secret-file /etc/commonwatch/secret",
            "  commonwatch keys reencrypt --home /srv/restored --recovery harbour.recovery"
        })
final class ReencryptCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--recovery", paramLabel = "FILE", description = "Open the keys with the owner's recovery file.")
    private @Nullable Path recovery;

    @Option(
            names = "--old-secret-file",
            paramLabel = "FILE",
            description = "Open the keys with this secret. Without it and --recovery: with the node's own.")
    private @Nullable Path oldSecret;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description =
                    "Lock them with this file's content, 32 bytes or more. Without it and --passphrase: with the file "
                            + "that COMMONWATCH_SECRET_FILE names, else with a secret that is made.")
    private @Nullable Path secretFile;

    @Option(names = "--passphrase", description = "Lock them with a passphrase, asked twice.")
    private boolean passphrase;

    private final Surroundings surroundings;

    ReencryptCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        if ((recovery != null && oldSecret != null) || (passphrase && secretFile != null)) {
            throw Usage.wrong(
                    Objects.requireNonNull(spec),
                    "One thing opens the keys (--recovery or --old-secret-file), and one locks them (--secret-file or"
                            + " --passphrase).");
        }
        HomeVault keys = new HomeVault(at.homeOrUsual(surroundings), surroundings);
        report(keys.locked(() -> keys.renew(open(keys), absolute(secretFile), passphrase)));
        return Exit.DONE;
    }

    private Vault open(HomeVault keys) throws Refused {
        if (recovery != null) {
            return keys.openWithRecovery(absolute(recovery).orElseThrow());
        }
        return oldSecret == null
                ? keys.open()
                : keys.openWithSecret(absolute(oldSecret).orElseThrow());
    }

    private Optional<Path> absolute(@Nullable Path file) {
        return Optional.ofNullable(file).map(surroundings.folder()::resolve);
    }

    private void report(HomeVault.Renewed renewed) {
        Console console = surroundings.console();
        if (answer.json()) {
            var json = Json.object().put("keys", renewed.keys()).put("passphrase", passphrase);
            renewed.secret().ifPresent(file -> json.put("secret_file", file.toString()));
            console.print(json);
            return;
        }
        console.print("encrypted " + renewed.keys() + " keys anew; they open with " + renewed.openedBy()
                + renewed.secret()
                        .map(file -> ": " + SafeText.line(file.toString()))
                        .orElse(""));
        if (secretFile != null) {
            console.print("Start the node with " + SecretPlace.VARIABLE + "="
                    + SafeText.line(absolute(secretFile).orElseThrow().toString()));
        }
        console.print(
                "Write a new recovery file (commonwatch keys recovery FILE) and destroy the old one and the old secret:"
                        + " together with an older copy or backup they still open the keys.");
    }
}
