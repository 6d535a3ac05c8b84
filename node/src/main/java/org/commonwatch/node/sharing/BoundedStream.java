package org.commonwatch.node.sharing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An input that ends with a clear fault when it is longer than allowed. */
final class BoundedStream extends FilterInputStream {
    private final long bytesMax;
    private long read;

    BoundedStream(InputStream in, long bytesMax) {
        super(in);
        this.bytesMax = bytesMax;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int got = super.read(into, offset, length);
        count(Math.max(0, got));
        return got;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(int more) throws IOException {
        read += more;
        if (read > bytesMax) {
            throw new IOException("the input is longer than " + bytesMax + " bytes; split it");
        }
    }
}
