package org.commonwatch.intake.input;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;

/**
 * Opens an input that may be gzipped (RFC 1952), told by its first bytes. Expansion stops with an {@link ExpansionException}
 * when it passes {@link Limits#GUNZIP_RATIO_MAX} times what was read, after a free first MiB, or the bound on an import.
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

    /** @return the unpacked content; closing it closes {@code in} */
    public static InputStream open(InputStream in) throws IOException {
        Counted packed = new Counted(new BufferedInputStream(in, BUFFER_BYTES));
        PushbackInputStream head = new PushbackInputStream(packed, 2);
        byte[] magic = head.readNBytes(2);
        head.unread(magic);
        boolean gzip = magic.length == 2 && (magic[0] & 255) == 0x1f && (magic[1] & 255) == 0x8b;
        return new Bounded(gzip ? new GZIPInputStream(head, BUFFER_BYTES) : head, packed, gzip);
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
        private long count;

        Bounded(InputStream in, Counted packed, boolean gzip) {
            super(in);
            this.packed = packed;
            this.gzip = gzip;
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
            if (count > Limits.IMPORT_BYTES_MAX) {
                throw new ExpansionException(Refusal.of(
                        "input-too-big",
                        "byte " + count,
                        "One input has at most " + Limits.IMPORT_BYTES_MAX + " bytes."));
            }
            if (gzip && count > FREE_BYTES && count > packed.count * Limits.GUNZIP_RATIO_MAX) {
                throw new ExpansionException(Refusal.of(
                        "input-expands",
                        "byte " + packed.count,
                        "Compressed input grows more than " + Limits.GUNZIP_RATIO_MAX + " times."));
            }
        }
    }
}
