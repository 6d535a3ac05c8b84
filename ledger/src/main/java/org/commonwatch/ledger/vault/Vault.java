package org.commonwatch.ledger.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;

/**
 * A folder of locked keys, open. Each key is a file of its own, locked with the vault's key, which the file {@code vault} holds
 * locked with whatever opens it from outside.
 *
 * <p>What a crash leaves can always be opened and finished. A new secret is first {@linkplain #admit admitted} beside the old;
 * then {@link #renew} makes a new vault key, writes it with the old one locked inside, locks each file anew and drops the old
 * one; {@link #open} does the rest of that when it finds it half done. Safe from many threads.
 */
public final class Vault {
    private static final String FILE = "vault";
    private static final String SUFFIX = ".key";
    private static final String ROLE = "[a-z0-9][a-z0-9-]{0,99}";
    private static final int ID_BYTES = 16;

    private final Disk disk;
    private final Path folder;
    private final SecureRandom random;
    private VaultFile file;
    private byte[] key;

    /** The ways that must stay while another is added: the one by which it was opened. */
    private List<Slot> used;

    private Vault(Disk disk, Path folder, SecureRandom random, VaultFile file, byte[] key, List<Slot> used) {
        this.disk = disk;
        this.folder = folder;
        this.random = random;
        this.file = file;
        this.key = key;
        this.used = used;
    }

    /** A name for a vault that is not there yet, so that its secret can be kept under it first. */
    public static String freshId(SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** Makes an empty vault in a folder that has none; durable when this returns. */
    public static Vault create(Disk disk, Path folder, String id, Unlock unlock, SecureRandom random) {
        byte[] key = new byte[LockedBox.SECRET_BYTES];
        random.nextBytes(key);
        List<Slot> slots = List.of(Slot.of(id, unlock, key, random));
        VaultFile file = new VaultFile(id, VaultFile.commitment(key), slots, Optional.empty());
        Vault vault = new Vault(disk, folder, random, file, key, slots);
        try {
            disk.createDirectories(folder);
            disk.syncDirectory(
                    Objects.requireNonNullElse(folder.toAbsolutePath().getParent(), folder));
        } catch (IOException e) {
            throw new DiskFault("making " + folder, e);
        }
        vault.put(file);
        return vault;
    }

    /**
     * What a closed vault says of itself.
     *
     * @param passphrase whether a passphrase opens it
     * @param secret whether a secret does
     */
    public record Closed(String id, boolean passphrase, boolean secret) {}

    /** Empty: the folder holds no vault. */
    public static Optional<Closed> look(Disk disk, Path folder) throws Refused {
        return file(disk, folder)
                .map(file -> new Closed(
                        file.id(),
                        file.slots().stream().anyMatch(Slot::isPassphrase),
                        file.slots().stream().anyMatch(slot -> !slot.isPassphrase())));
    }

    /**
     * Opens the vault of a folder, and finishes what a crash left half done.
     *
     * @throws Refused {@code vault-missing}, {@code vault-secret-wrong}, or what a damaged file is refused for
     */
    public static Vault open(Disk disk, Path folder, Unlock unlock, SecureRandom random) throws Refused {
        VaultFile file = present(disk, folder);
        for (Slot slot : file.slots()) {
            Optional<byte[]> key = slot.open(file.id(), unlock);
            if (key.isPresent()) {
                return opened(new Vault(disk, folder, random, file, key.orElseThrow(), List.of(slot)));
            }
        }
        throw Refusal.of("vault-secret-wrong", "", "This does not open the keys in " + folder + ".")
                .toException();
    }

    /**
     * Opens it with the owner's copy of its key.
     *
     * @throws Refused {@code recovery-other} when it is of another vault or of a time before its keys were encrypted anew
     */
    public static Vault open(Disk disk, Path folder, Recovery recovery, SecureRandom random) throws Refused {
        VaultFile file = present(disk, folder);
        if (!file.id().equals(recovery.vault())
                || !VaultFile.commitment(recovery.key()).equals(file.commitment())) {
            throw Refusal.of(
                            "recovery-other",
                            "",
                            "The recovery file is another node's, or older than the last `keys reencrypt`.")
                    .toException();
        }
        List<Slot> some = file.slots().stream().limit(VaultFile.SLOTS_MAX - 1).toList();
        return opened(new Vault(disk, folder, random, file, recovery.key(), some));
    }

    private static Vault opened(Vault vault) throws Refused {
        if (!VaultFile.commitment(vault.key).equals(vault.file.commitment())) {
            throw Refusal.of("vault-damaged", "", "The vault holds another key than it says.")
                    .toException();
        }
        vault.finish();
        return vault;
    }

    public String id() {
        return file.id();
    }

    /** The owner's copy of the key. */
    public synchronized Recovery recovery() {
        return new Recovery(file.id(), key);
    }

    /** Whose secrets are here, sorted. */
    public synchronized List<String> roles() {
        try {
            return disk.list(folder).stream()
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .toList();
        } catch (IOException e) {
            throw new DiskFault("listing " + folder, e);
        }
    }

    /**
     * The 32 secret bytes of a role; empty when there are none.
     *
     * @throws Refused when the file is damaged, another role's or another vault's
     */
    public synchronized Optional<byte[]> read(String role) throws Refused {
        Optional<KeyFile> found = keyFile(role);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Optional<byte[]> secret = found.orElseThrow().box().open(key, purpose(role));
        if (secret.isEmpty()) {
            throw Refusal.of(
                            "key-other-vault",
                            path(role).toString(),
                            "The key file is locked with another vault's key; restore it from a backup.")
                    .toException();
        }
        return secret;
    }

    /** Keeps 32 secret bytes; durable when this returns. */
    public synchronized void write(String role, byte[] secret) {
        LockedBox box = LockedBox.seal(key, purpose(role), secret, random);
        replace(path(role), new KeyFile(file.id(), role, box).toBytes());
    }

    /** Deletes a role's secret; nothing happens when there is none. */
    public synchronized void delete(String role) {
        try {
            disk.delete(path(role));
            disk.syncDirectory(folder);
        } catch (IOException e) {
            throw new DiskFault("deleting " + path(role), e);
        }
    }

    /** Lets something more open the vault; what opened it now still does, other ways are dropped. */
    public synchronized void admit(Unlock more) {
        List<Slot> slots =
                Stream.concat(used.stream(), Stream.of(slot(more, key))).toList();
        put(new VaultFile(file.id(), file.commitment(), slots, file.previous()));
    }

    /** Makes a new key, locks everything with it, and leaves this one way in. Older copies stay as they were. */
    public synchronized void renew(Unlock only) throws Refused {
        byte[] fresh = new byte[LockedBox.SECRET_BYTES];
        random.nextBytes(fresh);
        LockedBox old = LockedBox.seal(fresh, previousPurpose(), key, random);
        used = List.of(slot(only, fresh));
        put(new VaultFile(file.id(), VaultFile.commitment(fresh), used, Optional.of(old)));
        key = fresh;
        finish();
    }

    private void finish() throws Refused {
        if (file.previous().isEmpty()) {
            return;
        }
        byte[] old = file.previous()
                .orElseThrow()
                .open(key, previousPurpose())
                .orElseThrow(() -> Refusal.of("vault-damaged", "", "The vault's older key is locked with another.")
                        .toException());
        for (String role : roles()) {
            LockedBox box = keyFile(role).orElseThrow().box();
            Optional<byte[]> still = box.open(old, purpose(role));
            if (still.isPresent()) {
                write(role, still.orElseThrow());
            }
        }
        put(new VaultFile(file.id(), file.commitment(), file.slots(), Optional.empty()));
    }

    private Slot slot(Unlock unlock, byte[] vaultKey) {
        return Slot.of(file.id(), unlock, vaultKey, random);
    }

    private String purpose(String role) {
        return KeyFile.purpose(file.id(), role);
    }

    private String previousPurpose() {
        return "vault " + file.id() + " previous";
    }

    private Path path(String role) {
        if (!role.matches(ROLE)) {
            throw new IllegalArgumentException("a role is small letters, digits and '-': " + role);
        }
        return folder.resolve(role + SUFFIX);
    }

    private Optional<KeyFile> keyFile(String role) throws Refused {
        Path path = path(role);
        if (!disk.exists(path)) {
            return Optional.empty();
        }
        try {
            KeyFile found = KeyFile.parse(disk.readAll(path, KeyFile.BYTES_MAX));
            if (!found.role().equals(role) || !found.vault().equals(file.id())) {
                throw Refusal.of("key-other-vault", path.toString(), "The key file is of another role or vault.")
                        .toException();
            }
            return Optional.of(found);
        } catch (IOException e) {
            throw new DiskFault("reading " + path, e);
        } catch (Refused damaged) {
            throw new Refused(damaged.refusal().under(path.toString()));
        }
    }

    private static VaultFile present(Disk disk, Path folder) throws Refused {
        return file(disk, folder)
                .orElseThrow(() -> Refusal.of("vault-missing", "", "There are no locked keys in " + folder + ".")
                        .toException());
    }

    private static Optional<VaultFile> file(Disk disk, Path folder) throws Refused {
        Path path = folder.resolve(FILE);
        if (!disk.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(VaultFile.parse(disk.readAll(path, VaultFile.BYTES_MAX)));
        } catch (IOException e) {
            throw new DiskFault("reading " + path, e);
        }
    }

    private void put(VaultFile fresh) {
        replace(folder.resolve(FILE), fresh.toBytes());
        file = fresh;
    }

    private void replace(Path path, byte[] bytes) {
        try {
            disk.replace(path, bytes);
            disk.syncDirectory(folder);
        } catch (IOException e) {
            throw new DiskFault("writing " + path, e);
        }
    }

    @Override
    public String toString() {
        return "Vault[" + file.id() + "]";
    }
}
