package org.commonwatch.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a command reads and writes. Answers go to standard output, everything else (questions, progress, complaints) to
 * standard error. All text is UTF-8. Used by one thread, except {@link #progress} which guards itself.
 */
public final class Console {
    /** Nobody types more. */
    private static final int PASSWORD_CHARS_MAX = 4_096;

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;
    private final Terminal terminal;

    public Console(InputStream in, OutputStream out, OutputStream err, Terminal terminal) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    public Terminal terminal() {
        return terminal;
    }

    public InputStream input() {
        return in;
    }

    /** Prints one line of our own words; escape foreign parts with {@link SafeText#line} before. */
    public void print(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new OutputClosed(e);
        }
    }

    public void print(Table table) {
        table.lines(terminal.output() ? terminal.columns() : 0).forEach(this::print);
    }

    /** Prints a value as one line of JSON, harmless on a terminal. */
    public void print(JsonNode value) {
        String json = value.toString();
        print(terminal.output() ? SafeText.json(json) : json);
    }

    /** For a file streamed to standard output: its bytes unchanged, unless a terminal would act on them. */
    public OutputStream answerOutput() {
        return terminal.output() ? new SafeOutput(this) : rawOutput();
    }

    /** Standard output as a stream. */
    public OutputStream rawOutput() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    out.write(bytes, offset, length);
                } catch (IOException e) {
                    throw new OutputClosed(e);
                }
            }

            @Override
            public void flush() {
                Console.this.flush();
            }
        };
    }

    /** Standard output for the parser's help, which swallows write errors itself; {@link #flush} finds them later. */
    public OutputStream helpOutput() {
        return out;
    }

    /** Standard error as a stream, for the parser's own messages. */
    public OutputStream noteOutput() {
        return err;
    }

    /** Prints one line on standard error. */
    public void note(String line) {
        try {
            err.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to standard error", e);
        }
    }

    /** Asks a yes-or-no question on the terminal; anything but yes, and the end of input, is no. */
    public boolean confirm(String question) {
        flush();
        try {
            err.write((question + " [y/N] ").getBytes(StandardCharsets.UTF_8));
            err.flush();
            BufferedReader answers = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            String answer = answers.readLine();
            return answer != null
                    && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"));
        } catch (IOException e) {
            throw new UncheckedIOException("asking on the terminal", e);
        }
    }

    /** Asks for a passphrase without showing it; where there is no terminal, it is the next line of standard input. */
    public char[] password(String prompt) {
        flush();
        Optional<java.io.Console> shown = Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal);
        if (terminal.input() && shown.isPresent()) {
            return Optional.ofNullable(shown.orElseThrow().readPassword("%s", prompt))
                    .orElseGet(() -> new char[0]);
        }
        try {
            StringBuilder line = new StringBuilder();
            int next = in.read();
            while (next >= 0 && next != '\n' && line.length() < PASSWORD_CHARS_MAX) {
                line.append((char) next);
                next = in.read();
            }
            byte[] bytes = line.toString().getBytes(StandardCharsets.ISO_8859_1);
            return new String(bytes, StandardCharsets.UTF_8).toCharArray();
        } catch (IOException e) {
            throw new UncheckedIOException("reading a passphrase from standard input", e);
        }
    }

    /** Starts a progress line on standard error; silent when that is no terminal. */
    public Progress progress(String label, long total) {
        return new Progress(err, terminal.errors(), terminal.columns(), label, total);
    }

    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new OutputClosed(e);
        }
    }

    /** The mapper for values of our own making. */
    public static ObjectMapper json() {
        return JSON;
    }
}
