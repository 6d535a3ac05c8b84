package org.commonwatch.ledger.disk;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The disk failed during a named operation; the outcome of a write may be unknown. */
public final class DiskFault extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    /** @param operation what was attempted and with what, for example {@code reading tile/0/000} */
    public DiskFault(String operation, IOException cause) {
        super(operation + ": " + cause.getMessage(), cause);
    }
}
