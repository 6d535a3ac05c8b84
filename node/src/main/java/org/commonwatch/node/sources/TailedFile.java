package org.commonwatch.node.sources;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file that is followed. It stays open, so that what is renamed or deleted is still read to its end. Owned by the thread of
 * its source.
 */
final class TailedFile implements AutoCloseable {
    /** Bytes of one block, and of the longest line that is matched whole. */
    static final int BLOCK_BYTES_MAX = 1024 * 1024;

    /** Where a line that is too long is cut: at the last blank or quote of this many bytes, more than any token may have. */
    private static final int SEAM_BYTES = 16 * 1024;

    /** A last line without its end is taken as it is when its file was rotated away and has rested for this long. */
    private static final Duration REST = Duration.ofSeconds(5);

    /** The same for a file that still stands where its pattern looks: a writer may pause inside a line. */
    private static final Duration LONG_REST = Duration.ofMinutes(5);

    private FilePosition position;
    private Path path;
    private @Nullable FileChannel channel;
    private boolean away;
    private Optional<Instant> goneSince = Optional.empty();
    private long sizeSeen;
    /** The size at which the rest was part of a line only; it is not read again before more comes. */
    private long sizeWaiting = -1;

    /** Whether what was read was seen to be there since the file was opened, and written to as far as is known. */
    private boolean holdsWhatWasRead;

    private Optional<FileTime> modified = Optional.empty();

    private Instant grownAt;

    private TailedFile(FilePosition position, Instant now) {
        this.position = position;
        this.path = position.path();
        this.grownAt = now;
        this.sizeSeen = position.offset();
    }

    /** How a file stands to what was read of it. */
    enum Sight {
        /** Nothing new. */
        STILL,
        /** There is more to read. */
        GROWN,
        /** What was read is no longer there: truncated, or written anew. */
        REPLACED
    }

    static TailedFile of(FilePosition position, Instant now) {
        return new TailedFile(position, now);
    }

    FilePosition position() {
        return position;
    }

    Path path() {
        return path;
    }

    boolean open() {
        return channel != null;
    }

    boolean away() {
        return away;
    }

    /** Bytes not taken in yet, as of the last look. */
    long lag() {
        return Math.max(0, sizeSeen - position.offset());
    }

    /** Opens the file at a place where it was seen; {@code false} when it cannot be opened, or another one stands there now. */
    boolean openAt(Path place) {
        close();
        try {
            channel = FileChannel.open(place, StandardOpenOption.READ);
        } catch (IOException goneOrForbidden) {
            return false;
        }
        boolean same = Found.at(place)
                .filter(found -> found.file().equals(position.file()))
                .isPresent();
        if (!same) {
            close();
        }
        holdsWhatWasRead = false;
        return same;
    }

    void seen(Found found) {
        path = found.path();
        holdsWhatWasRead = holdsWhatWasRead && modified.equals(Optional.of(found.modified()));
        modified = Optional.of(found.modified());
        away = false;
        goneSince = Optional.empty();
    }

    /** Since when it is nowhere to be seen. */
    Optional<Instant> goneSince() {
        return goneSince;
    }

    void gone(Instant since) {
        close();
        goneSince = Optional.of(since);
    }

    void wentAway() {
        away = true;
    }

    /** After the commit of {@code chunk}, or of a new start. */
    void committed(FilePosition after) {
        position = after;
        sizeSeen = Math.max(sizeSeen, after.offset());
    }

    void restarted(FilePosition start) {
        position = start;
        sizeSeen = 0;
        sizeWaiting = -1;
    }

    Sight look(Instant now) throws IOException {
        long size = openChannel().size();
        if (size < position.offset() || (size == position.offset() && !stillHolds())) {
            return Sight.REPLACED;
        }
        if (size != sizeSeen) {
            sizeSeen = size;
            grownAt = now;
        }
        boolean waits = size == sizeWaiting && !finished(now);
        return size > position.offset() && !waits ? Sight.GROWN : Sight.STILL;
    }

    /**
     * Where nothing more is to be read, nothing else tells that the file was written anew to the same length, or that another one has
     * its number and, by chance, its length.
     */
    private boolean stillHolds() throws IOException {
        holdsWhatWasRead = holdsWhatWasRead || position.unread() || holds(position);
        return holdsWhatWasRead;
    }

    boolean rested(Instant now) {
        return Duration.between(grownAt, now).compareTo(REST) >= 0;
    }

    /** Whether nothing is expected to follow, so that a last line without its end counts as whole. */
    private boolean finished(Instant now) {
        return Duration.between(grownAt, now).compareTo(away ? REST : LONG_REST) >= 0;
    }

    Instant grownAt() {
        return grownAt;
    }

    /** Whether the bytes read so far are still those of this file. */
    boolean holds(FilePosition read) throws IOException {
        FileChannel file = openChannel();
        int bytes = read.printBytes();
        if (file.size() < read.offset()) {
            return false;
        }
        return FilePosition.print(bytes(file, 0, bytes)).equals(read.head())
                && FilePosition.print(bytes(file, read.offset() - bytes, bytes)).equals(read.tail());
    }

    /** Up to {@code length} bytes from {@code from}; fewer at the end. */
    byte[] peek(long from, int length) throws IOException {
        return bytes(openChannel(), from, length);
    }

    long size() throws IOException {
        return openChannel().size();
    }

    /** The result of reading: nothing whole yet, a block, or the news that the file was replaced. */
    sealed interface Read {
        record Nothing() implements Read {}

        record Some(Chunk chunk) implements Read {}

        record Replaced() implements Read {}
    }

    /**
     * Reads the next whole lines. What was read before is looked at again in the same read, so bytes of another file never
     * follow those of this one.
     */
    Read read(Instant now) throws IOException {
        FileChannel file = openChannel();
        int before = position.printBytes();
        long from = position.offset() - before;
        if (!FilePosition.print(bytes(file, 0, before)).equals(position.head())) {
            return new Read.Replaced();
        }
        long size = file.size();
        int wanted = (int) Math.max(0, Math.min(BLOCK_BYTES_MAX, size - position.offset()));
        byte[] read = bytes(file, from, before + wanted);
        if (read.length < before || !FilePosition.print(read, 0, before).equals(position.tail())) {
            return new Read.Replaced();
        }
        int end = read.length;
        int cut = cut(read, before, end, now);
        if (cut <= before) {
            sizeWaiting = position.offset() + (end - before);
            return new Read.Nothing();
        }
        return new Read.Some(chunk(read, before, cut, end, size));
    }

    private Chunk chunk(byte[] bytes, int before, int cut, int end, long size) {
        boolean whole = bytes[cut - 1] == '\n';
        boolean last = !whole && end - before < BLOCK_BYTES_MAX;
        int ended = Block.ends(bytes, before, cut) + (last ? 1 : 0);
        Block block = new Block(position.line(), position.offset(), bytes, before, cut, ended);
        FilePosition after = position.after(bytes, cut - before, ended).at(position.file(), path);
        boolean more = position.offset() + (end - before) < size;
        return new Chunk(this, block, after, !whole && !last, more);
    }

    /** Where the block ends: after the last line feed; inside a line only when it is too long, or the last of a file that rests. */
    private int cut(byte[] bytes, int from, int end, Instant now) {
        for (int i = end; i > from; i--) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        if (end - from >= BLOCK_BYTES_MAX) {
            return seam(bytes, end);
        }
        return finished(now) ? end : from;
    }

    private static int seam(byte[] bytes, int end) {
        for (int i = end; i > end - SEAM_BYTES; i--) {
            int b = bytes[i - 1];
            if ((b >= 0 && b <= ' ') || b == '"' || b == '\'' || b == '<' || b == '>' || b == '|') {
                return i;
            }
        }
        return end;
    }

    /** Fewer than {@code length} at the end of the file. */
    private static byte[] bytes(FileChannel file, long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        ByteBuffer into = ByteBuffer.wrap(bytes);
        while (into.hasRemaining()) {
            if (file.read(into, from + into.position()) < 0) {
                return Arrays.copyOf(bytes, into.position());
            }
        }
        return bytes;
    }

    private FileChannel openChannel() throws IOException {
        FileChannel file = channel;
        if (file == null) {
            throw new IOException("not open: " + path);
        }
        return file;
    }

    /** The position after the last whole line, for a file that is followed from its end. */
    FilePosition atEnd() throws IOException {
        long size = openChannel().size();
        byte[] last = peek(Math.max(0, size - SEAM_BYTES), (int) Math.min(SEAM_BYTES, size));
        int keep = last.length;
        while (keep > 0 && last[keep - 1] != '\n') {
            keep--;
        }
        return at(keep == 0 ? size : size - (last.length - keep));
    }

    /** The position at an offset, with the line count starting there. */
    FilePosition at(long offset) throws IOException {
        int print = (int) Math.min(FilePosition.PRINT_BYTES_MAX, offset);
        FileChannel file = openChannel();
        return new FilePosition(
                position.file(),
                path,
                offset,
                1,
                FilePosition.print(bytes(file, 0, print)),
                FilePosition.print(bytes(file, offset - print, print)));
    }

    @Override
    public void close() {
        FileChannel file = channel;
        channel = null;
        if (file != null) {
            try {
                file.close();
            } catch (IOException nothingWasWritten) {
                return;
            }
        }
    }
}
