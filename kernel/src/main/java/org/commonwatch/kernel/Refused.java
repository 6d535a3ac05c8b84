package org.commonwatch.kernel;

/**
 * Carries a {@link Refusal} out of a parser. Checked, because the caller must decide what to do with bad input; without a
 * stack trace, because it describes the input and not our code.
 */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public Refused(Refusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
