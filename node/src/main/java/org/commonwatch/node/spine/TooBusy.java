package org.commonwatch.node.spine;

/** A named limit on waiting was reached; answered as 503 with Retry-After. */
public final class TooBusy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TooBusy(String message) {
        super(message);
    }
}
