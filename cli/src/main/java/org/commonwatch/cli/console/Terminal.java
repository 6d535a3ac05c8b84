package org.commonwatch.cli.console;

import java.util.Properties;

/**
 * Which streams are terminals and how wide. The launcher looks, because the Java runtime cannot tell the streams apart.
 *
 * @param input standard input is a terminal, so a question can be asked
 * @param output standard output is one
 * @param errors standard error is one
 * @param columns width, at least {@link #COLUMNS_MIN}
 */
public record Terminal(boolean input, boolean output, boolean errors, int columns) {
    static final int COLUMNS_MIN = 40;
    private static final int COLUMNS_USUAL = 100;

    public Terminal {
        columns = Math.max(columns, COLUMNS_MIN);
    }

    /** No terminal anywhere: pipes, files, services. */
    public static Terminal none() {
        return new Terminal(false, false, false, COLUMNS_USUAL);
    }

    /** From {@code commonwatch.terminal} (any of the digits 0, 1, 2) and {@code commonwatch.columns}. */
    public static Terminal from(Properties properties) {
        String streams = properties.getProperty("commonwatch.terminal", "");
        String columns = properties.getProperty("commonwatch.columns", "");
        int width = columns.matches("[0-9]{1,4}") ? Integer.parseInt(columns) : 0;
        return new Terminal(
                streams.contains("0"),
                streams.contains("1"),
                streams.contains("2"),
                width == 0 ? COLUMNS_USUAL : width);
    }
}
