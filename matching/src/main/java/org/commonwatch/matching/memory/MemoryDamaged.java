package org.commonwatch.matching.memory;

import java.io.IOException;

/** A file of the memory does not hold what was written; the message says which and where. */
public final class MemoryDamaged extends IOException {
    private static final long serialVersionUID = 1;

    MemoryDamaged(String message) {
        super(message);
    }
}
