package org.commonwatch.node.sharing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Timestamps;
import org.commonwatch.stix.Tlp;

/**
 * What {@link SharingProjection} stores of an object besides its place; a pure function of the object.
 *
 * @param tlp the most restrictive published level on the object or any part of it
 */
record ItemFacts(
        String id,
        long hint,
        OptionalLong modified,
        OptionalLong validUntil,
        long content,
        boolean revoked,
        Optional<Tlp> tlp,
        List<Long> links) {
    static ItemFacts of(StixObject stix) {
        return new ItemFacts(
                stix.id(),
                IdHint.of(stix.id()),
                version(stix),
                micros(stix, "valid_until"),
                Batches.content(stix),
                stix.revoked(),
                Markings.strictest(stix, Map.of()),
                Links.of(stix)
                        .map(reference -> Links.hint(reference.target()))
                        .distinct()
                        .toList());
    }

    /** TAXII 2.1 section 3.4: what has no versions, such as a marking definition, has the one of its creation. */
    private static OptionalLong version(StixObject stix) {
        OptionalLong modified = micros(stix, "modified");
        return modified.isPresent() ? modified : micros(stix, "created");
    }

    private static OptionalLong micros(StixObject stix, String property) {
        Optional<Long> micros = stix.text(property).flatMap(Timestamps::parse).map(Micros::of);
        return micros.isPresent() ? OptionalLong.of(micros.orElseThrow()) : OptionalLong.empty();
    }
}
