package org.commonwatch.matching.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Which files make up the memory: one small text file, replaced whole. Whatever it does not name is left over from a
 * change that did not come to its end.
 *
 * @param next the number the next new file takes
 * @param journal the number of the journal
 * @param segments numbers, oldest facts first
 */
record Contents(long next, long journal, List<Long> segments) {
    static final String NAME = "contents";
    private static final String HEADING = "commonwatch-memory 1";
    private static final int BYTES_MAX = 64 * 1024;

    Contents {
        segments = List.copyOf(segments);
    }

    static Path segment(Path folder, long number) {
        return folder.resolve("segment-" + number);
    }

    static Path journal(Path folder, long number) {
        return folder.resolve("journal-" + number);
    }

    /** What the folder says, or an empty memory where it says nothing. */
    static Contents read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        List<String> lines;
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new MemoryDamaged(file + " is too long to be a table of contents");
            }
            lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            return new Contents(1, 0, List.of());
        }
        if (lines.size() < 3 || !lines.getFirst().equals(HEADING)) {
            throw new MemoryDamaged(file + " does not begin with '" + HEADING + "'");
        }
        List<Long> segments = new ArrayList<>();
        for (String line : lines.subList(3, lines.size())) {
            segments.add(number(file, line, "segment "));
        }
        return new Contents(number(file, lines.get(1), "next "), number(file, lines.get(2), "journal "), segments);
    }

    private static long number(Path file, String line, String word) throws MemoryDamaged {
        try {
            if (line.startsWith(word)) {
                return Long.parseUnsignedLong(line.substring(word.length()));
            }
        } catch (NumberFormatException e) {
            // Said below, for both ways a line can be wrong.
        }
        throw new MemoryDamaged(file + " has the line '" + line + "' where '" + word + "NUMBER' belongs");
    }

    /** Replaces what the folder says, durably: a crash leaves the old or the new. */
    void write(Path folder) throws IOException {
        StringBuilder text = new StringBuilder(HEADING + "\nnext " + next + "\njournal " + journal + "\n");
        segments.forEach(number -> text.append("segment ").append(number).append('\n'));
        Path fresh = folder.resolve(NAME + ".new");
        try (FileChannel file = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Deletes what is left over. */
    void sweep(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "{segment,journal}-*")) {
            for (Path file : files) {
                boolean ours = file.equals(journal(folder, journal))
                        || segments.stream().anyMatch(number -> file.equals(segment(folder, number)));
                if (!ours) {
                    Files.delete(file);
                }
            }
        }
    }
}
