package org.commonwatch.matching.memory;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes a segment: facts in order, in blocks whose keys share their beginnings. Format: {@code docs/formats/memory.md}. */
final class SegmentWriter implements Closeable {
    static final long MAGIC = 0x43574d454d534731L; // CWMEMSG1
    static final int BLOCK_BYTES = 4096;
    static final int BLOCK_HEAD_BYTES = 8;
    static final int TRAILER_BYTES = 24;
    static final long DAY_SECONDS = 86_400;

    private final FileChannel file;
    private final ByteArrayOutputStream block = new ByteArrayOutputStream(BLOCK_BYTES + 512);
    private final ByteArrayOutputStream index = new ByteArrayOutputStream();
    private final TreeMap<Long, Long> bytesByDay = new TreeMap<>();
    private byte[] previous = new byte[0];
    private @Nullable Trace last;
    private long position;
    private long blocks;
    private long count;

    SegmentWriter(Path path) throws IOException {
        file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        write(ByteBuffer.allocate(8).putLong(MAGIC).flip());
    }

    /** The next fact; after the one before in {@link Trace#ORDER}. */
    void add(Trace trace) throws IOException {
        if (last != null && Trace.ORDER.compare(last, trace) >= 0) {
            throw new IllegalArgumentException("facts of a segment must be in order and each once");
        }
        last = trace;
        byte[] key = trace.key().bytes();
        if (block.size() == 0) {
            Varint.put(index, position);
            Varint.put(index, key.length);
            index.writeBytes(key);
            blocks++;
            previous = new byte[0];
        }
        int before = block.size();
        int mismatch = Arrays.mismatch(previous, key);
        int shared = mismatch < 0 ? key.length : mismatch;
        Varint.put(block, shared);
        Varint.put(block, key.length - shared);
        block.write(key, shared, key.length - shared);
        Varint.put(block, trace.source());
        Varint.put(block, trace.last());
        Varint.put(block, trace.last() - trace.first());
        Varint.put(block, trace.count());
        previous = key;
        count++;
        bytesByDay.merge(trace.last() / DAY_SECONDS, (long) block.size() - before, Long::sum);
        if (block.size() >= BLOCK_BYTES) {
            endBlock();
        }
    }

    long count() {
        return count;
    }

    /** Ends the file and makes it durable. */
    void finish() throws IOException {
        if (block.size() > 0) {
            endBlock();
        }
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        Varint.put(head, count);
        Varint.put(head, bytesByDay.size());
        bytesByDay.forEach((day, bytes) -> {
            Varint.put(head, day);
            Varint.put(head, bytes);
        });
        Varint.put(head, blocks);
        head.writeBytes(index.toByteArray());
        byte[] bytes = head.toByteArray();
        long indexAt = position;
        write(ByteBuffer.wrap(bytes));
        write(ByteBuffer.allocate(TRAILER_BYTES)
                .putLong(indexAt)
                .putInt(bytes.length)
                .putInt(crc(bytes))
                .putLong(MAGIC)
                .flip());
        file.force(true);
    }

    private void endBlock() throws IOException {
        byte[] bytes = block.toByteArray();
        write(ByteBuffer.allocate(BLOCK_HEAD_BYTES + bytes.length)
                .putInt(bytes.length)
                .putInt(crc(bytes))
                .put(bytes)
                .flip());
        block.reset();
    }

    static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }

    private void write(ByteBuffer bytes) throws IOException {
        position += bytes.remaining();
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
