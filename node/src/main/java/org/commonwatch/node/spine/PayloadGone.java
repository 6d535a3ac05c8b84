package org.commonwatch.node.spine;

/** An indexed object's payload is not on this node: erased, or its file is lost. */
public final class PayloadGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PayloadGone(Log log, long entry) {
        super("the payload of entry " + entry + " in log " + log.name() + " is not on this node");
    }
}
