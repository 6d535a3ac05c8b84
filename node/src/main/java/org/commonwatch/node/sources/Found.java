package org.commonwatch.node.sources;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A regular file that was seen.
 *
 * @param file as in {@link FilePosition#file}
 * @param path without symbolic links
 */
record Found(String file, Path path, long size, FileTime modified) {
    /** What rotation leaves behind was read before it was packed. */
    private static final Set<String> PACKED = Set.of("gz", "zst", "xz", "bz2", "zip", "lz4", "z");

    /** Empty for what is no regular file, cannot be looked at or is gone by now. */
    static Optional<Found> at(Path path) {
        try {
            Path real = path.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return Optional.empty();
            }
            Object key = attributes.fileKey();
            return Optional.of(new Found(
                    key == null ? real.toString() : key.toString(),
                    real,
                    attributes.size(),
                    attributes.lastModifiedTime()));
        } catch (IOException goneOrForbidden) {
            return Optional.empty();
        }
    }

    boolean packed() {
        String name = path.getFileName().toString();
        return PACKED.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
