package org.commonwatch.matching.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;

/**
 * The file of a live index's changes since its base: records of u32 bytes that follow, u32 CRC-32C of them, u64 sequence, u8
 * 1 for added or 2 for removed, u8 kind, u64 id, value in UTF-8. A torn tail is what a crash left; it is cut off when opened.
 */
final class ChangeLog implements AutoCloseable {
    private static final int HEAD_BYTES = 8;
    private static final int FIXED_BYTES = 18;
    private static final int RECORD_BYTES_MAX = 64 * 1024;
    private static final int ADDED = 1;
    private static final int REMOVED = 2;

    private final Path path;
    private FileChannel file;
    private final ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES_MAX).order(ByteOrder.LITTLE_ENDIAN);

    private ChangeLog(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /** Opens or creates the file, and reports each change in it, oldest first. */
    static ChangeLog open(Path path, Consumer<Delta.Change> to) throws IOException {
        int good = read(path, to);
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        file.truncate(good).position(good);
        return new ChangeLog(path, file);
    }

    /** Reports each whole change in the file, if there is one, oldest first; returns the bytes these take. */
    static int read(Path path, Consumer<Delta.Change> to) throws IOException {
        ByteBuffer bytes = Files.exists(path) ? ByteBuffer.wrap(Files.readAllBytes(path)) : ByteBuffer.allocate(0);
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        int good = 0;
        while (isWhole(bytes)) {
            int end = bytes.position() + HEAD_BYTES + bytes.getInt(bytes.position());
            to.accept(read(bytes.slice(bytes.position() + HEAD_BYTES, end - bytes.position() - HEAD_BYTES)));
            bytes.position(end);
            good = end;
        }
        return good;
    }

    private static boolean isWhole(ByteBuffer bytes) {
        if (bytes.remaining() < HEAD_BYTES) {
            return false;
        }
        int length = bytes.getInt(bytes.position());
        return length >= FIXED_BYTES
                && length <= bytes.remaining() - HEAD_BYTES
                && IndexFormat.checksum(bytes.slice(bytes.position() + HEAD_BYTES, length))
                        == bytes.getInt(bytes.position() + 4);
    }

    private static Delta.Change read(ByteBuffer record) {
        record.order(ByteOrder.LITTLE_ENDIAN);
        long sequence = record.getLong();
        boolean removed = record.get() == REMOVED;
        int code = record.get() & 255;
        long id = record.getLong();
        String value = StandardCharsets.UTF_8.decode(record).toString();
        return new Delta.Change(new Indicator(kind(code), value, id), removed, sequence);
    }

    private static MatchKind kind(int code) {
        for (MatchKind kind : MatchKind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw new IllegalStateException("a change of unknown kind " + code);
    }

    /** Appends one change; it survives the end of this process, and after {@link #sync} that of the machine. */
    void append(Delta.Change change) throws IOException {
        encode(change);
        while (record.hasRemaining()) {
            file.write(record);
        }
    }

    private void encode(Delta.Change change) {
        record.clear().position(HEAD_BYTES);
        record.putLong(change.sequence());
        record.put((byte) (change.removed() ? REMOVED : ADDED));
        record.put((byte) change.indicator().kind().code());
        record.putLong(change.indicator().id());
        record.put(change.indicator().value().getBytes(StandardCharsets.UTF_8));
        record.flip();
        record.putInt(0, record.limit() - HEAD_BYTES);
        record.putInt(4, IndexFormat.checksum(record.slice(HEAD_BYTES, record.limit() - HEAD_BYTES)));
    }

    void sync() throws IOException {
        file.force(false);
    }

    /** Puts a file with only these changes in its place. */
    void rewrite(List<Delta.Change> changes) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        FileChannel next = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        FileChannel old = file;
        file = next;
        for (Delta.Change change : changes) {
            append(change);
        }
        sync();
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        old.close();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
