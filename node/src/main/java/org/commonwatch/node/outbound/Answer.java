package org.commonwatch.node.outbound;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.commonwatch.kernel.Digest;

/** A complete answer, its body in a file of its own that {@link #close} deletes. Belongs to who asked. */
public final class Answer implements AutoCloseable {
    private static final int HEADER_CHARS_MAX = 1_024;

    private final int status;
    private final URI url;
    private final HttpHeaders headers;
    private final Path file;
    private final Spool.Body body;

    Answer(int status, URI url, HttpHeaders headers, Path file, Spool.Body body) {
        this.status = status;
        this.url = url;
        this.headers = headers;
        this.file = file;
        this.body = body;
    }

    public int status() {
        return status;
    }

    /** Where the answer came from in the end. */
    public URI url() {
        return url;
    }

    /** The first value of a header; longer than 1,024 characters counts as absent. */
    public Optional<String> header(String name) {
        return headers.firstValue(name).filter(value -> value.length() <= HEADER_CHARS_MAX);
    }

    /** Bytes of the body as sent; 0 for error pages beyond 64 KiB, which are cut off. */
    public long bytes() {
        return body.bytes();
    }

    /** SHA-256 of the body as sent. */
    public Digest digest() {
        return body.digest();
    }

    /** The body as sent; a gzipped one is still packed. */
    public InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(file));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
