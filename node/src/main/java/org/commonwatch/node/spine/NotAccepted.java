package org.commonwatch.node.spine;

import org.commonwatch.kernel.Refusal;

/** The ledger did not take a statement: the disk is full, the queue is, or the log is closing. Nothing was changed. */
public final class NotAccepted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    NotAccepted(Refusal refusal) {
        super(refusal.toString());
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
