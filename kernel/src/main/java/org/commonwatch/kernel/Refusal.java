package org.commonwatch.kernel;

import java.util.Objects;

/**
 * An expected "no": what was wrong, where, and with which value. A refusal is a normal answer, not a fault; it is shown to
 * people and returned to programs, so it never carries secrets.
 *
 * @param code stable kebab-case word that programs may match on, for example {@code json-duplicate-key}
 * @param path where: a JSON Pointer (RFC 6901), {@code line 12}, {@code byte 4711}, or empty for the whole input
 * @param message one sentence for a person: what is wrong and, where it helps, what to do
 * @param value the offending value, shortened to {@link Limits#REFUSAL_VALUE_CHARS_MAX}; empty when there is none
 */
public record Refusal(String code, String path, String message, String value) {
    public Refusal {
        Objects.requireNonNull(code);
        Objects.requireNonNull(path);
        Objects.requireNonNull(message);
        value = shorten(value);
    }

    public static Refusal of(String code, String path, String message) {
        return new Refusal(code, path, message, "");
    }

    public static Refusal of(String code, String path, String message, String value) {
        return new Refusal(code, path, message, value);
    }

    /** The same refusal seen from an enclosing document: {@code prefix} goes before the path. */
    public Refusal under(String prefix) {
        return new Refusal(code, prefix + path, message, value);
    }

    /** The refusal as a checked exception, for parsers that stop at the first wrong byte. */
    public Refused toException() {
        return new Refused(this);
    }

    /** Where, what is wrong and what was found, for people; without the code. */
    public String sentence() {
        String where = path.isEmpty() ? "" : path + ": ";
        String what = value.isEmpty() ? "" : " (found: " + value + ")";
        return where + message + what;
    }

    @Override
    public String toString() {
        return sentence() + " [" + code + "]";
    }

    private static String shorten(String value) {
        if (value.length() <= Limits.REFUSAL_VALUE_CHARS_MAX) {
            return value;
        }
        int end = Limits.REFUSAL_VALUE_CHARS_MAX;
        if (Character.isHighSurrogate(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(0, end) + "… (" + value.length() + " characters)";
    }
}
