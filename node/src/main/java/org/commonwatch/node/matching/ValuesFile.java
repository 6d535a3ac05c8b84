package org.commonwatch.node.matching;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.TooBusy;

/**
 * Writes the values of one answer to a file that goes with it: the pass over them holds a reading connection of the index, and
 * whoever fetches slowly must not.
 */
@Singleton
class ValuesFile {
    /** Answers made at once: a million values take seconds of one core. */
    private static final int AT_ONCE_MAX = 1;

    private static final int PATIENCE_SECONDS = 30;
    private static final String PREFIX = "values-";
    private static final String SUFFIX = ".tsv";

    private final Path folder;
    private final Semaphore turn = new Semaphore(AT_ONCE_MAX, true);

    @Inject
    ValuesFile(Home home) throws IOException {
        this.folder = Files.createDirectories(MatchIndex.folder(home));
        // Left by a process that was killed while it wrote one.
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    /** @param bytes closing them deletes the file */
    record Written(InputStream bytes, long length) {}

    /** @throws TooBusy when others ask as well */
    Written write(ActiveValues active, Gate gate) throws IOException {
        takeTurn();
        try {
            Path file = Files.createTempFile(folder, PREFIX, SUFFIX);
            boolean whole = false;
            try {
                write(active, gate, file);
                // Its size first: where a file can be read without a name, opening it takes the name away.
                long length = Files.size(file);
                Written written = new Written(Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE), length);
                whole = true;
                return written;
            } finally {
                if (!whole) {
                    Files.deleteIfExists(file);
                }
            }
        } finally {
            turn.release();
        }
    }

    private static void write(ActiveValues active, Gate gate, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            active.forEach(guarded -> write(guarded, gate, out));
        } catch (UncheckedIOException e) {
            throw new IOException("writing what is looked for to " + file, e);
        }
    }

    private static void write(Guarded<ActiveValue> guarded, Gate gate, OutputStream out) {
        gate.open(guarded)
                // Foreign text: what holds a line end would be two lines, and no line holds it.
                .filter(value -> value.text().indexOf('\n') < 0)
                .ifPresent(value -> {
                    try {
                        out.write((value.kind().word() + "\t" + value.text() + "\n").getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private void takeTurn() {
        try {
            if (!turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new TooBusy("the values are being written for others");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TooBusy("interrupted while waiting to write the values");
        }
    }
}
