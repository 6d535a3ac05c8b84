package org.commonwatch.telemetry;

/**
 * What a stream seems to hold.
 *
 * @param format the one most lines had
 * @param lines looked at, headers and empty lines aside
 * @param fitting of these were of {@code format}
 */
public record Recognition(LogFormat format, long lines, long fitting) {
    /** How sure, 0 to 100: the share of lines that fit. */
    public int percent() {
        return lines == 0 ? 0 : (int) (100 * fitting / lines);
    }
}
