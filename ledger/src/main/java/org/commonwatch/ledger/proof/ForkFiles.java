package org.commonwatch.ledger.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;

/**
 * Proofs that a log signed two histories, as files of their own under {@code evidence/} of its folder. Several threads may keep
 * proofs there: each file is named after what it holds, and written whole.
 */
public final class ForkFiles {
    /** Files kept: one convicts, and a log that signs anything would fill the disk. */
    static final int FILES_MAX = 64;

    private final Disk disk;
    private final Path logDirectory;
    private final Path directory;

    /** @param logDirectory of the log, which is there when something is kept */
    public ForkFiles(Disk disk, Path logDirectory) {
        this.disk = disk;
        this.logDirectory = logDirectory;
        this.directory = logDirectory.resolve("evidence");
    }

    /**
     * Durable on return, unless there are {@link #FILES_MAX} already.
     *
     * @throws IOException when the disk fails; nothing is kept then, keep it again
     */
    public void keep(Fork fork) throws IOException {
        Path file = directory.resolve(fork.fileName());
        if (disk.exists(file) || names().size() >= FILES_MAX) {
            return;
        }
        disk.createDirectories(directory);
        disk.syncDirectory(logDirectory);
        disk.replace(file, fork.toBytes());
        disk.syncDirectory(directory);
    }

    /**
     * A damaged file proves nothing and hides nothing: the others are given.
     *
     * @throws DiskFault when the disk fails
     */
    public List<Fork> all() {
        try {
            List<Fork> forks = new ArrayList<>();
            for (String name : names()) {
                parse(disk.readAll(directory.resolve(name), Fork.BYTES_MAX)).ifPresent(forks::add);
            }
            return List.copyOf(forks);
        } catch (IOException e) {
            throw new DiskFault("reading the evidence in " + directory, e);
        }
    }

    private static Optional<Fork> parse(byte[] file) {
        try {
            return Optional.of(Fork.parse(file));
        } catch (Refused damaged) {
            return Optional.empty();
        }
    }

    private List<String> names() throws IOException {
        return disk.list(directory).stream()
                .filter(name -> name.startsWith("fork-") && !name.endsWith(".tmp"))
                .toList();
    }
}
