package org.commonwatch.ledger.sequence;

/**
 * Three sizes of one log, each a prefix of the one before.
 *
 * @param acceptedSize entries durable at the sequencer
 * @param publishedSize entries covered by the newest signed checkpoint
 * @param finalSize entries cosigned by the quorum of the log's policy; under {@code quorum none} the same as published
 */
public record Finality(long acceptedSize, long publishedSize, long finalSize) {
    public Finality {
        if (finalSize < 0 || finalSize > publishedSize || publishedSize > acceptedSize) {
            throw new IllegalArgumentException(
                    "not final <= published <= accepted: " + finalSize + ", " + publishedSize + ", " + acceptedSize);
        }
    }
}
