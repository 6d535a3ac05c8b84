package org.commonwatch.node.council;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** {@code host:port} as nodes of a council reach each other: a name, an IPv4 address, or an IPv6 address in brackets. */
final class SeatAddress {
    /** A host name has at most 253 characters. */
    private static final int CHARS_MAX = 260;

    private static final int PORT_MAX = 65_535;
    private static final Pattern FORM = Pattern.compile(
            "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}\\]):([1-9][0-9]{0,4})");

    private SeatAddress() {}

    /** @throws Refused {@code seat-address} */
    static String check(String text) throws Refused {
        Matcher form = FORM.matcher(text);
        if (text.length() > CHARS_MAX || !form.matches() || Integer.parseInt(form.group(1)) > PORT_MAX) {
            throw Refusal.of("seat-address", "/address", "A seat's address is host:port.", text)
                    .toException();
        }
        return text;
    }
}
