package org.commonwatch.node.ledger;

import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Bodies that are packed for those who take gzip: entries and payloads are text, and half of it is said again and again. */
final class Packed {
    /** Below this packing saves less than its header costs. */
    private static final int BYTES_MIN = 1_024;

    private static final String BINARY = "application/octet-stream";

    private Packed() {}

    /** @param worthIt hashes do not get smaller */
    static Response.ResponseBuilder binary(byte[] bytes, boolean worthIt, @Nullable String encodings) {
        boolean taken = encodings != null && encodings.contains("gzip");
        if (!worthIt || !taken || bytes.length < BYTES_MIN) {
            return Response.ok(bytes, BINARY).header("Vary", "Accept-Encoding");
        }
        return Response.ok(gzip(bytes), BINARY)
                .header("Content-Encoding", "gzip")
                .header("Vary", "Accept-Encoding");
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream packing = new Fast(out)) {
            packing.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("packing in memory", e);
        }
        return out.toByteArray();
    }

    /** The fastest level: a member waits for it, and the next level saves little. */
    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
