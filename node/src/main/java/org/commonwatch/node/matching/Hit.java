package org.commonwatch.node.matching;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.node.spine.Log;
import org.commonwatch.stix.Tlp;

/**
 * One indicator met one own asset in one source on one day.
 *
 * @param indicator id of the object that was found
 * @param kind of the value, {@code pattern} for a pattern over windows
 * @param day UTC
 * @param untimed lines whose time is that of their receipt, because they tell none
 * @param lookedBack lines that were seen before the indicator was known
 * @param token as it stood in the first line
 * @param changed the last line or decision
 */
record Hit(
        long number,
        String indicator,
        String kind,
        String value,
        OwnAsset asset,
        long source,
        String sourceName,
        LocalDate day,
        long allowed,
        long blocked,
        long unknown,
        Instant first,
        Instant last,
        long untimed,
        long lookedBack,
        String token,
        Decided decided,
        Instant changed) {
    /** What a pattern over windows is called where values have a kind. */
    static final String PATTERN = "pattern";

    /** A hit tells of this organisation's own systems. */
    static final Tlp MARKING = Tlp.AMBER_STRICT;

    /** A hit is this organisation's alone, as if marked so: whoever reads no further than TLP:AMBER never hears of it. */
    static Terms terms(Log home) {
        return new Terms(Space.OWN, home.name(), Optional.of(MARKING), false, false);
    }

    long lines() {
        return allowed + blocked + unknown;
    }

    /** Whether a control let at least one of its lines through, or nothing says that one did not. */
    boolean letThrough() {
        return allowed + unknown > 0;
    }

    static String kindWord(int code) {
        return code == MatchingProjection.WINDOW_KIND
                ? PATTERN
                : Claimants.kind(code).word();
    }
}
