package org.commonwatch.ledger.disk;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;

/** One open file. Reads may come from several threads at once; writes from one. */
public interface DiskFile extends Closeable {
    long size() throws IOException;

    /** Exactly {@code length} bytes from {@code position}; {@link EOFException} when the file ends before. */
    byte[] read(long position, int length) throws IOException;

    /** Writes all of {@code bytes[from, from + length)} at {@code position}. */
    void write(byte[] bytes, int from, int length, long position) throws IOException;

    void truncate(long size) throws IOException;

    /** Makes content and length durable (fdatasync). */
    void sync() throws IOException;
}
