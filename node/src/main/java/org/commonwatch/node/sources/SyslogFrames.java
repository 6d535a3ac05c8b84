package org.commonwatch.node.sources;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Messages of a syslog stream (RFC 6587): each counted in octets ({@code 12 <34>1 ...}) or ended by a line feed, told by its
 * first byte. Of a message that is too long the start is kept.
 */
final class SyslogFrames {
    /** One message; RFC 5424 asks for 2,048 and a datagram holds 65,507. */
    static final int MESSAGE_BYTES_MAX = 64 * 1024;

    /** A counted message longer than this is a mistake in framing, not a message. */
    static final int COUNTED_BYTES_MAX = 16 * 1024 * 1024;

    private static final int COUNT_DIGITS_MAX = 8;

    private final BufferedInputStream in;
    private final byte[] buffer = new byte[MESSAGE_BYTES_MAX];
    private boolean cut;

    SyslogFrames(InputStream in) {
        this.in = new BufferedInputStream(in, MESSAGE_BYTES_MAX);
    }

    /** The framing cannot be read: nothing after it can be trusted. */
    static final class BadFrame extends IOException {
        private static final long serialVersionUID = 1L;

        BadFrame(String message) {
            super(message);
        }
    }

    /** The next message; empty at the end of the stream. */
    Optional<byte[]> next() throws IOException {
        cut = false;
        int first = in.read();
        while (first == '\n' || first == '\r' || first == 0) {
            first = in.read();
        }
        if (first < 0) {
            return Optional.empty();
        }
        return first >= '1' && first <= '9' ? counted(first) : ended(first);
    }

    /** Whether the message before was longer than it may be. */
    boolean wasCut() {
        return cut;
    }

    private Optional<byte[]> counted(int first) throws IOException {
        int count = first - '0';
        int next = in.read();
        for (int digits = 1; next >= '0' && next <= '9'; digits++) {
            if (digits >= COUNT_DIGITS_MAX) {
                throw new BadFrame("a message is announced with more digits than any has");
            }
            count = count * 10 + next - '0';
            next = in.read();
        }
        if (next != ' ' || count > COUNTED_BYTES_MAX) {
            throw new BadFrame("a message begins with digits that count no octets");
        }
        int kept = Math.min(count, MESSAGE_BYTES_MAX);
        if (in.readNBytes(buffer, 0, kept) < kept) {
            return Optional.empty();
        }
        cut = kept < count;
        in.skipNBytes(count - kept);
        return Optional.of(Arrays.copyOf(buffer, kept));
    }

    private Optional<byte[]> ended(int first) throws IOException {
        int length = 0;
        int next = first;
        while (next >= 0 && next != '\n') {
            if (length < MESSAGE_BYTES_MAX) {
                buffer[length++] = (byte) next;
            } else {
                cut = true;
            }
            next = in.read();
        }
        return Optional.of(Arrays.copyOf(buffer, length));
    }
}
