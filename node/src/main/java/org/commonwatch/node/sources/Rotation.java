package org.commonwatch.node.sources;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/**
 * Knows a file again that was copied or renamed by rotation. {@code copytruncate} copies {@code app.log} to {@code app.log.1}
 * and then empties the first: the copy is new to the file system and its lines are not. Between the two steps it looks like a
 * second file with the same lines, so a file that begins like one already read waits until it is clear which it is.
 */
final class Rotation {
    /** Bytes two files must share before the one counts as the other under a new number. */
    private static final int SAME_BYTES_MIN = 256;

    private final PathPattern pattern;

    Rotation(PathPattern pattern) {
        this.pattern = pattern;
    }

    /** What a file not yet read is to one that is. */
    enum Likeness {
        COPY,
        OTHER,
        /** The other file is just being replaced; the next look will tell. */
        UNCLEAR
    }

    /** @param fresh open and unread; {@code known} is opened when it is not */
    static Likeness likeness(TailedFile fresh, TailedFile known) throws IOException {
        if (!known.open() && !known.openAt(known.path())) {
            return Likeness.UNCLEAR;
        }
        long size = fresh.size();
        boolean like = size <= known.size() && sameAt(fresh, known, 0, size) && sameAt(fresh, known, size, size);
        if (!known.holds(known.position())) {
            return Likeness.UNCLEAR;
        }
        return like ? Likeness.COPY : Likeness.OTHER;
    }

    private static boolean sameAt(TailedFile one, TailedFile other, long at, long size) throws IOException {
        int bytes = (int) Math.min(FilePosition.PRINT_BYTES_MAX, size);
        long from = Math.max(0, at - bytes);
        return Arrays.equals(one.peek(from, bytes), other.peek(from, bytes));
    }

    /**
     * The copy that rotation made of a file before it was replaced, with the place where reading goes on; open.
     *
     * @param tracked files that are followed; one that is read already is no fresh copy
     */
    Optional<TailedFile> copyOf(FilePosition read, Collection<TailedFile> tracked, Instant now) {
        for (Found sibling : pattern.siblings(read.path())) {
            boolean readAlready = sibling.file().equals(read.file())
                    || tracked.stream().anyMatch(file -> isRead(file.position(), sibling, now));
            if (!readAlready && !sibling.packed() && related(read.path(), sibling.path())) {
                Optional<TailedFile> copy = copyAt(read, sibling, now);
                if (copy.isPresent()) {
                    return copy;
                }
            }
        }
        return Optional.empty();
    }

    /** Whether this file was read before: not when it has the number of another one that is gone. */
    private static boolean isRead(FilePosition read, Found sibling, Instant now) {
        if (!read.file().equals(sibling.file()) || read.unread()) {
            return false;
        }
        try (TailedFile file = TailedFile.of(read, now)) {
            return file.openAt(sibling.path()) && file.holds(read);
        } catch (IOException vanished) {
            return true;
        }
    }

    private static Optional<TailedFile> copyAt(FilePosition read, Found sibling, Instant now) {
        TailedFile copy = TailedFile.of(FilePosition.start(sibling.file(), sibling.path()), now);
        if (!copy.openAt(sibling.path())) {
            return Optional.empty();
        }
        try {
            if (copy.holds(read)) {
                copy.restarted(read.at(sibling.file(), sibling.path()));
                return Optional.of(copy);
            }
            // Lines can be read between the copy and the truncation: then the copy holds nothing more for us.
            boolean shorter = copy.size() < read.offset()
                    && copy.size() >= read.printBytes()
                    && FilePosition.print(copy.peek(0, read.printBytes()), 0, read.printBytes())
                            .equals(read.head());
            if (shorter) {
                copy.restarted(copy.at(copy.size()));
                return Optional.of(copy);
            }
        } catch (IOException vanished) {
            copy.close();
            return Optional.empty();
        }
        copy.close();
        return Optional.empty();
    }

    /** Whether {@code fresh} is what {@code lost} was, under another number: a volume mounted anew, a move between volumes. */
    static boolean same(TailedFile fresh, TailedFile lost) throws IOException {
        FilePosition read = lost.position();
        return read.offset() >= SAME_BYTES_MIN
                && (read.path().equals(fresh.path()) || related(read.path(), fresh.path()))
                && fresh.holds(read);
    }

    /** Whether two names in one folder begin alike, up to the first dot of the first. */
    static boolean related(Path one, Path other) {
        String name = one.getFileName().toString();
        int dot = name.indexOf('.', 1);
        String stem = dot < 0 ? name : name.substring(0, dot);
        return Objects.equals(one.getParent(), other.getParent())
                && other.getFileName().toString().startsWith(stem);
    }
}
