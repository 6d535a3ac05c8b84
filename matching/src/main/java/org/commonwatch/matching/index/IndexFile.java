package org.commonwatch.matching.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.commonwatch.matching.MatchKind;

/**
 * Writes an index file so that its readers see the old or the new one whole: beside its place, synced, renamed, and the folder
 * synced. The header goes last.
 */
final class IndexFile {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int SECTION_ALIGN = 64;

    private final Path path;
    private final ByteBuffer header =
            ByteBuffer.allocate(IndexFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int sections;

    IndexFile(Path path) {
        this.path = path;
    }

    void write(RecordSpool records, long[] table, IndexParts parts, long[] counts, long sequence) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(folder, path.getFileName().toString(), ".new");
        try {
            try (FileChannel file = FileChannel.open(
                    fresh, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                file.position(IndexFormat.HEADER_BYTES);
                records(file, records);
                longs(file, IndexFormat.Section.TABLE, table);
                longs(file, IndexFormat.Section.KEY_FILTER, parts.keyFilter());
                long[] busy = parts.busySuffixes();
                longs(file, IndexFormat.Section.TOKEN_FILTER, parts.tokenFilter(busy));
                longs(file, IndexFormat.Section.NET_FILTER, parts.netFilter());
                longs(file, IndexFormat.Section.ENDINGS, parts.endings());
                longs(file, IndexFormat.Section.BUSY, busy);
                longs(file, IndexFormat.Section.LITERALS, parts.literals());
                header(file.position(), parts, counts, sequence);
                file.write(header.rewind(), 0);
                file.force(true);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void records(FileChannel file, RecordSpool records) throws IOException {
        long from = align(file);
        records.copyTo(file);
        long bytes = file.position() - from;
        CRC32C crc = new CRC32C();
        for (long at = from; at < from + bytes; ) {
            buffer.clear().limit((int) Math.min(BUFFER_BYTES, from + bytes - at));
            int read = file.read(buffer, at);
            if (read <= 0) {
                throw new IOException("the index just written to " + path + " has become shorter");
            }
            crc.update(buffer.flip());
            at += read;
        }
        row(IndexFormat.Section.ENTRIES, from, bytes, crc);
    }

    private void longs(FileChannel file, IndexFormat.Section section, long[] values) throws IOException {
        long from = align(file);
        CRC32C crc = new CRC32C();
        for (int at = 0; at < values.length; ) {
            buffer.clear();
            int step = Math.min(values.length - at, BUFFER_BYTES / Long.BYTES);
            buffer.asLongBuffer().put(values, at, step);
            buffer.limit(step * Long.BYTES);
            crc.update(buffer);
            buffer.rewind();
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            at += step;
        }
        row(section, from, (long) values.length * Long.BYTES, crc);
    }

    private static long align(FileChannel file) throws IOException {
        long at = (file.position() + SECTION_ALIGN - 1) / SECTION_ALIGN * SECTION_ALIGN;
        file.position(at);
        return at;
    }

    private void row(IndexFormat.Section section, long from, long bytes, CRC32C crc) {
        int at = IndexFormat.AT_SECTION_TABLE + sections++ * IndexFormat.SECTION_ROW_BYTES;
        header.putInt(at, section.number());
        header.putInt(at + 4, (int) crc.getValue());
        header.putLong(at + 8, from);
        header.putLong(at + 16, bytes);
    }

    private void header(long fileBytes, IndexParts parts, long[] counts, long sequence) {
        header.putLong(IndexFormat.AT_MAGIC, IndexFormat.MAGIC);
        header.putInt(IndexFormat.AT_VERSION, IndexFormat.VERSION);
        header.putInt(IndexFormat.AT_HEADER_BYTES, IndexFormat.HEADER_BYTES);
        header.putLong(IndexFormat.AT_FILE_BYTES, fileBytes);
        header.putLong(IndexFormat.AT_SEQUENCE, sequence);
        long entries = 0;
        for (MatchKind kind : MatchKind.values()) {
            header.putLong(IndexFormat.AT_COUNTS + (kind.code() - 1) * Long.BYTES, counts[kind.code()]);
            entries += counts[kind.code()];
        }
        header.putLong(IndexFormat.AT_ENTRIES, entries);
        header.putLong(IndexFormat.AT_PREFIXES_FOUR, parts.prefixesFour());
        for (int i = 0; i < parts.prefixesSix().length; i++) {
            header.putLong(IndexFormat.AT_PREFIXES_SIX + i * Long.BYTES, parts.prefixesSix()[i]);
        }
        header.putInt(IndexFormat.AT_FLAGS, parts.flags());
        header.putInt(IndexFormat.AT_URL_BYTES_MAX, parts.urlBytesMax());
        header.putInt(IndexFormat.AT_SECTIONS, sections);
        header.putInt(
                IndexFormat.AT_CHECKSUM,
                IndexFormat.checksum(header.duplicate().position(0).limit(IndexFormat.AT_CHECKSUM)));
    }
}
