package org.commonwatch.node.community;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Server-sent events as far as nodes use them: one line of data an event, and comments that keep a connection open. */
final class EventLines {
    /** One line: a checkpoint of thirty cosigners and the entries of an {@link Announcement}, in base64, and room. */
    private static final int LINE_BYTES_MAX = 256 * 1024;

    private final InputStream in;
    private final byte[] line = new byte[LINE_BYTES_MAX];

    EventLines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The data of the next event; an empty text for a comment; empty when the stream has ended. */
    Optional<String> next() throws IOException {
        while (true) {
            int length = 0;
            int c = in.read();
            while (c >= 0 && c != '\n') {
                if (length == LINE_BYTES_MAX) {
                    throw new IOException("an event is longer than " + LINE_BYTES_MAX + " bytes");
                }
                line[length++] = (byte) c;
                c = in.read();
            }
            if (c < 0) {
                return Optional.empty();
            }
            String text = new String(line, 0, length, StandardCharsets.UTF_8).strip();
            if (text.startsWith("data:")) {
                return Optional.of(text.substring("data:".length()).strip());
            }
            if (text.startsWith(":")) {
                return Optional.of("");
            }
        }
    }
}
