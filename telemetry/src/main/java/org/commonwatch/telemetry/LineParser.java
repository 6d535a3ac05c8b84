package org.commonwatch.telemetry;

import java.util.Optional;

/** Understands one format. Keeps only what its headers said; one stream, one thread. */
interface LineParser {
    /**
     * Writes what {@code line[from, to)} says to the draft.
     *
     * @return why it could not, else nothing; what was written then is cleared by the caller
     */
    Optional<Misfit> read(byte[] line, int from, int to, Draft draft);
}
