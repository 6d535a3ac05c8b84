package org.commonwatch.cli.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.vault.SecretPlace;
import org.commonwatch.ledger.vault.Vault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        header = "Says what opens the keys of a home folder, where it lies, and whether it does.",
        description = {
            "",
            "Also says where a change of keys is under way ('keys rotate' says more, of a node that runs). Asks nobody and "
                    + "changes nothing; a node may run. Exit code 1 when something is to be done."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch keys status",
            "  commonwatch keys status --home /srv/commonwatch --json"
        })
final class KeysStatusCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    private final Surroundings surroundings;

    KeysStatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Path home = at.homeOrUsual(surroundings);
        HomeVault keys = new HomeVault(home, surroundings);
        Optional<Vault.Closed> closed = keys.look();
        if (closed.isEmpty()) {
            throw Refusal.of("vault-missing", "", "There are no locked keys in " + keys.folder() + ".")
                    .toException();
        }
        Vault.Closed vault = closed.orElseThrow();
        Optional<SecretPlace> place = vault.secret() ? Optional.of(keys.place()) : Optional.empty();
        List<String> problems = new ArrayList<>();
        keys.obstacle().map(Refusal::message).ifPresent(problems::add);
        if (place.filter(where -> where.isWithin(home)).isPresent()) {
            problems.add(
                    "The secret lies within the home folder: who copies the folder opens the keys. Move it, and name"
                            + " its file in " + SecretPlace.VARIABLE + ".");
        }
        report(vault, place, KeysUnderWay.in(home), problems);
        return problems.isEmpty() ? Exit.DONE : Exit.REFUSED;
    }

    private void report(Vault.Closed vault, Optional<SecretPlace> place, KeysUnderWay underWay, List<String> problems) {
        Console console = surroundings.console();
        if (answer.json()) {
            ObjectNode json = Json.object()
                    .put("vault", vault.id())
                    .put("passphrase", vault.passphrase())
                    .put("secret", vault.secret());
            place.ifPresent(where -> json.put("secret_file", where.file().toString()));
            json.set("changing", Json.array(underWay.changing()));
            json.put("older_cosigners", underWay.olderCosigners());
            json.set("problems", Json.array(problems));
            console.print(json);
            return;
        }
        console.print("vault " + vault.id());
        place.ifPresent(where -> console.print("opened by the secret in "
                + SafeText.line(where.file().toString())
                + (where.credential() ? " (systemd credential)" : where.made() ? " (made at the first start)" : "")));
        if (vault.passphrase()) {
            console.print("opened by a passphrase");
        }
        if (!underWay.changing().isEmpty()) {
            console.print(
                    "a change of keys waits for its entry in " + SafeText.line(String.join(", ", underWay.changing())));
        }
        if (underWay.olderCosigners() > 0) {
            console.print("cosigns with an older key too where a policy still asks for it; destroyed when none does");
        }
        problems.forEach(problem -> console.print("! " + SafeText.line(problem)));
    }
}
