package org.commonwatch.stix;

import java.time.Instant;
import java.util.Comparator;
import org.commonwatch.kernel.Digest;

/**
 * One version of one object, STIX 2.1 section 3.6. Versions of one id are ordered by {@code modified}; where two claim the
 * same instant, a revocation comes last, and otherwise the digest of the canonical form decides, so that all who hold both
 * agree which is current. Objects without times (observables) are at the epoch: among them the digest alone decides.
 *
 * @param modified the instant that orders versions: {@code modified}, else {@code created}, else the epoch
 * @param meaning SHA-256 of the canonical form; equal versions say the same
 */
public record Version(String id, Instant modified, boolean revoked, Digest meaning) implements Comparable<Version> {
    private static final Comparator<Version> ORDER = Comparator.comparing(Version::id)
            .thenComparing(Version::modified)
            .thenComparing(Version::revoked)
            .thenComparing(Version::meaning);

    public static Version of(StixObject object) {
        Instant modified = object.modified().orElse(Instant.EPOCH);
        return new Version(object.id(), modified, object.revoked(), object.meaning());
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    /** Whether this replaces {@code other}: same object, later in order. */
    public boolean supersedes(Version other) {
        return id.equals(other.id) && compareTo(other) > 0;
    }

    /** Two different contents under one id and instant: someone changed an object without saying so. */
    public boolean contradicts(Version other) {
        return id.equals(other.id) && modified.equals(other.modified) && !meaning.equals(other.meaning);
    }
}
