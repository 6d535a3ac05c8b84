package org.commonwatch.node.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Tlp;

/** The TLP levels that an object and its parts carry. */
public final class Markings {
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

    /** The most restrictive level on the object or any part of it: until parts are redacted they close the whole. */
    static Optional<Tlp> strictest(StixObject stix, Map<String, Tlp> stated) {
        return levels(stix, stated).max(Tlp::compareTo);
    }

    /** Whether anybody at all may have it: marked so, or itself nothing but a published marking. */
    static boolean isClear(StixObject stix) {
        return Tlp.ofMarkingId(stix.id()).isPresent()
                || strictest(stix, Map.of()).filter(Tlp.CLEAR::equals).isPresent();
    }

    /** Whether an object may go to a whole community at all, by the published markings it carries. */
    public static boolean mayGoToCommunity(StixObject stix) {
        return levels(stix, Map.of()).allMatch(level -> level.compareTo(Tlp.AMBER) <= 0);
    }

    /**
     * The object with this marking, if it has none: whoever imports with a TLP decides for what came unmarked. The bytes
     * change, so that the marking travels with the object wherever it goes.
     */
    static StixObject marked(StixObject stix, Tlp tlp) {
        boolean unmarkable = stix.type().equals("marking-definition");
        if (unmarkable || levels(stix, Map.of()).findAny().isPresent()) {
            return stix;
        }
        ObjectNode json = stix.json().deepCopy();
        json.withArray("object_marking_refs").add(tlp.markingId());
        try {
            return StixObject.of(json);
        } catch (Refused e) {
            throw new IllegalStateException("a marking made an object unreadable", e);
        }
    }
}
