package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.commonwatch.kernel.Refused;

/**
 * What the markings of an object say, STIX 2.1 section 7.2. An object without a TLP marking has no level: it is unmarked, and
 * it is the caller's policy what that means.
 *
 * @param object the most restrictive TLP level of {@code object_marking_refs}
 * @param parts the granular markings that state a TLP level
 * @param statements ids of markings that are known and state no TLP level
 * @param unknown ids of markings that the resolver does not know; a careful policy treats their object as closed
 */
public record Markings(Optional<Tlp> object, List<Part> parts, List<String> statements, List<String> unknown) {
    public Markings {
        parts = List.copyOf(parts);
        statements = List.copyOf(statements);
        unknown = List.copyOf(unknown);
    }

    /** One granular marking of one selector. */
    public record Part(String selector, Tlp tlp) {}

    /**
     * Reads the markings of {@code object}.
     *
     * @param definitions finds a marking definition by id; the nine published TLP markings need no entry
     */
    public static Markings of(StixObject object, Function<String, Optional<StixObject>> definitions) {
        Reading reading = new Reading(definitions);
        Optional<Tlp> level = Optional.empty();
        for (String id : object.texts("object_marking_refs")) {
            level = stricter(level, reading.level(id));
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode marking : object.json().path("granular_markings")) {
            String id = marking.path("marking_ref").textValue();
            // A granular marking with lang instead of marking_ref says what language a part is in.
            Optional<Tlp> tlp = id == null ? Optional.empty() : reading.level(id);
            if (tlp.isPresent()) {
                marking.path("selectors").forEach(selector -> parts.add(new Part(selector.asText(), tlp.get())));
            }
        }
        return new Markings(level, parts, reading.statements, reading.unknown);
    }

    /** The level of the whole object with all of its parts: the most restrictive of all. */
    public Optional<Tlp> whole() {
        Optional<Tlp> level = object;
        for (Part part : parts) {
            level = stricter(level, Optional.of(part.tlp()));
        }
        return level;
    }

    /**
     * A copy of {@code object} without the parts marked above {@code ceiling}; the object itself if there are none. The copy is
     * no longer what its author wrote, and markings of what is gone go with it.
     *
     * @throws Refused when {@code type} or {@code id} would have to go
     */
    public StixObject redact(StixObject object, Tlp ceiling) throws Refused {
        List<String> selectors = parts.stream()
                .filter(part -> part.tlp().compareTo(ceiling) > 0)
                .map(Part::selector)
                .distinct()
                .sorted(LAST_POSITION_FIRST)
                .toList();
        if (selectors.isEmpty()) {
            return object;
        }
        ObjectNode copy = object.json().deepCopy();
        selectors.forEach(selector -> Selectors.remove(copy, selector));
        // Positions have shifted and parts are gone: what remains to be said is said by the object's own marking.
        copy.remove("granular_markings");
        Optional<Tlp> left = parts.stream()
                .map(Part::tlp)
                .filter(tlp -> tlp.compareTo(ceiling) <= 0)
                .max(Comparator.naturalOrder());
        Optional<Tlp> level = stricter(this.object, left);
        if (level.isPresent() && !level.equals(this.object)) {
            ArrayNode refs = copy.withArray("/object_marking_refs");
            refs.add(level.get().markingId());
        }
        return StixObject.of(copy);
    }

    /** Longer paths before their parents, higher positions before lower ones, so that removing shifts nothing to come. */
    private static final Comparator<String> LAST_POSITION_FIRST =
            Comparator.comparing(Markings::sortable).reversed();

    private static String sortable(String selector) {
        StringBuilder text = new StringBuilder();
        for (String step : selector.split("\\.", -1)) {
            String number = step.startsWith("[") ? step.substring(1, Math.max(1, step.length() - 1)) : "";
            text.append('.')
                    .append(number.isEmpty() ? step : "[" + "0".repeat(Math.max(0, 9 - number.length())) + number);
        }
        return text.toString();
    }

    private static Optional<Tlp> stricter(Optional<Tlp> one, Optional<Tlp> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return Optional.of(one.get().mostRestrictive(other.get()));
    }

    private static final class Reading {
        private final Function<String, Optional<StixObject>> definitions;
        private final List<String> statements = new ArrayList<>();
        private final List<String> unknown = new ArrayList<>();

        Reading(Function<String, Optional<StixObject>> definitions) {
            this.definitions = definitions;
        }

        Optional<Tlp> level(String id) {
            Optional<Tlp> published = Tlp.ofMarkingId(id);
            if (published.isPresent()) {
                return published;
            }
            Optional<StixObject> definition = definitions.apply(id);
            Optional<Tlp> stated = definition.flatMap(Tlp::of);
            if (stated.isEmpty()) {
                (definition.isPresent() ? statements : unknown).add(id);
            }
            return stated;
        }
    }
}
