package org.commonwatch.node.spine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.commonwatch.kernel.HomeFormat;
import org.commonwatch.ledger.vault.Vault;
import org.jspecify.annotations.Nullable;

/**
 * The node's folder: {@code ledger/}, {@code local.db}, {@code index.db}, {@code keys/} and a format number. It belongs to
 * one process (held by a file lock) and one user (mode 0700).
 */
public final class Home implements AutoCloseable {
    private static final String RESTORED = "restored";

    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path root;
    private final FileChannel lockFile;

    /** Opened when a key is first needed. Guarded by {@code this}. */
    private Optional<Vault> vault = Optional.empty();

    /** Guarded by {@code this}. */
    private Optional<OwnKeys> own = Optional.empty();

    private Home(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Opens the folder, making it if it is missing.
     *
     * @throws HomeUnusable when another node runs in it, a newer release wrote it, or it cannot be written
     */
    public static Home open(Path root) {
        try {
            Files.createDirectories(root);
            if (supportsPosix(root)) {
                Files.setPosixFilePermissions(root, OWNER_ONLY_FOLDER);
            }
            FileChannel lockFile =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(lockFile) == null) {
                lockFile.close();
                throw new HomeUnusable("another node already runs in " + root
                        + "; stop it first, or give this one its own folder with --home");
            }
            noteIfRestored(root);
            checkFormat(root);
            return new Home(root, lockFile);
        } catch (IOException e) {
            throw new HomeUnusable("cannot use the folder " + root + ": " + e.getMessage());
        }
    }

    /** A backup has no index. The mark outlives a crash until the node has done what it must do before it serves. */
    private static void noteIfRestored(Path root) throws IOException {
        boolean restored = Files.exists(root.resolve("format")) && !Files.exists(root.resolve("index.db"));
        if (restored && !Files.exists(root.resolve(RESTORED))) {
            Files.createFile(root.resolve(RESTORED));
        }
    }

    /** Whether the folder came out of a backup, or lost its index, and nobody was served from it since. */
    public boolean isRestored() {
        return Files.exists(root.resolve(RESTORED));
    }

    /** What was erased after the backup was made is erased here too. */
    public void served() {
        try {
            Files.deleteIfExists(root.resolve(RESTORED));
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + root.resolve(RESTORED), e);
        }
    }

    public Path root() {
        return root;
    }

    public Path ledger() {
        return root.resolve("ledger");
    }

    public Path localDb() {
        return root.resolve("local.db");
    }

    public Path indexDb() {
        return root.resolve("index.db");
    }

    public Path keys() {
        return root.resolve("keys");
    }

    /** The open vault of {@link #keys}, the same for everybody. */
    synchronized Vault vault(Supplier<Vault> opening) {
        Vault open = vault.orElseGet(opening);
        vault = Optional.of(open);
        return open;
    }

    /** Which keys this organisation speaks with, the same for everybody. */
    synchronized OwnKeys own(Supplier<OwnKeys> opening) {
        OwnKeys open = own.orElseGet(opening);
        own = Optional.of(open);
        return open;
    }

    /** Writes a small secret so that only this user can read it, replacing it atomically. */
    public void writeSecret(Path file, byte[] secret) {
        try {
            replace(file, secret, supportsPosix(root));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }

    private static void replace(Path file, byte[] content, boolean posix) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        if (posix) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY_FILE));
        }
        try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(
                fresh,
                file,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        // Without this the name may be lost with the power: a new key would then be made beside a log of the old one.
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** From here on no release that knows only older formats opens the folder; durable when this returns. */
    void raiseFormat() {
        writeSecret(root.resolve("format"), (HomeFormat.NEWEST + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException("releasing the lock of " + root, e);
        }
    }

    private static void checkFormat(Path root) throws IOException {
        Path marker = root.resolve("format");
        String text = Files.exists(marker)
                ? Files.readString(marker, StandardCharsets.UTF_8).strip()
                : "";
        if (text.isEmpty()) {
            // New, or power failed while an earlier release wrote it: it is whole or not there.
            replace(marker, (HomeFormat.NEWEST + "\n").getBytes(StandardCharsets.UTF_8), supportsPosix(root));
            return;
        }
        int found = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
        if (found > HomeFormat.NEWEST) {
            throw new HomeUnusable(
                    "the folder " + root + " has format " + text + ", written by a newer release; this one knows "
                            + HomeFormat.NEWEST + ". Run that release, or restore a backup into an empty folder");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static boolean supportsPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
