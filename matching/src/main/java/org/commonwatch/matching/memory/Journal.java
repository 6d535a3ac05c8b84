package org.commonwatch.matching.memory;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the table holds, in the order it came: one record a block, made durable before the caller goes on. A record torn by a
 * crash is cut off at the next start; its block was never acknowledged and comes again.
 */
final class Journal implements Closeable {
    private static final int RECORD_BYTES_MAX = 64 * 1024 * 1024;
    private static final int HEAD_BYTES = 8;

    private final FileChannel file;
    private long end;

    private Journal(FileChannel file) {
        this.file = file;
    }

    /** Opens or creates the journal, hands its whole records to {@code sink} and cuts off a torn one. */
    static Journal open(Path path, Consumer<Trace> sink) throws IOException {
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Journal journal = new Journal(file);
            while (journal.readRecord(sink)) {}
            file.truncate(journal.end);
            return journal;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private boolean readRecord(Consumer<Trace> sink) throws IOException {
        long left = file.size() - end;
        if (left < HEAD_BYTES) {
            return false;
        }
        ByteBuffer head = read(end, HEAD_BYTES);
        int length = head.getInt();
        int crc = head.getInt();
        if (length <= 0 || length > RECORD_BYTES_MAX || length > left - HEAD_BYTES) {
            return false;
        }
        byte[] body = read(end + HEAD_BYTES, length).array();
        if (SegmentWriter.crc(body) != crc) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(body);
        while (in.hasRemaining()) {
            sink.accept(trace(in));
        }
        end += HEAD_BYTES + length;
        return true;
    }

    private static Trace trace(ByteBuffer in) throws MemoryDamaged {
        long length = Varint.get(in);
        if (length > in.remaining()) {
            throw new MemoryDamaged("a key in the journal is longer than its record");
        }
        byte[] key = new byte[(int) length];
        in.get(key);
        int source = (int) Varint.get(in);
        long last = Varint.get(in);
        return new Trace(new Key(key), source, last - Varint.get(in), last, Varint.get(in));
    }

    /** Appends one record and makes it durable. A record that failed is overwritten by the next. */
    void append(List<Trace> traces) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Trace trace : traces) {
            Varint.put(body, trace.key().bytes().length);
            body.writeBytes(trace.key().bytes());
            Varint.put(body, trace.source());
            Varint.put(body, trace.last());
            Varint.put(body, trace.last() - trace.first());
            Varint.put(body, trace.count());
        }
        byte[] bytes = body.toByteArray();
        if (bytes.length > RECORD_BYTES_MAX) {
            throw new IllegalArgumentException("a block of telemetry is smaller than " + RECORD_BYTES_MAX + " bytes");
        }
        ByteBuffer record = ByteBuffer.allocate(HEAD_BYTES + bytes.length)
                .putInt(bytes.length)
                .putInt(SegmentWriter.crc(bytes))
                .put(bytes)
                .flip();
        long at = end;
        while (record.hasRemaining()) {
            at += file.write(record, at);
        }
        file.force(false);
        end = at;
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && file.read(bytes, position + bytes.position()) >= 0) {}
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
