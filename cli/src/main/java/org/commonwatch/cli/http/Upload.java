package org.commonwatch.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.commonwatch.cli.console.Fault;

/** Request bodies streamed from files and pipes, reporting the bytes as they leave. */
public final class Upload {
    private Upload() {}

    /** A file's bytes, with their length known to the node beforehand. */
    public static BodyPublisher file(Path file, LongConsumer progress) {
        long length;
        try {
            length = Files.size(file);
        } catch (IOException e) {
            throw new Fault("cannot read " + file + ": " + e.getMessage(), e);
        }
        if (length == 0) {
            return BodyPublishers.noBody();
        }
        BodyPublisher stream = BodyPublishers.ofInputStream(() -> counted(open(file), progress));
        return BodyPublishers.fromPublisher(stream, length);
    }

    /** A pipe's bytes, sent as they come. */
    public static BodyPublisher stream(InputStream pipe, LongConsumer progress) {
        return BodyPublishers.ofInputStream(() -> counted(pipe, progress));
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private static InputStream counted(InputStream source, LongConsumer progress) {
        return new InputStream() {
            private long count;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int n = source.read(into, offset, length);
                if (n > 0) {
                    count += n;
                    progress.accept(count);
                }
                return n;
            }

            @Override
            public void close() throws IOException {
                source.close();
            }
        };
    }
}
