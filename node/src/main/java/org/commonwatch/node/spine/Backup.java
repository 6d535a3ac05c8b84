package org.commonwatch.node.spine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that cannot be rebuilt, as one POSIX tar, while the node runs and however busy it is: a consistent copy of
 * {@code local.db} (SQLite's own {@code VACUUM INTO}), each log as of one moment after the backup began ({@link LogBackup}), then
 * keys and settings, among them those of every log. Restoring opens a log as one that was published by others; {@code index.db} is
 * left out.
 */
@ApplicationScoped
public class Backup {
    private static final List<String> SMALL_FILES = List.of("format", "owner.token");

    private static final String COPY_PREFIX = "local.db.backup-";

    private final Home home;
    private final SqliteStore local;
    private final Logs logs;

    @Inject
    Backup(Home home, @Local SqliteStore local, Logs logs) {
        this.home = home;
        this.local = local;
        this.logs = logs;
        forgetOldCopies();
    }

    /** Copies whose backup was never written out, because the client or the node went away. */
    private void forgetOldCopies() {
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(home.root(), COPY_PREFIX + "*")) {
            for (Path copy : copies) {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting old copies in " + home.root(), e);
        }
    }

    /** A backup whose copy of {@code local.db} is made; writing it out deletes that copy. */
    public final class Prepared {
        private final Path localCopy;
        private final List<HostedLog> of;

        private Prepared(Path localCopy, List<HostedLog> of) {
            this.localCopy = localCopy;
            this.of = of;
        }

        public void writeTo(OutputStream out) throws IOException {
            try {
                write(new TarWriter(out), localCopy, of);
            } finally {
                Files.deleteIfExists(localCopy);
            }
        }
    }

    /** @throws StoreFault when the disk has no room for a second {@code local.db} */
    public Prepared prepare() throws IOException {
        // Of a log that is made later local.db may know nothing yet.
        List<HostedLog> of = List.copyOf(logs.hosted());
        // SQLite writes into an empty file; each backup has its own, so that two at once do not meet.
        Path copy = Files.createTempFile(home.root(), COPY_PREFIX, "");
        try {
            local.copyTo(copy);
        } catch (RuntimeException fault) {
            Files.deleteIfExists(copy);
            throw fault;
        }
        return new Prepared(copy, of);
    }

    private void write(TarWriter tar, Path localCopy, List<HostedLog> of) throws IOException {
        tar.file("local.db", localCopy);
        for (HostedLog log : of) {
            new LogBackup(home, logs, log, tar).write();
        }
        // A cosigner that was set back could sign a second history: a restored node gets a new one, which nobody counts
        // yet.
        for (Path file : files(home.keys())) {
            if (!Keys.isCosigner(file)) {
                tar.file(home.root().relativize(file).toString(), file);
            }
        }
        for (String name : SMALL_FILES) {
            Path file = home.root().resolve(name);
            if (Files.exists(file)) {
                tar.file(name, Files.readAllBytes(file));
            }
        }
        tar.finish();
    }

    /** Regular files but temporary ones, sorted; what is renamed or deleted while it is looked at is not there. */
    static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !file.toString().endsWith(".tmp")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException fault) throws IOException {
                if (fault instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw fault;
            }
        });
        files.sort(null);
        return files;
    }
}
