package org.commonwatch.node;

/** The options are not what {@code up} takes; the message says which and why. */
final class WrongUsage extends Exception {
    private static final long serialVersionUID = 1;

    WrongUsage(String message) {
        super(message);
    }
}
