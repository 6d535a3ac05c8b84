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
    private static final int PREFIX_BYTES_MAX = 155;
    private static final int PREFIX_AT = 345;
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
        int split = split(bytes);
        if (split < 0 || size > SIZE_MAX) {
            throw new IOException("cannot archive " + name + ": its name or size is beyond ustar");
        }
        byte[] header = new byte[BLOCK];
        int from = split == 0 ? 0 : split + 1;
        System.arraycopy(bytes, from, header, 0, bytes.length - from);
        System.arraycopy(bytes, 0, header, PREFIX_AT, split);
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

    /** Where a long name is split, at a slash, into prefix and name; 0 when it is short, -1 when neither fits. */
    private static int split(byte[] name) {
        if (name.length <= NAME_BYTES_MAX) {
            return 0;
        }
        for (int at = Math.min(PREFIX_BYTES_MAX, name.length - 1); at > 0; at--) {
            if (name[at] == '/' && name.length - at - 1 <= NAME_BYTES_MAX) {
                return at;
            }
        }
        return -1;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
