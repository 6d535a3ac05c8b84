package org.commonwatch.ledger.tile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFile;

/** A cut written into another folder as a backup and its restore do: what changes first, everything durable at the end. */
public final class CutCopy {
    private CutCopy() {}

    /**
     * @param from where the log still grows
     * @param fresh both ends use the same path
     */
    public static void lay(LogCut cut, Disk from, Disk fresh, Path log) {
        try {
            for (Map.Entry<String, byte[]> file : cut.changing().entrySet()) {
                write(fresh, log, file.getKey(), file.getValue());
            }
            for (TilePath tile : cut.full().toList()) {
                write(fresh, log, tile.text(), from.readAll(log.resolve(tile.text()), EntryBundle.BYTES_MAX));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Disk disk, Path log, String path, byte[] content) throws IOException {
        Path file = log.resolve(path);
        disk.createDirectories(Objects.requireNonNull(file.getParent()));
        if (disk.exists(file)) {
            throw new IOException(path + " is in the cut twice");
        }
        disk.writeAll(file, Arrays.copyOf(content, content.length));
        try (DiskFile open = disk.openToRead(file)) {
            open.sync();
        }
        for (Path up = file.getParent(); up != null && up.startsWith(log); up = up.getParent()) {
            disk.syncDirectory(up);
        }
        disk.syncDirectory(Objects.requireNonNull(log.getParent()));
    }
}
