package org.commonwatch.node.outbound;

import java.util.Locale;
import java.util.Set;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * A header by which a server knows this node, such as {@code Authorization: Bearer ...}. Its value is for the wire only:
 * nothing that prints this shows it.
 */
public final class SecretHeader {
    /** One header line in characters: room for a large signed token. */
    public static final int CHARS_MAX = 8 * 1024;

    /** Headers that would change where a request goes or where it ends. */
    private static final Set<String> NOT_FREE = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final String name;
    private final String value;

    private SecretHeader(String name, String value) {
        this.name = name;
        this.value = value;
    }

    /** @throws Refused {@code header} when the line is not {@code Name: value} of RFC 9110 section 5; the value is not echoed */
    public static SecretHeader parse(String line) throws Refused {
        int colon = line.indexOf(':');
        if (line.length() > CHARS_MAX || colon <= 0) {
            throw wrong("A header reads Name: value and has at most " + CHARS_MAX + " characters.");
        }
        return of(line.substring(0, colon), line.substring(colon + 1).strip());
    }

    /** @throws Refused {@code header} as {@link #parse} */
    public static SecretHeader of(String name, String value) throws Refused {
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")) {
            throw wrong("A header's name has up to 64 letters, digits and '-'.");
        }
        if (NOT_FREE.contains(name.toLowerCase(Locale.ROOT))) {
            throw wrong("The header " + name + " belongs to the connection and cannot be set.");
        }
        boolean visible = value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'));
        if (value.isEmpty() || !visible) {
            throw wrong("A header's value is visible ASCII on one line, and not empty.");
        }
        return new SecretHeader(name, value);
    }

    public String name() {
        return name;
    }

    /** For the wire and the store. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return name + ": (secret)";
    }

    private static Refused wrong(String message) {
        return Refusal.of("header", "/header", message).toException();
    }
}
