package org.commonwatch.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * An answer's body under three bounds: bytes, time between bytes, time altogether. A peer that stops sending would hold
 * the reader for ever, because the client's own timeout ends with the headers; a thread of its own closes the source
 * when a bound in time breaks, which wakes the reader with an error.
 */
final class WatchedStream extends InputStream {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final InputStream source;
    private final Bounds bounds;
    private final long startedNanos = System.nanoTime();
    private volatile long lastNanos = startedNanos;
    private volatile boolean closed;
    private volatile boolean tooSlow;
    private long count;

    /**
     * @param bytesMax longest body in bytes
     * @param idleMax longest wait for the next byte
     * @param timeMax longest time for the whole body
     */
    record Bounds(long bytesMax, Duration idleMax, Duration timeMax) {}

    WatchedStream(InputStream source, Bounds bounds) {
        this.source = source;
        this.bounds = bounds;
        Thread.ofPlatform().daemon().name("watch body").start(this::watch);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n;
        try {
            n = source.read(into, offset, length);
        } catch (IOException e) {
            throw tooSlow ? slow(e) : e;
        }
        if (tooSlow) {
            throw slow(null);
        }
        lastNanos = System.nanoTime();
        if (n > 0) {
            count += n;
            if (count > bounds.bytesMax()) {
                throw new IOException("more than " + bounds.bytesMax() + " bytes came");
            }
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        source.close();
    }

    private void watch() {
        try {
            while (!closed) {
                Thread.sleep(LOOK_EVERY);
                long now = System.nanoTime();
                if (now - lastNanos > bounds.idleMax().toNanos()
                        || now - startedNanos > bounds.timeMax().toNanos()) {
                    tooSlow = true;
                    close();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The source is closed as far as it can be; the reader learns of it from tooSlow.
            tooSlow = true;
        }
    }

    private IOException slow(@org.jspecify.annotations.Nullable IOException cause) {
        return new IOException(
                "the other side stopped sending (waited " + bounds.idleMax().toSeconds() + " s, or "
                        + bounds.timeMax().toSeconds() + " s altogether)",
                cause);
    }
}
