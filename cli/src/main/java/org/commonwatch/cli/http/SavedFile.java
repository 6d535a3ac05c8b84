package org.commonwatch.cli.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.SafeText;

/**
 * A file that appears under its name only when it is complete: written beside it, flushed to disk, then renamed. Left
 * unfinished, it is deleted and whatever had the name before stays.
 */
public final class SavedFile implements AutoCloseable {
    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private final OutputStream out;
    private boolean finished;

    /** Who may read the file. */
    public enum Readers {
        /** As the user's umask says. */
        USUAL,
        /** The user only: the file holds keys. */
        OWNER
    }

    private SavedFile(Path file, Path part, FileChannel channel) {
        this.file = file;
        this.part = part;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024);
    }

    public static SavedFile start(Path file, Readers readers) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (Files.isDirectory(file)) {
                throw new Fault(SafeText.line(file.toString()) + " is a folder; name a file in it");
            }
            Files.deleteIfExists(part);
            if (readers == Readers.OWNER
                    && part.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(part);
            }
            return new SavedFile(file, part, FileChannel.open(part, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new Fault("cannot write " + SafeText.line(part.toString()) + ": " + e.getMessage(), e);
        }
    }

    public OutputStream out() {
        return out;
    }

    /** Makes the file durable and gives it its name. */
    public void finish() {
        try {
            out.flush();
            channel.force(true);
            channel.close();
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            finished = true;
        } catch (IOException e) {
            throw new Fault("cannot write " + SafeText.line(file.toString()) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            if (!finished) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new Fault("cannot tidy up " + SafeText.line(part.toString()) + ": " + e.getMessage(), e);
        }
    }
}
