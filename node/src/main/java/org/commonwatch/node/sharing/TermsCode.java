package org.commonwatch.node.sharing;

import java.util.Optional;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.node.spine.Log;
import org.commonwatch.stix.Tlp;

/**
 * The terms of a standing item within one log as a small number, so that SQL of other slices can group and filter by what a
 * gate decides on them. Recalled items have no code: whoever counts leaves them out ({@code state & 4}).
 */
public final class TermsCode {
    /** Codes are 0 to this, exclusive. */
    public static final int COUNT = 12;

    private static final int UNMARKED = COUNT / 2 - 1;

    private TermsCode() {}

    /**
     * SQL that yields the code of a row of {@code shown_item}; takes one parameter, the time now in microseconds.
     *
     * @param alias of the row
     */
    public static String sql(String alias) {
        return "(coalesce(" + alias + ".tlp, " + UNMARKED + ") * 2 + ((" + alias + ".state & " + ItemState.REVOKED
                + ") <> 0 OR coalesce(" + alias + ".valid_until <= ?, 0)))";
    }

    /** The terms that a code stands for in a log. */
    public static Terms terms(Log log, int code) {
        int marking = code >> 1;
        Optional<Tlp> tlp = marking == UNMARKED ? Optional.empty() : TlpCode.read(marking);
        return new Terms(log.space(), log.name(), tlp, false, (code & 1) == 1);
    }

    /** How {@code shown_item.tlp} and {@code claim.tlp} store a marking. */
    public static int tlp(Tlp tlp) {
        return TlpCode.of(tlp);
    }

    /** The marking that was stored as {@code code}. */
    public static Tlp marking(long code) {
        return TlpCode.read(Math.toIntExact(code)).orElse(Tlp.RED);
    }
}
