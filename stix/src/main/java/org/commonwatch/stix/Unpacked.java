package org.commonwatch.stix;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.commonwatch.kernel.BoundedGzip;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;

/** A gzip stream as a source; what is wrong with the stream is a refusal, not a fault. */
final class Unpacked implements JsonScanner.Source {
    private final InputStream packed;
    private @Nullable InputStream unpacked;
    private long bytesOut;

    Unpacked(InputStream packed) {
        this.packed = packed;
    }

    /** Opens with the first read, since the header may be damaged already. */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException, Refused {
        try {
            InputStream open = unpacked == null ? BoundedGzip.open(packed, Limits.GUNZIP_BYTES_MAX) : unpacked;
            unpacked = open;
            int count = open.read(into, offset, length);
            bytesOut += Math.max(count, 0);
            return count;
        } catch (BoundedGzip.ExpansionException e) {
            throw e.refusal().toException();
        } catch (ZipException | EOFException e) {
            throw Refusal.of(
                            "gzip-malformed",
                            "byte " + bytesOut,
                            "The gzip stream is damaged or cut short: " + e.getMessage())
                    .toException();
        }
    }
}
