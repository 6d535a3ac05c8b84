package org.commonwatch.matching.memory;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One finished file of facts in order. The first key of each block is held in memory; a question is a binary search there
 * and one read of 4 KiB, so milliseconds even on a slow disk. Never changed; safe for any thread.
 */
final class Segment implements Closeable {
    private static final int INDEX_BYTES_MAX = 256 * 1024 * 1024;
    private static final int BLOCK_BYTES_MAX = SegmentWriter.BLOCK_BYTES + 4096;

    private final Path path;
    private final FileChannel file;
    private final long size;
    private final long count;
    private final TreeMap<Long, Long> bytesByDay = new TreeMap<>();
    private final long[] positions;
    private final Key[] firsts;

    private Segment(Path path, FileChannel file) throws IOException {
        this.path = path;
        this.file = file;
        this.size = file.size();
        ByteBuffer index = index();
        count = Varint.get(index);
        long days = Varint.get(index);
        for (long i = 0; i < days; i++) {
            bytesByDay.put(Varint.get(index), Varint.get(index));
        }
        long blocks = Varint.get(index);
        if (blocks > index.remaining()) {
            throw new MemoryDamaged(path + " claims more blocks than its index has room for");
        }
        positions = new long[(int) blocks];
        firsts = new Key[(int) blocks];
        for (int i = 0; i < blocks; i++) {
            positions[i] = Varint.get(index);
            firsts[i] = new Key(bytes(index, Varint.get(index)));
        }
    }

    /** @throws MemoryDamaged when the file is not a whole segment */
    static Segment open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new Segment(path, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private ByteBuffer index() throws IOException {
        if (size < 8 + SegmentWriter.TRAILER_BYTES || read(0, 8).getLong() != SegmentWriter.MAGIC) {
            throw new MemoryDamaged(path + " is not a segment of a memory");
        }
        ByteBuffer trailer = read(size - SegmentWriter.TRAILER_BYTES, SegmentWriter.TRAILER_BYTES);
        long at = trailer.getLong();
        int length = trailer.getInt();
        int crc = trailer.getInt();
        boolean whole = trailer.getLong() == SegmentWriter.MAGIC
                && length >= 0
                && length <= INDEX_BYTES_MAX
                && at + length + SegmentWriter.TRAILER_BYTES == size;
        if (!whole) {
            throw new MemoryDamaged(path + " does not end as a segment ends");
        }
        byte[] bytes = read(at, length).array();
        if (SegmentWriter.crc(bytes) != crc) {
            throw new MemoryDamaged(path + " has an index that was changed");
        }
        return ByteBuffer.wrap(bytes);
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    long count() {
        return count;
    }

    /** Bytes of facts by the day, in days since 1970, on which each was last seen. */
    NavigableMap<Long, Long> bytesByDay() {
        return Collections.unmodifiableNavigableMap(bytesByDay);
    }

    /** Hands over what lies in the range until {@code visit} says no. */
    void visit(KeyRange range, Predicate<Trace> visit) throws IOException {
        int found = Arrays.binarySearch(firsts, range.from());
        // A key may have facts of several sources, over several blocks: go back to where it can begin.
        int block = found >= 0 ? found : -found - 2;
        while (block > 0 && firsts[block].compareTo(range.from()) >= 0) {
            block--;
        }
        for (int i = Math.max(0, block); i < firsts.length && firsts[i].compareTo(range.to()) <= 0; i++) {
            Reader reader = new Reader(i);
            while (reader.hasNext()) {
                Trace trace = reader.next();
                if (range.holds(trace.key()) && !visit.test(trace)) {
                    return;
                }
            }
        }
    }

    /** All facts in order. Faults come as {@link java.io.UncheckedIOException}. */
    Iterator<Trace> all() {
        return new Iterator<>() {
            private int block;
            private @Nullable Reader reader;

            @Override
            public boolean hasNext() {
                while ((reader == null || !reader.hasNext()) && block < positions.length) {
                    try {
                        reader = new Reader(block++);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
                return reader != null && reader.hasNext();
            }

            @Override
            public Trace next() {
                if (!hasNext() || reader == null) {
                    throw new NoSuchElementException();
                }
                try {
                    return reader.next();
                } catch (MemoryDamaged e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        };
    }

    /** The facts of one block. */
    private final class Reader {
        private final ByteBuffer in;
        private byte[] previous = new byte[0];

        Reader(int block) throws IOException {
            ByteBuffer head = read(positions[block], SegmentWriter.BLOCK_HEAD_BYTES);
            int length = head.getInt();
            int crc = head.getInt();
            if (length < 0 || length > BLOCK_BYTES_MAX) {
                throw new MemoryDamaged(path + " has a block of " + length + " bytes at " + positions[block]);
            }
            byte[] bytes = read(positions[block] + SegmentWriter.BLOCK_HEAD_BYTES, length)
                    .array();
            if (SegmentWriter.crc(bytes) != crc) {
                throw new MemoryDamaged(path + " was changed in the block at " + positions[block]);
            }
            in = ByteBuffer.wrap(bytes);
        }

        boolean hasNext() {
            return in.hasRemaining();
        }

        Trace next() throws MemoryDamaged {
            long shared = Varint.get(in);
            if (shared > previous.length) {
                throw new MemoryDamaged(path + " has a key that builds on bytes which are not there");
            }
            byte[] rest = bytes(in, Varint.get(in));
            byte[] key = Arrays.copyOf(previous, (int) shared + rest.length);
            System.arraycopy(rest, 0, key, (int) shared, rest.length);
            previous = key;
            int source = (int) Varint.get(in);
            long last = Varint.get(in);
            return new Trace(new Key(key), source, last - Varint.get(in), last, Varint.get(in));
        }
    }

    private static byte[] bytes(ByteBuffer in, long length) throws MemoryDamaged {
        if (length < 0 || length > in.remaining()) {
            throw new MemoryDamaged("a key is longer than what holds it");
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException(path + " ends before byte " + (position + length));
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    void delete() throws IOException {
        file.close();
        Files.deleteIfExists(path);
    }
}
