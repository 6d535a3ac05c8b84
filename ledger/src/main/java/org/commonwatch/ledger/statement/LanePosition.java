package org.commonwatch.ledger.statement;

import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.wire.CanonicalReader;

/**
 * A place in the lane of one signing key.
 *
 * @param sequence from 1, below 2^53
 * @param previous id of the statement with the number before; absent exactly for number 1
 */
public record LanePosition(long sequence, Optional<Digest> previous) {
    public static final LanePosition FIRST = new LanePosition(1, Optional.empty());

    public LanePosition {
        if (sequence < 1 || sequence > CanonicalReader.INTEGER_MAX || (sequence == 1) != previous.isEmpty()) {
            throw new IllegalArgumentException("not a lane position: " + sequence + " after " + previous);
        }
    }

    /** The place right after the statement {@code id} that stands here. */
    public LanePosition next(Digest id) {
        return new LanePosition(sequence + 1, Optional.of(id));
    }
}
