package org.commonwatch.node.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Tlp;

/** The TLP levels that an object and its parts carry. */
final class Markings {
    private Markings() {}

    /** @param stated levels of marking definitions beyond the published ones, by id */
    static Stream<Tlp> levels(StixObject stix, Map<String, Tlp> stated) {
        Stream<String> onObject = stix.texts("object_marking_refs").stream();
        Stream<String> onParts = StreamSupport.stream(
                        stix.json().path("granular_markings").spliterator(), false)
                .map((JsonNode part) -> part.path("marking_ref").asText(""));
        return Stream.concat(onObject, onParts)
                .map(id -> Tlp.ofMarkingId(id).or(() -> Optional.ofNullable(stated.get(id))))
                .flatMap(Optional::stream);
    }
}
