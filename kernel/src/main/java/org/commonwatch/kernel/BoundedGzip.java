package org.commonwatch.kernel;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/**
 * Opens an input that may be gzipped (RFC 1952), told by its first bytes. Expansion stops with an {@link ExpansionException}
 * when it passes {@link Limits#GUNZIP_RATIO_MAX} times what was read, after a free first MiB, or the bound on the whole. A
 * damaged stream fails as {@link GZIPInputStream} does.
 */
public final class BoundedGzip {
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Small inputs may compress extremely well without harm. */
    private static final long FREE_BYTES = 1024 * 1024;

    private BoundedGzip() {}

    /** Input that is too big, or grows too much when unpacked. */
    public static final class ExpansionException extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Refusal refusal;

        ExpansionException(Refusal refusal) {
            super(refusal.toString());
            this.refusal = refusal;
        }

        public Refusal refusal() {
            return refusal;
        }
    }

    public static boolean isGzip(byte[] head) {
        return head.length >= 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
    }

    /**
     * With the bound on an import.
     *
     * @return the unpacked content; closing it closes {@code in}
     */
    public static InputStream open(InputStream in) throws IOException {
        return open(in, Limits.IMPORT_BYTES_MAX);
    }

    /** @param bytesMax of the content, unpacked */
    public static InputStream open(InputStream in, long bytesMax) throws IOException {
        Counted packed = new Counted(new BufferedInputStream(in, BUFFER_BYTES));
        PushbackInputStream head = new PushbackInputStream(packed, 2);
        byte[] magic = head.readNBytes(2);
        head.unread(magic);
        boolean gzip = isGzip(magic);
        return new Bounded(gzip ? new GZIPInputStream(head, BUFFER_BYTES) : head, packed, gzip, bytesMax);
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = super.read(into, offset, length);
            count += Math.max(n, 0);
            return n;
        }
    }

    private static final class Bounded extends FilterInputStream {
        private final Counted packed;
        private final boolean gzip;
        private final long bytesMax;
        private long count;

        Bounded(InputStream in, Counted packed, boolean gzip, long bytesMax) {
            super(in);
            this.packed = packed;
            this.gzip = gzip;
            this.bytesMax = bytesMax;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            check(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = super.read(into, offset, length);
            check(Math.max(n, 0));
            return n;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void check(int more) throws ExpansionException {
            count += more;
            if (count > bytesMax) {
                throw new ExpansionException(
                        Refusal.of("input-too-big", "byte " + count, "One input has at most " + bytesMax + " bytes."));
            }
            if (gzip && count > FREE_BYTES && count > packed.count * Limits.GUNZIP_RATIO_MAX) {
                throw new ExpansionException(Refusal.of(
                        "gzip-bomb",
                        "byte " + packed.count,
                        "Compressed input grows more than " + Limits.GUNZIP_RATIO_MAX + " times."));
            }
        }
    }
}
