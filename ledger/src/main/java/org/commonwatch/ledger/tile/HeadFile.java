package org.commonwatch.ledger.tile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.TwoFiles;
import org.commonwatch.ledger.note.Note;

/** Where the newest checkpoint lies that its log signed over what is here, final or not: {@link TwoFiles}, written by {@link LogWriter}. */
public final class HeadFile {
    /** In the log's folder. */
    public static final String NAME = "state/head";

    private HeadFile() {}

    static TwoFiles in(Disk disk, Path directory) {
        return new TwoFiles(disk, directory.resolve(NAME), Note.BYTES_MAX);
    }

    /** The note, made durable first; for the one process that writes the log. */
    public static Optional<byte[]> read(Disk disk, Path directory) throws IOException {
        return in(disk, directory).read();
    }

    /** The note as it lies there, for somebody who changes nothing. */
    public static Optional<byte[]> look(Disk disk, Path directory) throws IOException {
        return in(disk, directory).look();
    }
}
