package org.commonwatch.matching.scan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.commonwatch.matching.index.IndexSource;
import org.commonwatch.matching.index.IndexView;
import org.commonwatch.matching.index.Literals;

/**
 * Finds every indicator of an index in a stream of bytes; {@code docs/formats/matching.md} says what counts. How the stream is cut
 * into calls of {@link #feed} changes nothing. Memory is bounded whatever the stream holds, and time is linear in it. One
 * thread at a time.
 *
 * <p>The stream is worked off in stretches that end at a line end, or in long lines at a byte that ends every token. Where neither
 * comes for a whole buffer, a stretch ends anywhere, and bytes as long as the longest token on either side of the cut are
 * looked at twice.
 */
public final class StreamScanner {
    /** Bytes worked off at a time; with its planes it stays in a core's own cache. */
    private static final int BLOCK_BYTES = 64 * 1024;

    /** Bytes seen on either side of a cut inside a token: the longest URL, its scheme and separator. */
    private static final int CONTEXT_BYTES = 8192 + 512;

    /** Line ends before and after the data, so that looking around a place needs no bounds. */
    private static final int GUARD_BYTES = 128;

    private static final int BUFFER_BYTES = GUARD_BYTES + 2 * CONTEXT_BYTES + BLOCK_BYTES + GUARD_BYTES;

    private final IndexSource source;
    private final HitSink sink;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final byte[] covered = new byte[GUARD_BYTES];
    private final Scene scene;
    private final BlockSearch search;
    private LiteralSearch literals;
    private Literals literalsOf;

    /** Data stands in {@code [start, end)}; what is before {@code core} has been worked off, and since {@code hard} no token can have begun before it. */
    private int core = GUARD_BYTES;

    private int end = GUARD_BYTES;
    private int hard = GUARD_BYTES;

    /** The stream's offset of the buffer's first byte. */
    private long base = -GUARD_BYTES;

    private long linesBefore;
    private long hits;
    private long bytes;

    /** @param source an index, or a live one, whose changes are heard of at the next block */
    public StreamScanner(IndexSource source, Profile profile, HitSink sink) {
        this(source, profile, sink, ByteMasks.fastest());
    }

    StreamScanner(IndexSource source, Profile profile, HitSink sink, ByteMasks masks) {
        this.source = source;
        this.sink = sink;
        IndexView view = source.view();
        Arrays.fill(buffer, (byte) '\n');
        this.scene = new Scene(buffer, profile == Profile.ZEEK, view);
        this.search = new BlockSearch(scene, masks, BUFFER_BYTES);
        this.literalsOf = view.literals();
        this.literals = new LiteralSearch(scene, literalsOf);
    }

    /** The next bytes of the stream, {@code b[from, to)}. */
    public void feed(byte[] b, int from, int to) {
        int at = from;
        while (at < to) {
            int step = Math.min(to - at, BUFFER_BYTES - GUARD_BYTES - end);
            System.arraycopy(b, at, buffer, end, step);
            at += step;
            filled(step);
        }
    }

    /** Feeds what the file holds from {@code at}, {@code most} bytes at most, without a copy between. Bytes fed, or -1 at its end. */
    int readFrom(FileChannel file, long at, long most) throws IOException {
        int room = (int) Math.min(BUFFER_BYTES - GUARD_BYTES - end, most);
        return filled(file.read(ByteBuffer.wrap(buffer, end, room), at));
    }

    /** Feeds what a stream gives next. Bytes fed, or -1 at its end. */
    int readFrom(InputStream in) throws IOException {
        return filled(in.read(buffer, end, BUFFER_BYTES - GUARD_BYTES - end));
    }

    /** So many bytes have come after {@code end}; returns their number. */
    private int filled(int count) {
        if (count > 0) {
            end += count;
            bytes += count;
            if (end == BUFFER_BYTES - GUARD_BYTES) {
                look();
                int cut = cut();
                work(cut > 0 ? cut : end - CONTEXT_BYTES, cut > 0);
            }
        }
        return count;
    }

    /** Tells of everything in the whole lines fed so far, for streams that pause. */
    public void flush() {
        int line = end;
        while (line > core && buffer[line - 1] != '\n') {
            line--;
        }
        if (line > core) {
            look();
            work(line, true);
        }
    }

    /** The stream is over: everything is told. */
    public void end() {
        Arrays.fill(buffer, end, end + GUARD_BYTES, (byte) '\n');
        look();
        work(end, true);
        literals.reset();
        tell(Integer.MAX_VALUE, core);
        if (bytes > 0 && buffer[core - 1] != '\n') {
            linesBefore++;
        }
    }

    /** Ready for another stream, whose lines and offsets start anew. */
    public void reset() {
        resume(0, 0);
    }

    /** The same, for a part of a stream that begins after so many lines and bytes. */
    void resume(long lines, long offset) {
        Arrays.fill(buffer, 0, GUARD_BYTES, (byte) '\n');
        core = GUARD_BYTES;
        end = GUARD_BYTES;
        hard = GUARD_BYTES;
        base = offset - GUARD_BYTES;
        linesBefore = lines;
        hits = 0;
        bytes = 0;
        scene.hits.clear();
        literals.reset();
    }

    /** Lines of the stream; of those without an end, the last is counted by {@link #end}. */
    public long lines() {
        return linesBefore;
    }

    /** Bytes fed. */
    public long bytes() {
        return bytes;
    }

    /** Hits told. */
    public long hits() {
        return hits;
    }

    /** Works off the bytes up to {@code to}; {@code clean} says that no token goes on there. */
    private void work(int to, boolean clean) {
        stretch(Math.max(hard, core - CONTEXT_BYTES), clean ? to : end, to);
        tell(clean ? to - literals.pending() : to - CONTEXT_BYTES, to);
        if (clean) {
            hard = to;
        }
        core = to;
        shift();
    }

    @SuppressWarnings("ReferenceEquality") // another view of the same literals is searched in the same way
    private void look() {
        IndexView view = source.view();
        scene.view(view);
        if (view.literals() != literalsOf) {
            literalsOf = view.literals();
            literals = new LiteralSearch(scene, literalsOf);
        }
    }

    /** Where to stop: after the last line end, or else the last byte that ends every token; 0 when there is none. */
    private int cut() {
        int line = end - 1;
        while (line > core && buffer[line - 1] != '\n') {
            line--;
        }
        if (line > core) {
            return line;
        }
        int blank = end - 1;
        while (blank > core && !endsEverything(buffer[blank - 1])) {
            blank--;
        }
        return blank > core ? blank : 0;
    }

    private static boolean endsEverything(byte c) {
        return (c >= 0 && c <= ' ') || c == 0x7f || c == '"' || c == '<' || c == '>';
    }

    /** Works off the core up to {@code to}, seeing {@code [viewFrom, viewTo)}. */
    private void stretch(int viewFrom, int viewTo, int to) {
        System.arraycopy(buffer, viewTo, covered, 0, 64);
        Arrays.fill(buffer, viewTo, viewTo + 64, (byte) 0);
        search.search(viewFrom, viewTo, core, to);
        System.arraycopy(covered, 0, buffer, viewTo, 64);
        if (!literalsOf.isEmpty()) {
            literals.read(core, to);
        }
    }

    /** Tells of the hits that start before {@code limit}, and counts the lines up to {@code to}. */
    private void tell(int limit, int to) {
        int counted = core;
        if (!scene.hits.isEmpty()) {
            for (Hits.Hit hit : scene.hits.take(limit)) {
                counted = count(counted, hit.from());
                sink.hit(linesBefore + 1, base + hit.from(), hit.indicator(), hit.rule(), buffer, hit.from(), hit.to());
                hits++;
            }
        }
        count(counted, to);
    }

    /** Counts the lines that end from one place to the next. Returns how far they are counted. */
    private int count(int from, int to) {
        if (to <= from) {
            return from;
        }
        linesBefore += search.lines(from, to);
        return to;
    }

    /** Moves what may still be needed to the start of the buffer. */
    private void shift() {
        int keep = Math.max(
                GUARD_BYTES,
                core == hard ? core - Math.max(1, literals.pending()) : Math.max(hard - 1, core - CONTEXT_BYTES));
        int by = keep - GUARD_BYTES;
        System.arraycopy(buffer, keep, buffer, GUARD_BYTES, end - keep);
        Arrays.fill(buffer, end - by, Math.min(BUFFER_BYTES, end - by + GUARD_BYTES), (byte) '\n');
        core -= by;
        end -= by;
        hard = Math.max(GUARD_BYTES, hard - by);
        base += by;
        scene.hits.move(by);
    }
}
