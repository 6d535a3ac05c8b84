package org.commonwatch.node.spine;

import org.commonwatch.kernel.Refusal;

/** The ledger did not take a statement: the disk is full, the queue is, or the log is closing. Nothing was changed. */
public final class NotAccepted extends RuntimeException {
    /** Code of a command that was written and changed nothing: its rule did not hold at its place in the log. */
    public static final String VOID = "entry-void";

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    NotAccepted(Refusal refusal) {
        super(refusal.toString());
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** @param rule code of the rule that did not hold when the command came to its place */
    public boolean isVoidBy(String rule) {
        return refusal.code().equals(VOID) && refusal.message().endsWith("[" + rule + "]");
    }
}
