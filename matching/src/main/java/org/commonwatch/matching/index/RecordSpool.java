package org.commonwatch.matching.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Records of an index while it is built: a buffer, and beyond its size a nameless temporary file. */
final class RecordSpool implements AutoCloseable {
    private static final int BUFFER_BYTES = 4 << 20;

    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private @Nullable FileChannel file;
    private long flushed;

    RecordSpool() {
        buffer.putLong(0);
    }

    /** Bytes appended so far. */
    long size() {
        return flushed + buffer.position();
    }

    /** Appends one record; returns its reference. An empty {@code text} means that the key gives the value back. */
    int append(int kind, long id, byte[] key, byte[] text) throws IOException {
        if (buffer.remaining() < IndexFormat.RECORD_BYTES + key.length + 2 + text.length + IndexFormat.RECORD_ALIGN) {
            flush();
        }
        int reference = (int) (size() / IndexFormat.RECORD_ALIGN);
        buffer.put((byte) kind);
        buffer.put((byte) (text.length > 0 ? IndexFormat.RECORD_HAS_TEXT : 0));
        buffer.putShort((short) key.length);
        buffer.putInt(0);
        buffer.putLong(id);
        buffer.put(key);
        if (text.length > 0) {
            buffer.putShort((short) text.length);
            buffer.put(text);
        }
        while (buffer.position() % IndexFormat.RECORD_ALIGN != 0) {
            buffer.put((byte) 0);
        }
        return reference;
    }

    private void flush() throws IOException {
        if (file == null) {
            Path path = Files.createTempFile("commonwatch-index", ".records");
            file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            flushed += file.write(buffer, flushed);
        }
        buffer.clear();
    }

    /** Fills {@code into} from the record at {@code reference}, as far as there are bytes. */
    void read(int reference, ByteBuffer into) throws IOException {
        long place = (reference & 0xffff_ffffL) * IndexFormat.RECORD_ALIGN;
        if (place >= flushed) {
            int from = (int) (place - flushed);
            into.put(buffer.array(), from, Math.min(into.remaining(), buffer.position() - from));
            return;
        }
        while (into.hasRemaining() && place < flushed) {
            place += spilled().read(into, place);
        }
    }

    /** Overwrites four bytes of a record. */
    void patch(int reference, int at, int value) throws IOException {
        long place = (reference & 0xffff_ffffL) * IndexFormat.RECORD_ALIGN + at;
        if (place >= flushed) {
            buffer.putInt((int) (place - flushed), value);
        } else {
            spilled()
                    .write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value), place);
        }
    }

    /** Writes everything to {@code to}, from its current position. */
    void copyTo(FileChannel to) throws IOException {
        long at = 0;
        while (at < flushed) {
            at += spilled().transferTo(at, flushed - at, to);
        }
        ByteBuffer rest = buffer.duplicate().flip();
        while (rest.hasRemaining()) {
            to.write(rest);
        }
    }

    /** The temporary file; there is one as soon as anything was flushed. */
    private FileChannel spilled() {
        return Objects.requireNonNull(file);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
