package org.commonwatch.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Terminal;

/** A shell for tests: one folder, one set of variables, streams in memory, a clock that stands still. */
public final class Shell {
    static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

    private final Path folder;
    private final Map<String, String> variables = new HashMap<>();
    private Terminal terminal = Terminal.none();
    private byte[] input = {};

    /** How a command ended and what it said. */
    public record Said(int code, String out, String err) {}

    public Shell(Path folder) {
        this.folder = folder;
    }

    public Shell with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    public Shell input(String text) {
        this.input = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    Shell terminal(Terminal shown) {
        this.terminal = shown;
        return this;
    }

    public Said run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(input), out, err, terminal);
        int code =
                Commands.run(new Surroundings(console, variables, folder, Clock.fixed(NOW, ZoneOffset.UTC)), arguments);
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Surroundings for looking at the table of commands without running one. */
    static Surroundings nowhere() {
        Console silent = new Console(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                Terminal.none());
        return new Surroundings(silent, Map.of(), Path.of("").toAbsolutePath(), Clock.systemUTC());
    }
}
