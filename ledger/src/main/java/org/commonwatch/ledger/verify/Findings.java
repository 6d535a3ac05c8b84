package org.commonwatch.ledger.verify;

import java.util.ArrayList;
import java.util.List;
import org.commonwatch.ledger.disk.Damage;

/** Collects findings up to a bound and counts the rest. One thread. */
final class Findings {
    final List<Damage> damages = new ArrayList<>();
    final List<String> voids = new ArrayList<>();
    long moreDamages;
    long moreVoids;

    void damage(Damage damage) {
        if (damages.size() < Verifier.DAMAGES_MAX) {
            damages.add(damage);
        } else {
            moreDamages++;
        }
    }

    void isVoid(long index, String reason) {
        if (voids.size() < Verifier.DAMAGES_MAX) {
            voids.add("entry " + index + ": " + reason);
        } else {
            moreVoids++;
        }
    }
}
