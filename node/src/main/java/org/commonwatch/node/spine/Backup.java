package org.commonwatch.node.spine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Everything that cannot be rebuilt, as one POSIX tar, while the node runs: first a consistent copy of {@code local.db}
 * (SQLite's own {@code VACUUM INTO}), keys and settings, then each log: its changing files as of one moment, then all that
 * never changes. Restoring recovers a log exactly as after a crash at that moment. {@code index.db} is left out.
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

        private Prepared(Path localCopy) {
            this.localCopy = localCopy;
        }

        public void writeTo(OutputStream out) throws IOException {
            try {
                write(new TarWriter(out), localCopy);
            } finally {
                Files.deleteIfExists(localCopy);
            }
        }
    }

    /** @throws StoreFault when the disk has no room for a second {@code local.db} */
    public Prepared prepare() throws IOException {
        // SQLite writes into an empty file; each backup has its own, so that two at once do not meet.
        Path copy = Files.createTempFile(home.root(), COPY_PREFIX, "");
        try {
            local.copyTo(copy);
        } catch (RuntimeException fault) {
            Files.deleteIfExists(copy);
            throw fault;
        }
        return new Prepared(copy);
    }

    private void write(TarWriter tar, Path localCopy) throws IOException {
        for (String name : SMALL_FILES) {
            Path file = home.root().resolve(name);
            if (Files.exists(file)) {
                tar.file(name, Files.readAllBytes(file));
            }
        }
        tar.file("local.db", localCopy);
        // A cosigner that was set back could sign a second history: a restored node gets a new one, which nobody counts
        // yet.
        for (Path file : LogSnapshot.files(home.keys(), key -> !Keys.isCosigner(key))) {
            add(tar, file);
        }
        for (Log log : logs.all()) {
            String file = "ledger/" + log.name() + ".json";
            tar.file(file, Files.readAllBytes(home.root().resolve(file)));
            writeLog(tar, log);
        }
        tar.finish();
    }

    /** What changes first, as of one moment: every payload and full tile it speaks of was on disk before. */
    private void writeLog(TarWriter tar, Log log) throws IOException {
        Path folder = home.ledger().resolve(log.name());
        for (Map.Entry<Path, byte[]> file :
                logs.hosted(log.number()).changingFiles(folder).entrySet()) {
            tar.file(home.root().relativize(file.getKey()).toString(), file.getValue());
        }
        for (Path file : LogSnapshot.lasting(folder)) {
            add(tar, file);
        }
    }

    private void add(TarWriter tar, Path file) throws IOException {
        try {
            tar.file(home.root().relativize(file).toString(), file);
        } catch (NoSuchFileException superseded) {
            // Erased since it was listed.
            return;
        }
    }
}
