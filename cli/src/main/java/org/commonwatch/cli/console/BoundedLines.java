package org.commonwatch.cli.console;

import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads lines of foreign text without letting one endless line eat the memory. */
public final class BoundedLines {
    private final BufferedReader reader;
    private final int charsMax;
    private long number;

    public BoundedLines(BufferedReader reader, int charsMax) {
        this.reader = reader;
        this.charsMax = charsMax;
    }

    /** How many lines were read, so the number of the latest. */
    public long number() {
        return number;
    }

    /**
     * The next line without its end, or null at the end of the input.
     *
     * @throws IOException also when a line is longer than the bound
     */
    public @Nullable String next() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = reader.read();
        if (c < 0) {
            return null;
        }
        number++;
        while (c >= 0 && c != '\n') {
            if (line.length() == charsMax) {
                throw new IOException("line " + number + " is longer than " + charsMax + " characters");
            }
            line.append((char) c);
            c = reader.read();
        }
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\r') {
            line.setLength(end - 1);
        }
        return line.toString();
    }
}
