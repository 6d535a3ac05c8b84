package org.commonwatch.node.spine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Writes a POSIX ustar archive (IEEE Std 1003.1 pax) of regular files with mode 0600 and no times or owners. */
final class TarWriter {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES_MAX = 100;
    private static final long SIZE_MAX = 0777_7777_7777L;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_BYTES = 8;

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void file(String name, byte[] content) throws IOException {
        out.write(header(name, content.length));
        out.write(content);
        pad(content.length);
    }

    /** Copies a file of the length it has now; what is appended meanwhile is left out. */
    void file(String name, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            long size = Files.size(file);
            out.write(header(name, size));
            long left = size;
            byte[] buffer = new byte[64 * 1024];
            while (left > 0) {
                int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (got < 0) {
                    throw new IOException(file + " became shorter while it was backed up");
                }
                out.write(buffer, 0, got);
                left -= got;
            }
            pad(size);
        }
    }

    void finish() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    private static byte[] header(String name, long size) throws IOException {
        byte[] bytes = name.replace('\\', '/').getBytes(StandardCharsets.UTF_8);
        if (bytes.length > NAME_BYTES_MAX || size > SIZE_MAX) {
            throw new IOException("cannot archive " + name + ": its name or size is beyond ustar");
        }
        byte[] header = new byte[BLOCK];
        System.arraycopy(bytes, 0, header, 0, bytes.length);
        put(header, 100, "0000600");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format(Locale.ROOT, "%011o", size));
        put(header, 136, "00000000000");
        header[156] = '0';
        put(header, 257, "ustar\0" + "00");
        Arrays.fill(header, CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, CHECKSUM_AT, String.format(Locale.ROOT, "%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
