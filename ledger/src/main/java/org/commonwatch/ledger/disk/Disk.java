package org.commonwatch.ledger.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file operations a log rests on. An {@link IOException} from any changing operation means <em>maybe done</em>: the
 * caller reads back or makes the operation harmless before going on.
 */
public interface Disk {
    /** What logs leave free, in bytes: a full disk is met before a write fails half-way, and others have room to go on. */
    long RESERVE_BYTES = 64L * 1024 * 1024;

    /** Opens an existing file for reading. Throws {@link java.nio.file.NoSuchFileException} when there is none. */
    DiskFile openToRead(Path file) throws IOException;

    /** Opens a file for reading and writing, creating it (empty) when there is none; its folder must exist. */
    DiskFile openToWrite(Path file) throws IOException;

    /** Creates the folder and its missing parents; nothing happens when it exists. */
    void createDirectories(Path directory) throws IOException;

    /** Makes the folder's names durable: files created, renamed or deleted in it until now. */
    void syncDirectory(Path directory) throws IOException;

    /** Renames within one file system, replacing the target atomically. */
    void move(Path from, Path to) throws IOException;

    /** Deletes a file or an empty folder; nothing happens when it is absent. */
    void delete(Path file) throws IOException;

    boolean exists(Path file);

    /** Names (not paths) in a folder, sorted; empty when the folder is absent. */
    List<String> list(Path directory) throws IOException;

    /** Bytes that can still be written where {@code directory} lies; {@link Long#MAX_VALUE} when unknown. */
    long usableBytes(Path directory) throws IOException;

    /** The whole content of a file of at most {@code bytesMax} bytes; longer files are an {@link IOException}. */
    default byte[] readAll(Path file, int bytesMax) throws IOException {
        try (DiskFile open = openToRead(file)) {
            long size = open.size();
            if (size > bytesMax) {
                throw new IOException(file + " has " + size + " bytes, more than the " + bytesMax + " it may have");
            }
            return open.read(0, (int) size);
        }
    }

    /** Writes a whole file without making it durable; an older content is replaced in place. */
    default void writeAll(Path file, byte[] bytes) throws IOException {
        try (DiskFile open = openToWrite(file)) {
            open.truncate(0);
            open.write(bytes, 0, bytes.length, 0);
        }
    }

    /**
     * Replaces a file so that readers and crashes see the old or the new content, never a mixture: temporary file, sync,
     * rename. The rename itself is durable only after {@link #syncDirectory}.
     */
    default void replace(Path file, byte[] bytes) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (DiskFile open = openToWrite(temporary)) {
            open.truncate(0);
            open.write(bytes, 0, bytes.length, 0);
            open.sync();
        }
        move(temporary, file);
    }
}
