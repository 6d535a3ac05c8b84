package org.commonwatch.intake.export;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.commonwatch.stix.StixObject;

/**
 * Writes a STIX 2.1 bundle object by object; each goes out with the exact bytes it came in as. An empty bundle has no
 * {@code objects}, since STIX knows no empty lists. Closing ends the bundle and flushes, and leaves the stream open.
 */
public final class BundleWriter implements Closeable {
    private final OutputStream out;
    private boolean any;
    private boolean closed;

    /** @param id the bundle's own id, from the caller's source of randomness */
    public BundleWriter(OutputStream out, UUID id) throws IOException {
        this.out = out;
        write("{\"type\":\"bundle\",\"id\":\"bundle--" + id + "\"");
    }

    public void add(StixObject object) throws IOException {
        write(any ? ",\n" : ",\"objects\":[\n");
        any = true;
        out.write(object.bytes());
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            write(any ? "\n]}\n" : "}\n");
            out.flush();
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
