package org.commonwatch.cli.console;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Foreign text on its way to a terminal, made harmless line by line. A line longer than the buffer is cut into pieces,
 * which only matters to the eye.
 */
final class SafeOutput extends java.io.OutputStream {
    private static final int PIECE_BYTES_MAX = 64 * 1024;

    private final Console console;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    SafeOutput(Console console) {
        this.console = console;
    }

    @Override
    public void write(int b) {
        if (b == '\n' || line.size() >= PIECE_BYTES_MAX) {
            console.print(SafeText.line(line.toString(StandardCharsets.UTF_8)));
            line.reset();
        }
        if (b != '\n') {
            line.write(b);
        }
    }

    @Override
    public void close() {
        if (line.size() > 0) {
            write('\n');
        }
        console.flush();
    }
}
