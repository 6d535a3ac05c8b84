package org.commonwatch.node.spine;

/** The home folder cannot be used; the message says why and what to do. */
public final class HomeUnusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HomeUnusable(String message) {
        super(message);
    }
}
