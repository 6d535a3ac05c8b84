package org.commonwatch.node.matching;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.commonwatch.stix.Tlp;

/**
 * A hit as it is told to somebody, after the gate.
 *
 * @param number ours, part of the address of its page
 * @param title of the indicator
 * @param kind of the value, {@code pattern} for a pattern over windows, which has no value
 * @param standing {@code active}, or why the indicator is not looked for any more
 * @param saidBy the source that the indicator came from
 * @param confidence 0 to 100, as its source states it
 * @param source of the lines
 * @param assetKind {@code none}, {@code address}, {@code host}, {@code user} or {@code others}
 * @param open whether nobody and no rule has muted it or called it false
 * @param marking the more restrictive of the hit's and the indicator's
 * @param line the first line, foreign text; only where it was asked for
 */
public record HitNotice(
        long number,
        String indicator,
        String title,
        String kind,
        String value,
        String standing,
        Optional<String> saidBy,
        Optional<Integer> confidence,
        String source,
        String assetKind,
        String asset,
        LocalDate day,
        long allowed,
        long blocked,
        long unknown,
        Instant first,
        Instant last,
        String state,
        boolean open,
        Tlp marking,
        Optional<String> line) {
    /** Every line of it. */
    public long lines() {
        return allowed + blocked + unknown;
    }
}
