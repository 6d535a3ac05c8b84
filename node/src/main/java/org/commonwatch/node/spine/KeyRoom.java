package org.commonwatch.node.spine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.vault.Permissions;
import org.commonwatch.ledger.vault.SecretPlace;
import org.commonwatch.ledger.vault.Unlock;
import org.commonwatch.ledger.vault.Vault;
import org.jboss.logging.Logger;

/**
 * Opens the folder {@code keys/} at the start: makes the vault at the first one, locks keys that an older release kept in clear,
 * and refuses files that others on the machine may read. A crash at any point leaves what the next start goes on from: a clear
 * file goes when its locked one reads back the same, and not before the folder's format keeps older releases out.
 */
final class KeyRoom {
    private static final String CLEAR = ".seed";
    private static final Logger LOG = Logger.getLogger(KeyRoom.class);

    private final Home home;
    private final Map<String, String> environment;
    private final Passphrases passphrases;
    private final SecureRandom random;
    private final Disk disk;

    KeyRoom(Home home, Map<String, String> environment, Passphrases passphrases, SecureRandom random, Disk disk) {
        this.home = home;
        this.environment = Map.copyOf(environment);
        this.passphrases = passphrases;
        this.random = random;
        this.disk = disk;
    }

    /** The open vault of a home folder; opened once. */
    static Vault of(Home home, SecureRandom random) {
        return home.vault(
                () -> new KeyRoom(home, System.getenv(), Passphrases.terminal(), random, LocalDisk.ownerOnly()).open());
    }

    /** @throws HomeUnusable when the keys cannot be opened; the message says what to do */
    Vault open() {
        try {
            checkFiles();
            Vault vault = Vault.look(disk, home.keys()).isPresent() ? unlock() : make();
            lockClear(vault);
            return vault;
        } catch (Refused refused) {
            throw new HomeUnusable(refused.refusal().message());
        } catch (IOException e) {
            throw new HomeUnusable("cannot open the keys in " + home.keys() + ": " + e.getMessage());
        } catch (DiskFault fault) {
            throw new HomeUnusable("cannot open the keys: " + fault.getMessage());
        }
    }

    private void checkFiles() throws IOException, Refused {
        Files.createDirectories(home.keys());
        if (home.keys().getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(home.keys(), PosixFilePermissions.fromString("rwx------"));
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home.keys())) {
            for (Path file : files) {
                Permissions.ownerOnly(file);
            }
        }
    }

    private Vault unlock() throws Refused, IOException {
        Vault.Closed closed = Vault.look(disk, home.keys()).orElseThrow();
        if (!closed.secret()) {
            return Vault.open(disk, home.keys(), passphrases.ask(), random);
        }
        if (passphrases.wanted()) {
            throw new HomeUnusable("this node has keys already, locked with a secret; go over to a passphrase with:"
                    + " commonwatch keys reencrypt --passphrase");
        }
        SecretPlace place = SecretPlace.of(environment, closed.id());
        try {
            Vault vault = Vault.open(disk, home.keys(), place.read(), random);
            warnWithin(place);
            return vault;
        } catch (Refused refused) {
            if (closed.passphrase()) {
                // Going over from a passphrase to a secret was interrupted.
                return Vault.open(disk, home.keys(), passphrases.ask(), random);
            }
            if (refused.refusal().code().equals("vault-secret-wrong")) {
                throw new HomeUnusable("the secret at " + place.file() + " does not open the keys in " + home.keys()
                        + "; they were locked with another one. To go over to it, with the old one or the recovery file"
                        + " at hand: commonwatch keys reencrypt --help");
            }
            throw refused;
        }
    }

    /** The secret is durable before anything is locked with it. */
    private Vault make() throws Refused, IOException {
        String id = Vault.freshId(random);
        Unlock unlock = passphrases.wanted() ? passphrases.choose() : secret(id);
        Vault vault = Vault.create(disk, home.keys(), id, unlock, random);
        home.raiseFormat();
        return vault;
    }

    private Unlock secret(String id) throws Refused, IOException {
        SecretPlace place = SecretPlace.of(environment, id);
        if (!place.made()) {
            return place.read();
        }
        Unlock.Secret fresh = SecretPlace.fresh(random);
        try {
            place.put(fresh);
        } catch (IOException e) {
            throw new HomeUnusable("cannot write the secret that locks this node's keys to " + place.file() + ": "
                    + e.getMessage() + ". Name a file of your own in " + SecretPlace.VARIABLE
                    + ", or another folder in XDG_STATE_HOME");
        }
        warnWithin(place);
        return fresh;
    }

    private void warnWithin(SecretPlace place) {
        if (place.isWithin(home.root())) {
            LOG.warnf(
                    "the secret that locks this node's keys lies within the home folder (%s): who copies the folder opens"
                            + " the keys. Name a file elsewhere in %s",
                    place.file(), SecretPlace.VARIABLE);
        }
    }

    private void lockClear(Vault vault) throws IOException, Refused {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home.keys(), "*" + CLEAR)) {
            for (Path file : files) {
                // A crash may have come between the vault and the format.
                home.raiseFormat();
                lock(vault, file);
            }
        }
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(home.keys(), "*" + CLEAR + ".new")) {
            for (Path file : unfinished) {
                Files.delete(file);
            }
        }
        disk.syncDirectory(home.keys());
    }

    private void lock(Vault vault, Path clear) throws IOException, Refused {
        String name = clear.getFileName().toString();
        String role = name.substring(0, name.length() - CLEAR.length());
        String text = Files.readString(clear, StandardCharsets.US_ASCII).strip();
        if (!text.matches("[0-9a-f]{64}")) {
            throw new HomeUnusable("the key file " + clear + " is damaged; restore it from a backup");
        }
        byte[] seed = HexFormat.of().parseHex(text);
        if (vault.read(role).isEmpty()) {
            vault.write(role, seed);
        }
        Optional<byte[]> kept = vault.read(role);
        if (kept.isEmpty() || !MessageDigest.isEqual(kept.orElseThrow(), seed)) {
            throw new HomeUnusable("the key file " + clear + " holds another key than its locked one; move away the"
                    + " one that this node never used");
        }
        disk.delete(clear);
    }
}
