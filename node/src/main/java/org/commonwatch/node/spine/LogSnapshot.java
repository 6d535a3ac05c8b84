package org.commonwatch.node.spine;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The files of a log as a backup needs them. Payloads and full tiles never change, so they are copied at leisure.
 * Checkpoint, journal, outbox and partial tiles do, and only together do they make sense: they are read again and again
 * until two readings agree, while this node appends nothing.
 */
final class LogSnapshot {
    /** Readings before giving up: the log settles what it has accepted within a few checkpoints of 20 ms. */
    private static final int READINGS_MAX = 500;

    private static final int PAUSE_MILLIS = 10;

    private LogSnapshot() {}

    /** All changing files of {@code folder} as of one moment. Appends must be held off meanwhile. */
    static SortedMap<Path, byte[]> changing(Path folder) throws IOException {
        SortedMap<Path, byte[]> last = read(folder);
        for (int reading = 1; reading < READINGS_MAX; reading++) {
            pause();
            SortedMap<Path, byte[]> next = read(folder);
            if (equal(last, next)) {
                return next;
            }
            last = next;
        }
        throw new TooBusy("the log in " + folder + " does not come to rest");
    }

    /** Payloads and full tiles, sorted. */
    static List<Path> lasting(Path folder) throws IOException {
        return files(folder, file -> !changes(folder, file));
    }

    /** Regular files but temporary ones, sorted; what is renamed or deleted while it is looked at is not there. */
    static List<Path> files(Path folder, Predicate<Path> wanted) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                boolean temporary = file.toString().endsWith(".tmp");
                if (attributes.isRegularFile() && !temporary && wanted.test(file)) {
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

    private static boolean changes(Path folder, Path file) {
        String first = folder.relativize(file).getName(0).toString();
        boolean partialTile = first.equals("tile") && file.toString().contains(".p/");
        return partialTile || !(first.equals("tile") || first.equals("payload"));
    }

    private static SortedMap<Path, byte[]> read(Path folder) throws IOException {
        SortedMap<Path, byte[]> content = new TreeMap<>();
        for (Path file : files(folder, file -> changes(folder, file))) {
            content.put(file, readOrNothing(file));
        }
        return content;
    }

    /** A file that was superseded since it was listed is empty here; the next reading does not list it, and differs. */
    private static byte[] readOrNothing(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException superseded) {
            return new byte[0];
        }
    }

    private static boolean equal(SortedMap<Path, byte[]> one, SortedMap<Path, byte[]> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream().allMatch(file -> Arrays.equals(file.getValue(), other.get(file.getKey())));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TooBusy("interrupted while the log came to rest");
        }
    }
}
