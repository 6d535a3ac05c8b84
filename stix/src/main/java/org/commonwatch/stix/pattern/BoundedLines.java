package org.commonwatch.stix.pattern;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of bytes, each at most so long; a longer one is passed over and reported, and the next is read as usual. */
final class BoundedLines {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream in;
    private final int lineBytesMax;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;

    sealed interface Line {}

    /** A line without its line feed. */
    record Whole(ByteArrayOutputStream content) implements Line {
        byte[] bytes() {
            return content.toByteArray();
        }
    }

    record TooLong() implements Line {}

    BoundedLines(InputStream in, int lineBytesMax) {
        this.in = in;
        this.lineBytesMax = lineBytesMax;
    }

    /** Whether the next line may have to be waited for. */
    boolean isDrained() {
        return from == to;
    }

    /** The next line, or nothing at the end. */
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        boolean any = false;
        boolean tooLong = false;
        while (from < to || fill()) {
            any = true;
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            if (tooLong || content.size() + (end - from) > lineBytesMax) {
                tooLong = true;
                content.reset();
            } else {
                content.write(buffer, from, end - from);
            }
            from = end;
            if (end < to) {
                from++;
                break;
            }
        }
        return any ? Optional.of(tooLong ? new TooLong() : new Whole(content)) : Optional.empty();
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(0, in.read(buffer));
        return to > 0;
    }
}
