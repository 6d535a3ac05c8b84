package org.commonwatch.values;

/**
 * Something a person should know about a value or object that was nevertheless kept. Flags never drop anything.
 *
 * @param code stable kebab-case word, for example {@code warning-list} or {@code refanged}
 * @param message one sentence for a person
 */
public record Flag(String code, String message) {
    public static Flag of(String code, String message) {
        return new Flag(code, message);
    }
}
