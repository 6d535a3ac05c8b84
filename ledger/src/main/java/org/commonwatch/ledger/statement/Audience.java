package org.commonwatch.ledger.statement;

import java.util.Optional;
import org.commonwatch.ledger.wire.CanonicalReader;

/**
 * Whom a statement is addressed to. What the id means is the reader's business; no id means everybody.
 *
 * @param id 1 to 256 characters, for example {@code own}, {@code community} or a group's hash
 * @param epoch the audience's key epoch to which the payload is sealed, {@code 0 <= epoch < 2^53}
 */
public record Audience(String id, Optional<Long> epoch) {
    public Audience {
        Words.check("audience id", id);
        if (epoch.isPresent() && (epoch.get() < 0 || epoch.get() > CanonicalReader.INTEGER_MAX)) {
            throw new IllegalArgumentException("audience epoch out of range: " + epoch.get());
        }
    }

    public static Audience of(String id) {
        return new Audience(id, Optional.empty());
    }
}
