package org.commonwatch.ledger.tile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;

/**
 * Checkpoints at which a log went over from one policy to the next: final under the older one, over a tree that states the
 * newer one. Who was away meanwhile knows the keys of the older policy only, and nothing that is signed today says anything to
 * it; from one of these to the next it comes to today's keys, believing nobody on the way.
 *
 * <p>Files {@code handover/SIZE} of the log's folder, served as they are, and a list of them, {@code handovers}: one size a
 * line, ascending.
 */
public final class Handovers {
    /** The resource that lists them. */
    public static final String LIST = "handovers";

    /** Kept at a time; a policy changes when members or council do. The oldest goes first. */
    static final int KEPT_MAX = 1_024;

    private static final int DIGITS_MAX = 18;

    /** Of the list in bytes. */
    public static final int LIST_BYTES_MAX = KEPT_MAX * (DIGITS_MAX + 1);

    private static final String FOLDER = "handover";
    private static final String PREFIX = FOLDER + "/";
    private static final String SIZE = "[1-9][0-9]{0," + (DIGITS_MAX - 1) + "}";

    private final Disk disk;
    private final Path log;
    private final Path directory;

    /** @param log the log's folder */
    public Handovers(Disk disk, Path log) {
        this.disk = disk;
        this.log = log;
        this.directory = log.resolve(FOLDER);
    }

    /** Where one is served. */
    public static String path(long size) {
        return PREFIX + size;
    }

    public static boolean isPath(String path) {
        return path.equals(LIST)
                || (path.startsWith(PREFIX) && path.substring(PREFIX.length()).matches(SIZE));
    }

    /**
     * Durable on return.
     *
     * @throws DiskFault when the disk fails; calling again is harmless
     */
    public void keep(SignedCheckpoint checkpoint) {
        try {
            if (checkpoint.size() == 0) {
                return;
            }
            disk.createDirectories(directory);
            disk.syncDirectory(log);
            disk.replace(directory.resolve(Long.toString(checkpoint.size())), checkpoint.toBytes());
            List<Long> kept = sizes();
            for (long size : kept.subList(0, Math.max(0, kept.size() - KEPT_MAX))) {
                disk.delete(directory.resolve(Long.toString(size)));
            }
            disk.syncDirectory(directory);
        } catch (IOException e) {
            throw new DiskFault("keeping a handover in " + directory, e);
        }
    }

    /** Ascending. */
    public List<Long> sizes() {
        try {
            return disk.list(directory).stream()
                    .filter(name -> name.matches(SIZE))
                    .map(Long::valueOf)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DiskFault("listing " + directory, e);
        }
    }

    /** What is served under a path; empty when it is none of these, or not here. */
    Optional<byte[]> resource(String path) {
        if (path.equals(LIST)) {
            StringBuilder lines = new StringBuilder();
            sizes().forEach(size -> lines.append(size).append('\n'));
            return Optional.of(lines.toString().getBytes(StandardCharsets.US_ASCII))
                    .filter(list -> list.length > 0);
        }
        Path file = log.resolve(path);
        try {
            return disk.exists(file) ? Optional.of(disk.readAll(file, Note.BYTES_MAX)) : Optional.empty();
        } catch (IOException e) {
            throw new DiskFault("reading " + file, e);
        }
    }

    /** @throws Refused {@code handovers-malformed} */
    public static List<Long> parse(byte[] list) throws Refused {
        List<Long> sizes = new ArrayList<>();
        String text = new String(list, StandardCharsets.US_ASCII);
        int end = text.endsWith("\n") ? text.length() - 1 : text.length();
        for (String line : text.substring(0, end).split("\n", -1)) {
            boolean next = line.matches(SIZE) && (sizes.isEmpty() || Long.parseLong(line) > sizes.getLast());
            if (!next || sizes.size() == KEPT_MAX) {
                throw Refusal.of(
                                "handovers-malformed", "", "A list of handovers has ascending sizes, one a line.", line)
                        .toException();
            }
            sizes.add(Long.valueOf(line));
        }
        return List.copyOf(sizes);
    }
}
