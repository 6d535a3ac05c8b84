package org.commonwatch.stix;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Finds where JSON values begin and end in a stream of bytes, without building anything.
 *
 * <p>Idea: inside a container only quotes, backslashes and brackets matter, so one pass that counts brackets and steps over
 * strings gives each object's exact bytes. The strict parser then reads that slice from one array. A value that is too deep,
 * too long or too big is therefore stepped over in constant memory, which a token parser cannot promise, and the exact bytes
 * come for free. Cost: one comparison loop over each byte, an order of magnitude cheaper than parsing.
 *
 * <p>Not checked here: that brackets match in kind, that literals are spelled right. The parser does that for each slice.
 */
final class JsonScanner {
    static final int END = -1;

    /** First size of the buffer: most objects fit many times over, so few are moved when it is refilled. */
    private static final int BUFFER_BYTES = 256 * 1024;

    private static final int NOTHING_KEPT = -1;
    private static final int OUTGROWN = -2;

    /** Where bytes come from; -1 at the end, as in {@link java.io.InputStream}. */
    interface Source {
        int read(byte[] into, int offset, int length) throws IOException, Refused;
    }

    private final Source source;
    private byte[] buffer;
    private int pos;
    private int limit;
    private boolean ended;

    /** Offset of {@code buffer[0]} in the input. */
    private long base;

    private int kept = NOTHING_KEPT;
    private int keptBytesMax;

    private JsonScanner(Source source, byte[] buffer, int limit, boolean ended) {
        this.source = source;
        this.buffer = buffer;
        this.limit = limit;
        this.ended = ended;
    }

    static JsonScanner of(Source source) {
        return new JsonScanner(source, new byte[BUFFER_BYTES], 0, false);
    }

    /** Scans an array in place; it is never written to. */
    static JsonScanner of(byte[] bytes) {
        return new JsonScanner((_, _, _) -> END, bytes, bytes.length, true);
    }

    /** Bytes consumed so far. */
    long offset() {
        return base + pos;
    }

    /** The next byte that is not white space, which stays unread, or {@link #END}. */
    int peek() throws IOException, Refused {
        while (true) {
            while (pos < limit) {
                byte b = buffer[pos];
                if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                    return b & 0xff;
                }
                pos++;
            }
            if (!fill()) {
                return END;
            }
        }
    }

    /** The first {@code count} bytes of the input (fewer at its end), unread, to look at the encoding. Call it first. */
    byte[] head(int count) throws IOException, Refused {
        keep(BUFFER_BYTES);
        int start = pos;
        pos = limit;
        while (limit - start < count && fill()) {
            pos = limit;
        }
        pos = start;
        kept = NOTHING_KEPT;
        return Arrays.copyOfRange(buffer, pos, Math.min(limit, pos + count));
    }

    /** Steps over {@code expected}, which must be the next byte that is not white space. */
    void expect(char expected) throws IOException, Refused {
        int found = peek();
        if (found != expected) {
            throw unexpected("'" + expected + "'", found);
        }
        pos++;
    }

    void skipBytes(int count) {
        pos += count;
    }

    /** From here on up to {@code bytesMax} bytes are kept for {@link #since}; beyond that they are all let go. */
    void keep(int bytesMax) {
        kept = pos;
        keptBytesMax = bytesMax;
    }

    boolean isKeeping() {
        return kept >= 0;
    }

    void letGo() {
        kept = NOTHING_KEPT;
    }

    /** The bytes from offset {@code start} to here; nothing if they were not kept or are more than may be kept. */
    Optional<byte[]> since(long start) {
        long from = start - base;
        if (kept < 0 || from < kept || pos - from > keptBytesMax) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(buffer, (int) from, pos));
    }

    /** The bytes of the value that follows, or nothing if it is larger than {@code bytesMax}. Ends what was kept before. */
    Optional<byte[]> take(int bytesMax) throws IOException, Refused {
        peek();
        long start = offset();
        keep(bytesMax);
        skipValue();
        Optional<byte[]> bytes = since(start);
        letGo();
        return bytes;
    }

    /** Steps over one value of any kind. */
    void skipValue() throws IOException, Refused {
        int first = peek();
        switch (first) {
            case '{', '[' -> skipContainer();
            case '"' -> {
                pos++;
                skipString();
            }
            case END, ',', ':', ']', '}' -> throw unexpected("a value", first);
            default -> skipScalar();
        }
    }

    private void skipContainer() throws IOException, Refused {
        int depth = 0;
        while (true) {
            byte[] bytes = buffer;
            int end = limit;
            int i = pos;
            while (i < end) {
                int b = bytes[i++];
                if (b == '"') {
                    pos = i;
                    skipString();
                    bytes = buffer;
                    end = limit;
                    i = pos;
                } else if ((b | 0x20) == '{') {
                    // '[' and '{' differ from each other only in bit 0x20, and so do their closing twins.
                    depth++;
                } else if ((b | 0x20) == '}' && --depth == 0) {
                    pos = i;
                    return;
                }
            }
            pos = i;
            if (!fill()) {
                throw truncated();
            }
        }
    }

    /** Stands after the opening quote; ends after the closing one. */
    private void skipString() throws IOException, Refused {
        while (true) {
            byte[] bytes = buffer;
            int end = limit;
            int i = pos;
            boolean escaped = false;
            while (i < end) {
                byte b = bytes[i++];
                if (b == '"') {
                    pos = i;
                    return;
                }
                if (b == '\\') {
                    escaped = i == end;
                    i++;
                }
            }
            pos = end;
            if (!fill()) {
                throw truncated();
            }
            if (escaped) {
                pos++;
            }
        }
    }

    private void skipScalar() throws IOException, Refused {
        while (true) {
            while (pos < limit) {
                switch (buffer[pos]) {
                    case ' ', '\n', '\r', '\t', ',', ']', '}', ':', '"', '{', '[' -> {
                        return;
                    }
                    default -> pos++;
                }
            }
            if (!fill()) {
                return;
            }
        }
    }

    /** Refills when all is read; keeps what must be kept. False at the end of the input. */
    private boolean fill() throws IOException, Refused {
        if (ended) {
            return false;
        }
        if (kept >= 0 && limit - kept > keptBytesMax) {
            kept = OUTGROWN;
        }
        int from = kept >= 0 ? kept : limit;
        int held = limit - from;
        if (held == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(BUFFER_BYTES, Math.min(2 * held, keptBytesMax + BUFFER_BYTES)));
        } else if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, held);
        }
        base += from;
        limit = held;
        pos = held;
        if (kept >= 0) {
            kept = 0;
        }
        int count = source.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            ended = true;
            return false;
        }
        limit += count;
        if (base + limit > Limits.IMPORT_BYTES_MAX) {
            throw Refusal.of("input-too-big", "byte " + offset(), "More than " + Limits.IMPORT_BYTES_MAX + " bytes.")
                    .toException();
        }
        return count > 0 || fill();
    }

    Refused truncated() {
        return Refusal.of("json-truncated", "byte " + offset(), "The input ends inside a JSON value.")
                .toException();
    }

    Refused unexpected(String wanted, int found) {
        if (found == END) {
            return truncated();
        }
        String shown = found >= 0x20 && found < 0x7f ? "" + (char) found : "0x" + Integer.toHexString(found);
        return Refusal.of("json-malformed", "byte " + offset(), "Expected " + wanted + ".", shown)
                .toException();
    }
}
