package org.commonwatch.matching.index;

import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;

/** A question about one value, asked by a person or program rather than by a stream. */
final class Lookup {
    private Lookup() {}

    static List<Indicator> of(IndexView view, MatchKind kind, String value) {
        List<Indicator> found = new ArrayList<>();
        try {
            Indicator canonical = CanonicalForm.of(new Indicator(kind, value, 0));
            byte[] key = new KeyForm().key(canonical.kind(), canonical.value());
            long hash = KeyHash.of(canonical.kind().code(), key, 0, key.length);
            view.find(canonical.kind(), hash, key, 0, key.length, found);
        } catch (Refused notOfItsKind) {
            return List.of();
        }
        return List.copyOf(found);
    }
}
