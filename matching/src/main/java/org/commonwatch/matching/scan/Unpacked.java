package org.commonwatch.matching.scan;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Input as it is meant: gzip and zstd are told by their first bytes and unpacked, all else is left as it is. */
final class Unpacked extends InputStream {
    /** The first bytes of either: the longer of the two. */
    static final int MAGIC_BYTES = 4;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream in;

    private Unpacked(InputStream in) {
        this.in = in;
    }

    static InputStream of(InputStream raw) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
        in.mark(MAGIC_BYTES);
        byte[] magic = in.readNBytes(MAGIC_BYTES);
        in.reset();
        if (isGzip(magic)) {
            return new GZIPInputStream(in, BUFFER_BYTES);
        }
        return isZstd(magic) ? new Unpacked(new ZstdInputStream(in)) : in;
    }

    static boolean isPacked(byte[] magic) {
        return isGzip(magic) || isZstd(magic);
    }

    private static boolean isGzip(byte[] magic) {
        return magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
    }

    private static boolean isZstd(byte[] magic) {
        return magic.length == MAGIC_BYTES
                && magic[0] == 0x28
                && magic[1] == (byte) 0xb5
                && magic[2] == 0x2f
                && magic[3] == (byte) 0xfd;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        try {
            return in.read(bytes, from, length);
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("this is no whole zstd stream: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
