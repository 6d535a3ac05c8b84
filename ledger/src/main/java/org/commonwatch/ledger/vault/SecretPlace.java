package org.commonwatch.ledger.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * The file in which a vault's secret lies, outside the home folder: one that the operator names, else a systemd credential, else
 * one that is made once in the user's state folder.
 *
 * @param made whether it is ours to make, and to replace
 */
public record SecretPlace(Path file, boolean made, boolean credential) {
    /** Names the secret's file. */
    public static final String VARIABLE = "COMMONWATCH_SECRET_FILE";

    /** The credential's name under systemd. */
    public static final String CREDENTIAL = "commonwatch-secret";

    private static final int SECRET_BYTES = 32;

    /**
     * @param environment of the process: {@value #VARIABLE}, {@code CREDENTIALS_DIRECTORY}, {@code XDG_STATE_HOME}, {@code HOME}
     * @param vault its id, which names the file where one is made
     * @throws Refused {@code secret-nowhere} when there is no place for it
     */
    public static SecretPlace of(Map<String, String> environment, String vault) throws Refused {
        Optional<String> named = variable(environment, VARIABLE);
        if (named.isPresent()) {
            return new SecretPlace(Path.of(named.orElseThrow()).toAbsolutePath(), false, false);
        }
        Optional<Path> credential = variable(environment, "CREDENTIALS_DIRECTORY")
                .map(folder -> Path.of(folder, CREDENTIAL))
                .filter(Files::exists);
        return credential.isPresent()
                ? new SecretPlace(credential.orElseThrow(), false, true)
                : made(environment, vault);
    }

    /** The one that is made when nobody names any. */
    public static SecretPlace made(Map<String, String> environment, String vault) throws Refused {
        Path state = variable(environment, "XDG_STATE_HOME")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .or(() -> variable(environment, "HOME")
                        .map(home -> Path.of(home, ".local", "state"))
                        .filter(Path::isAbsolute))
                .orElseThrow(() -> Refusal.of(
                                "secret-nowhere",
                                "",
                                "There is no folder for the secret that locks this node's keys: set HOME or"
                                        + " XDG_STATE_HOME, or name a file of your own in " + VARIABLE + ".")
                        .toException());
        return new SecretPlace(state.resolve("commonwatch").resolve("secrets").resolve(vault + ".secret"), true, false);
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    public boolean exists() {
        return Files.exists(file);
    }

    /** Whether who copies the folder gets the secret with it. */
    public boolean isWithin(Path folder) {
        return real(file).startsWith(real(folder));
    }

    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path there = absolute; there != null; there = there.getParent()) {
            if (Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
                try {
                    return there.toRealPath()
                            .resolve(there.relativize(absolute))
                            .normalize();
                } catch (IOException unreadable) {
                    return absolute;
                }
            }
        }
        return absolute;
    }

    /** @throws Refused {@code secret-missing}, {@code permissions-open}, {@code secret-short}, {@code secret-long} */
    public Unlock.Secret read() throws Refused, IOException {
        if (!exists()) {
            throw Refusal.of(
                            "secret-missing",
                            file.toString(),
                            "The secret that opens this node's keys is not at " + file + ". Bring it there, or name"
                                    + " its file in " + VARIABLE
                                    + ", or use the owner's recovery file: commonwatch keys"
                                    + " reencrypt --recovery FILE")
                    .toException();
        }
        if (credential) {
            Permissions.notOthers(file);
        } else {
            Permissions.ownerOnly(file);
        }
        // A line end more than the longest secret; anything longer is told as too long.
        try (var in = Files.newInputStream(file)) {
            return Unlock.Secret.of(in.readNBytes(Unlock.SECRET_BYTES_MAX + 3));
        }
    }

    /** 32 bytes from chance, as text; in no file yet. */
    public static Unlock.Secret fresh(SecureRandom random) throws Refused {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return Unlock.Secret.of(HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII));
    }

    /** Puts a secret in this place, in folders of this user alone, replacing what is there; durable when this returns. */
    public void put(Unlock.Secret secret) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        Path folder = file.getParent();
        Files.createDirectories(folder, attributes(posix, "rwx------"));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, attributes(posix, "rw-------"));
        try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(secret.bytes().length + 1)
                    .put(secret.bytes())
                    .put((byte) '\n')
                    .flip();
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static FileAttribute<?>[] attributes(boolean posix, String permissions) {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[] {};
    }
}
