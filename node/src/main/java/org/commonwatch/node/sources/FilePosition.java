package org.commonwatch.node.sources;

import java.nio.file.Path;
import java.util.Arrays;
import org.commonwatch.kernel.Digest;

/**
 * Where reading of a file goes on, and by what the file is known again: numbers of files are used anew and names move, so the
 * first and the last bytes read must still be there.
 *
 * @param file the file system's number for it, or its path where there is none
 * @param path where it was seen last
 * @param offset of the first byte not taken in
 * @param line number of the line that byte stands in, from 1
 * @param head digest of the first bytes, {@link #PRINT_BYTES_MAX} of them or all before {@code offset}
 * @param tail digest of as many bytes right before {@code offset}
 */
record FilePosition(String file, Path path, long offset, long line, Digest head, Digest tail) {
    /** Log lines begin with their time: a kibibyte tells two files apart, and costs nothing to read again. */
    static final int PRINT_BYTES_MAX = 1024;

    private static final Digest NOTHING = Digest.of(new byte[0]);

    static FilePosition start(String file, Path path) {
        return new FilePosition(file, path, 0, 1, NOTHING, NOTHING);
    }

    boolean unread() {
        return offset == 0;
    }

    /** How many bytes head and tail cover. */
    int printBytes() {
        return (int) Math.min(PRINT_BYTES_MAX, offset);
    }

    FilePosition at(String nowFile, Path nowPath) {
        return new FilePosition(nowFile, nowPath, offset, line, head, tail);
    }

    /**
     * The position after {@code taken} more bytes.
     *
     * @param around the {@link #printBytes} bytes before the offset and then at least the bytes taken
     */
    FilePosition after(byte[] around, int taken, int lines) {
        int before = printBytes();
        int end = before + taken;
        Digest newHead = offset < PRINT_BYTES_MAX ? print(around, 0, Math.min(end, PRINT_BYTES_MAX)) : head;
        Digest newTail = print(around, Math.max(0, end - PRINT_BYTES_MAX), end);
        return new FilePosition(file, path, offset + taken, line + lines, newHead, newTail);
    }

    static Digest print(byte[] bytes, int from, int to) {
        return Digest.of(Arrays.copyOfRange(bytes, from, to));
    }

    static Digest print(byte[] bytes) {
        return Digest.of(bytes);
    }
}
