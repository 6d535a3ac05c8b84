package org.commonwatch.node.spine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that cannot be rebuilt, as one POSIX tar, while the node runs: first a consistent copy of {@code local.db}
 * (SQLite's own {@code VACUUM INTO}), keys and settings, then each log. A log only grows, and its checkpoint is written
 * last of all its files, so every byte the checkpoint covers is in the archive; restoring recovers a log exactly as after a
 * crash. {@code index.db} is left out.
 */
@ApplicationScoped
public class Backup {
    private static final List<String> SMALL_FILES = List.of("format", "owner.token");

    private final Home home;
    private final SqliteStore local;
    private final Logs logs;

    @Inject
    Backup(Home home, @Local SqliteStore local, Logs logs) {
        this.home = home;
        this.local = local;
        this.logs = logs;
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
        Path copy = home.root().resolve("local.db.backup");
        Files.deleteIfExists(copy);
        local.copyTo(copy);
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
        folder(tar, "keys", Optional.empty());
        for (Log log : logs.all()) {
            String file = "ledger/" + log.name() + ".json";
            tar.file(file, Files.readAllBytes(home.root().resolve(file)));
            // The head is read first and written last: what it covers was on disk before it, and is archived after it.
            Path folder = home.ledger().resolve(log.name());
            byte[] checkpoint = logs.hosted(log.number()).reader().checkpoint().toBytes();
            folder(tar, "ledger/" + log.name(), Optional.of(folder.resolve("checkpoint")));
            tar.file("ledger/" + log.name() + "/checkpoint", checkpoint);
        }
        tar.finish();
    }

    private void folder(TarWriter tar, String name, Optional<Path> without) throws IOException {
        try (Stream<Path> files = Files.walk(home.root().resolve(name))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                boolean left = without.map(file::equals).orElse(false)
                        || file.toString().endsWith(".tmp");
                if (!left) {
                    add(tar, file);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void add(TarWriter tar, Path file) throws IOException {
        try {
            tar.file(home.root().relativize(file).toString(), file);
        } catch (NoSuchFileException superseded) {
            // A partial tile that a wider one replaced meanwhile; the wider one holds the same bytes and more.
            return;
        }
    }
}
