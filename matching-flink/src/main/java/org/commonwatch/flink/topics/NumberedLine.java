package org.commonwatch.flink.topics;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A line and which one it is, as the node takes it: {@code stream TAB number TAB line LF}. */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
public record NumberedLine(Origin origin, byte[] text) {
    /** Appends the line; line ends within it become blanks, as in messages of syslog. */
    public void writeTo(ByteArrayOutputStream out) {
        out.writeBytes((origin.stream() + "\t" + origin.number() + "\t").getBytes(StandardCharsets.UTF_8));
        int end = text.length;
        while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r')) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            out.write(text[i] == '\n' || text[i] == '\r' ? ' ' : text[i]);
        }
        out.write('\n');
    }
}
