package org.commonwatch.stix;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** Unpacks gzip (RFC 1952) and stops at the bounds of a bomb; what is wrong with the stream is a refusal, not a fault. */
final class Gunzip implements JsonScanner.Source {
    private static final int BUFFER_BYTES = 64 * 1024;

    /** A short stream of repeats packs very well and harms nobody. */
    private static final long FREE_BYTES = 1024 * 1024;

    private final Counted packed;
    private final GZIPInputStream unpacked;
    private long bytesOut;

    private Gunzip(Counted packed, GZIPInputStream unpacked) {
        this.packed = packed;
        this.unpacked = unpacked;
    }

    static boolean isGzip(byte[] head) {
        return head.length >= 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
    }

    static Gunzip of(InputStream in) throws IOException, Refused {
        Counted packed = new Counted(in);
        try {
            return new Gunzip(packed, new GZIPInputStream(packed, BUFFER_BYTES));
        } catch (ZipException | EOFException e) {
            throw broken(e, 0);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException, Refused {
        int count;
        try {
            count = unpacked.read(into, offset, length);
        } catch (ZipException | EOFException e) {
            throw broken(e, bytesOut);
        }
        bytesOut += Math.max(count, 0);
        boolean swollen = bytesOut > FREE_BYTES && bytesOut / Limits.GUNZIP_RATIO_MAX > packed.bytesIn;
        if (swollen || bytesOut > Limits.GUNZIP_BYTES_MAX) {
            throw Refusal.of(
                            "gzip-bomb",
                            "byte " + bytesOut,
                            "The gzip stream unpacks to more than allowed (" + Limits.GUNZIP_BYTES_MAX + " bytes or "
                                    + Limits.GUNZIP_RATIO_MAX + " times its size).")
                    .toException();
        }
        return count;
    }

    private static Refused broken(IOException e, long at) {
        return Refusal.of("gzip-malformed", "byte " + at, "The gzip stream is damaged or cut short: " + e.getMessage())
                .toException();
    }

    private static final class Counted extends FilterInputStream {
        private long bytesIn;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            bytesIn += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            bytesIn += Math.max(count, 0);
            return count;
        }
    }
}
