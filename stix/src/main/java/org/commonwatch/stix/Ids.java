package org.commonwatch.stix;

import java.util.Optional;
import org.commonwatch.kernel.Refusal;

/**
 * The form of types and identifiers, STIX 2.1 sections 2.9 and 3.2: {@code type--UUID}. Hand-written loops, because every
 * object and every reference passes here.
 */
public final class Ids {
    static final int TYPE_CHARS_MIN = 3;
    static final int TYPE_CHARS_MAX = 250;
    private static final int UUID_CHARS = 36;

    private Ids() {}

    /** Why {@code id} cannot be the id of an object of {@code type}, or nothing. */
    public static Optional<Refusal> refusal(String type, String id) {
        if (!isType(type)) {
            return Optional.of(Refusal.of(
                    "stix-type-form",
                    "/type",
                    "A type has 3 to 250 characters of a-z, 0-9 and hyphen, and begins with a letter or digit.",
                    type));
        }
        if (!isId(id)) {
            return Optional.of(Refusal.of("stix-id-form", "/id", "An id is a type, two hyphens and a UUID.", id));
        }
        if (id.length() != type.length() + 2 + UUID_CHARS || !id.startsWith(type)) {
            return Optional.of(
                    Refusal.of("stix-id-type", "/id", "The id begins with another type than " + type + ".", id));
        }
        return Optional.empty();
    }

    /** Whether this is a type, two hyphens and a UUID of RFC 9562 (hexadecimal digits of either case). */
    public static boolean isId(String id) {
        int dashes = id.length() - UUID_CHARS - 2;
        return dashes >= 1
                && id.charAt(dashes) == '-'
                && id.charAt(dashes + 1) == '-'
                && isUuid(id, dashes + 2)
                && isType(id, dashes);
    }

    /** The type in front of an id's two hyphens; of something that is no id, nothing. */
    public static Optional<String> typeOf(String id) {
        return isId(id) ? Optional.of(id.substring(0, id.length() - UUID_CHARS - 2)) : Optional.empty();
    }

    static boolean isType(String type) {
        return isType(type, type.length());
    }

    private static boolean isType(String text, int length) {
        if (length < TYPE_CHARS_MIN || length > TYPE_CHARS_MAX || text.charAt(0) == '-') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isUuid(String text, int from) {
        for (int i = 0; i < UUID_CHARS; i++) {
            char c = text.charAt(from + i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? c != '-' : Character.digit(c, 16) < 0 || c > 'f') {
                return false;
            }
        }
        return true;
    }

    /** The version digit of an id's UUID; the id must be well formed. */
    static int uuidVersion(String id) {
        return Character.digit(id.charAt(id.length() - UUID_CHARS + 14), 16);
    }
}
