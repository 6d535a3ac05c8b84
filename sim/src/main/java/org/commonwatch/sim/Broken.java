package org.commonwatch.sim;

/** Something happened that must never happen. */
public final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String what) {
        super(what);
    }
}
