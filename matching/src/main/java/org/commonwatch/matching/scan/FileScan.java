package org.commonwatch.matching.scan;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.commonwatch.matching.index.IndexSource;

/**
 * Scans whole files and streams, gzip and zstd unpacked. A plain file is cut at line ends into parts that several threads scan;
 * their hits are told in the order of the file, on the calling thread. Memory: for each thread two parts' hits and one scanner.
 */
public final class FileScan {
    /** A part is so long or a little longer, up to the next line end; long enough that starting one costs nothing. */
    static final int PART_BYTES = 8 << 20;

    private static final int PARTS_A_THREAD = 2;

    private final IndexSource source;
    private final Profile profile;
    private final int threads;
    private final int partBytes;

    /** @param threads for one plain file; packed files and streams take one */
    public FileScan(IndexSource source, Profile profile, int threads) {
        this(source, profile, threads, PART_BYTES);
    }

    FileScan(IndexSource source, Profile profile, int threads, int partBytes) {
        if (threads < 1 || partBytes < 1) {
            throw new IllegalArgumentException(threads + " threads, parts of " + partBytes + " bytes");
        }
        this.source = source;
        this.profile = profile;
        this.threads = threads;
        this.partBytes = partBytes;
    }

    /**
     * What was read.
     *
     * @param bytes unpacked
     */
    public record Result(long lines, long bytes, long hits) {}

    /**
     * Scans a file.
     *
     * @param done hears how many bytes of the file, as it lies there, were read
     */
    public Result file(Path path, HitSink sink, LongConsumer done) throws IOException {
        if (Files.isRegularFile(path)) {
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                if (!Unpacked.isPacked(start(file))) {
                    return threads > 1 && file.size() > partBytes ? parts(file, sink, done) : whole(file, sink, done);
                }
            }
        }
        try (InputStream in = Files.newInputStream(path)) {
            return stream(in, sink, done);
        }
    }

    private Result whole(FileChannel file, HitSink sink, LongConsumer done) throws IOException {
        StreamScanner scanner = new StreamScanner(source, profile, sink);
        while (scanner.readFrom(file, scanner.bytes(), Long.MAX_VALUE) >= 0) {
            done.accept(scanner.bytes());
        }
        scanner.end();
        return new Result(scanner.lines(), scanner.bytes(), scanner.hits());
    }

    private static byte[] start(FileChannel file) throws IOException {
        ByteBuffer magic = ByteBuffer.allocate(Unpacked.MAGIC_BYTES);
        while (magic.hasRemaining() && file.read(magic, magic.position()) > 0) {}
        return Arrays.copyOf(magic.array(), magic.position());
    }

    /** Scans a stream to its end and leaves it open. */
    public Result stream(InputStream raw, HitSink sink, LongConsumer done) throws IOException {
        StreamScanner scanner = new StreamScanner(source, profile, sink);
        Counted counted = new Counted(raw);
        InputStream in = Unpacked.of(counted);
        while (scanner.readFrom(in) >= 0) {
            done.accept(counted.bytes);
        }
        scanner.end();
        return new Result(scanner.lines(), scanner.bytes(), scanner.hits());
    }

    private static final class Counted extends FilterInputStream {
        private long bytes;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bytes += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            bytes += Math.max(read, 0);
            return read;
        }
    }

    // ---- parts
    // ----------------------------------------------------------------------------------------------------------

    private Result parts(FileChannel file, HitSink sink, LongConsumer done) throws IOException {
        long size = file.size();
        long next = 0;
        long lines = 0;
        long hits = 0;
        ArrayDeque<Future<PartHits>> running = new ArrayDeque<>();
        ExecutorService workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("scan-", 1).factory());
        try {
            while (next < size || !running.isEmpty()) {
                while (next < size && running.size() < PARTS_A_THREAD * threads) {
                    long from = next;
                    long to = partEnd(file, from, size);
                    running.add(workers.submit(() -> scan(file, from, to)));
                    next = to;
                }
                PartHits part = await(running.remove());
                part.tell(lines, sink);
                lines += part.lines();
                hits += part.size();
                done.accept(part.end());
            }
        } finally {
            workers.shutdownNow();
        }
        return new Result(lines, size, hits);
    }

    /** After the first line end from the length of a part on, or the end of the file. */
    private long partEnd(FileChannel file, long from, long size) throws IOException {
        long at = from + partBytes - 1;
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (at < size) {
            int read = file.read(buffer.clear(), at);
            if (read < 0) {
                break;
            }
            for (int i = 0; i < read; i++) {
                if (buffer.get(i) == '\n') {
                    return at + i + 1;
                }
            }
            at += read;
        }
        return size;
    }

    private PartHits scan(FileChannel file, long from, long to) throws IOException {
        PartHits hits = new PartHits(to);
        StreamScanner scanner = new StreamScanner(source, profile, hits);
        scanner.resume(0, from);
        long at = from;
        while (at < to && !Thread.currentThread().isInterrupted()) {
            int read = scanner.readFrom(file, at, to - at);
            if (read < 0) {
                throw new IOException("the file became shorter while it was scanned");
            }
            at += read;
        }
        scanner.end();
        hits.lines(scanner.lines());
        return hits;
    }

    private static PartHits await(Future<PartHits> part) throws IOException {
        try {
            return part.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while scanning", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw new IOException(io.getMessage(), io);
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException("scanning a part failed", e);
            }
        }
    }
}
