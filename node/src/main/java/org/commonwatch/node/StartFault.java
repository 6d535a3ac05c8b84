package org.commonwatch.node;

import java.net.BindException;
import org.commonwatch.node.spine.HomeUnusable;

/** Turns what stopped the start into one line that says what to do. */
final class StartFault {
    static final int EXIT_CODE = 3;

    private StartFault() {}

    static String explain(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof HomeUnusable unusable) {
                return String.valueOf(unusable.getMessage());
            }
            if (cause instanceof BindException || cause.getClass().getName().endsWith("QuarkusBindException")) {
                return "the port is in use; stop what listens there or choose another with --port";
            }
        }
        return "could not start: " + fault;
    }
}
