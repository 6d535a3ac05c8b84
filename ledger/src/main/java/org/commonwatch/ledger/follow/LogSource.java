package org.commonwatch.ledger.follow;

import java.io.IOException;
import java.util.Optional;
import org.commonwatch.kernel.Digest;

/**
 * One place that serves a log: a node over HTTP, a folder on a stick. Nothing it returns is believed. Called from several
 * threads at once; each call blocks for as long as the caller's transport allows, and that is bounded by the transport.
 */
public interface LogSource {
    /** As shown in status and evidence: a URL or a path. */
    String name();

    /** The newest final checkpoint it has, at most {@link org.commonwatch.ledger.note.Note#BYTES_MAX}; empty: none yet. */
    Optional<byte[]> checkpoint() throws IOException;

    /**
     * A tile or entry bundle by its path as in tlog-tiles, unpacked.
     *
     * @param bytesMax a longer one is refused by the transport with an {@link IOException}
     * @return empty when the source does not have it
     */
    Optional<byte[]> resource(String path, int bytesMax) throws IOException;

    /** The payload file of a statement; empty when the source does not have it or may not give it. */
    Optional<byte[]> payload(Digest statementId, int bytesMax) throws IOException;
}
