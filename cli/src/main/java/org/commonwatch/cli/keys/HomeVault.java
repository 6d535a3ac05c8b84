package org.commonwatch.cli.keys;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.vault.Permissions;
import org.commonwatch.ledger.vault.Recovery;
import org.commonwatch.ledger.vault.SecretPlace;
import org.commonwatch.ledger.vault.Unlock;
import org.commonwatch.ledger.vault.Vault;

/** The locked keys in a home folder, and what opens them here. */
public final class HomeVault {
    private static final int RECOVERY_BYTES_MAX = 4_096;

    private final Path home;
    private final Surroundings surroundings;
    private final Disk disk = LocalDisk.ownerOnly();
    private final SecureRandom random = new SecureRandom();

    public HomeVault(Path home, Surroundings surroundings) {
        this.home = home;
        this.surroundings = surroundings;
    }

    Path folder() {
        return home.resolve("keys");
    }

    /** What the closed vault says; empty when the folder has none. */
    public Optional<Vault.Closed> look() throws Refused {
        return Vault.look(disk, folder());
    }

    private Vault.Closed present() throws Refused {
        return look().orElseThrow(() -> Refusal.of(
                        "vault-missing",
                        "",
                        "There are no locked keys in " + folder() + "; a node that is started there once makes or locks"
                                + " them. --home says which folder is meant.")
                .toException());
    }

    /** Where the node that runs with these variables looks for the secret. */
    SecretPlace place() throws Refused {
        return SecretPlace.of(surroundings.environment(), present().id());
    }

    /** Opens it with what lies on this machine, else with a passphrase, if it has one. */
    Vault open() throws Refused {
        Vault.Closed closed = present();
        List<SecretPlace> places = new ArrayList<>();
        if (closed.secret()) {
            places.add(SecretPlace.of(surroundings.environment(), closed.id()));
            places.add(SecretPlace.made(surroundings.environment(), closed.id()));
        }
        Optional<Refused> first = Optional.empty();
        for (SecretPlace place : places) {
            try {
                return openWith(place);
            } catch (Refused refused) {
                first = first.or(() -> Optional.of(refused));
            }
        }
        if (closed.passphrase()) {
            return Vault.open(disk, folder(), askPassphrase("passphrase of the keys: "), random);
        }
        throw first.orElseThrow();
    }

    private Vault openWith(SecretPlace place) throws Refused {
        try {
            return Vault.open(disk, folder(), place.read(), random);
        } catch (IOException e) {
            throw new Fault("cannot read " + SafeText.line(place.file().toString()) + ": " + e.getMessage(), e);
        }
    }

    /** Whether what lies on this machine opens it; nobody is asked. Empty: it does. */
    public Optional<Refusal> obstacle() throws Refused {
        if (!present().secret()) {
            return Optional.empty();
        }
        try {
            openWith(place());
            return Optional.empty();
        } catch (Refused refused) {
            return Optional.of(refused.refusal());
        }
    }

    Vault openWithSecret(Path file) throws Refused {
        return openWith(new SecretPlace(file, false, false));
    }

    /** Opens it with the owner's recovery file. */
    Vault openWithRecovery(Path file) throws Refused {
        try {
            Permissions.ownerOnly(file);
            try (var in = Files.newInputStream(file)) {
                return Vault.open(disk, folder(), Recovery.parse(in.readNBytes(RECOVERY_BYTES_MAX + 1)), random);
            }
        } catch (IOException e) {
            throw new Fault("cannot read " + SafeText.line(file.toString()) + ": " + e.getMessage(), e);
        }
    }

    /** How keys were encrypted anew. */
    public record Renewed(int keys, String openedBy, Optional<Path> secret) {}

    /** Makes a new key for the vault, and a new secret where nobody brings one; {@code secretFile} empty and no passphrase. */
    Renewed renew(Vault vault, Optional<Path> secretFile, boolean passphrase) throws Refused {
        try {
            if (passphrase) {
                return renew(vault, choosePassphrase(), "a passphrase", Optional.empty());
            }
            SecretPlace place = secretFile.isPresent()
                    ? new SecretPlace(secretFile.orElseThrow(), false, false)
                    : SecretPlace.of(surroundings.environment(), vault.id());
            Unlock.Secret fresh = place.made() ? SecretPlace.fresh(random) : place.read();
            vault.admit(fresh);
            if (place.made()) {
                place.put(fresh);
            }
            return renew(vault, fresh, "the secret in a file", Optional.of(place.file()));
        } catch (IOException e) {
            throw new Fault(
                    "encrypting the keys anew did not end: " + e.getMessage()
                            + "; what opened them still does, run the command again",
                    e);
        }
    }

    private static Renewed renew(Vault vault, Unlock only, String openedBy, Optional<Path> secret) throws Refused {
        vault.renew(only);
        return new Renewed(vault.roles().size(), openedBy, secret);
    }

    /** With the recovery file, on a machine that has no secret for it: makes one here. */
    public Renewed recover(Path recovery) throws Refused {
        return locked(() -> renew(openWithRecovery(recovery), Optional.empty(), false));
    }

    /** Something that no node may run beside. */
    @FunctionalInterface
    interface Locked<T> {
        T run() throws Refused;
    }

    /** @throws Refused {@code node-runs} when a node runs in the folder */
    <T> T locked(Locked<T> work) throws Refused {
        try (FileChannel channel =
                FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (!isHeld(channel)) {
                throw Refusal.of("node-runs", "", "A node runs in " + home + "; stop it first.")
                        .toException();
            }
            return work.run();
        } catch (IOException e) {
            throw new Fault("cannot use the folder " + SafeText.line(home.toString()) + ": " + e.getMessage(), e);
        }
    }

    /** Takes the lock, which goes with the channel. */
    private static boolean isHeld(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldHere) {
            return false;
        }
    }

    private Unlock.Passphrase askPassphrase(String prompt) throws Refused {
        return Unlock.Passphrase.of(surroundings.console().password(prompt));
    }

    private Unlock.Passphrase choosePassphrase() throws Refused {
        char[] first = surroundings.console().password("new passphrase for the keys: ");
        if (!java.util.Arrays.equals(first, surroundings.console().password("again: "))) {
            throw Refusal.of("passphrase-differs", "", "The two passphrases differ; nothing was changed.")
                    .toException();
        }
        return Unlock.Passphrase.of(first);
    }
}
