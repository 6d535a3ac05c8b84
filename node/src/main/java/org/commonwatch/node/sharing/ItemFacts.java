package org.commonwatch.node.sharing;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Timestamps;

/** What {@link SharingProjection} stores of an object besides its place; a pure function of the object. */
record ItemFacts(
        String id,
        long hint,
        OptionalLong modified,
        OptionalLong validUntil,
        long content,
        boolean revoked,
        List<Long> links) {
    static ItemFacts of(StixObject stix) {
        return new ItemFacts(
                stix.id(),
                IdHint.of(stix.id()),
                micros(stix, "modified"),
                micros(stix, "valid_until"),
                Batches.content(stix),
                stix.revoked(),
                Links.of(stix)
                        .map(reference -> Links.hint(reference.target()))
                        .distinct()
                        .toList());
    }

    private static OptionalLong micros(StixObject stix, String property) {
        Optional<Long> micros = stix.text(property).flatMap(Timestamps::parse).map(Micros::of);
        return micros.isPresent() ? OptionalLong.of(micros.orElseThrow()) : OptionalLong.empty();
    }
}
