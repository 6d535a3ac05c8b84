package org.commonwatch.node.access;

import java.time.Instant;
import java.util.Optional;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.stix.Tlp;

/**
 * A program's right to use this node.
 *
 * @param name unique, chosen by the owner
 * @param write may share and recall in its collection; otherwise reads only
 * @param collection the one collection it may use; empty for every community collection
 * @param maxTlp the most restrictive marking it may read
 * @param own may fetch values that are not shared, for the own defences
 * @param source the telemetry source it pushes to; such a token may do nothing else
 */
public record Token(
        String name,
        boolean write,
        Optional<String> collection,
        Tlp maxTlp,
        Optional<Instant> expires,
        Instant created,
        boolean own,
        Optional<String> source) {

    /** Names appear in addresses, logs and Basic auth, where a colon would end them. */
    public static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    public Token {
        if (!name.matches(NAME_PATTERN)) {
            throw new IllegalArgumentException("a token's name has 1 to 64 letters, digits, '.', '_' or '-': " + name);
        }
    }

    Reader reader() {
        return new Reader(name, false, write, false, own, collection, maxTlp);
    }

    boolean validAt(Instant now) {
        return expires.map(now::isBefore).orElse(true);
    }
}
