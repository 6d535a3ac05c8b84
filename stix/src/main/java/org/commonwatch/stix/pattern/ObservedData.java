package org.commonwatch.stix.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Reads observations out of STIX: observed-data of 2.1 with {@code object_refs}, and of 2.0 and 2.1 with the embedded
 * {@code objects}. Of several versions of one id the latest {@code modified} counts.
 */
public final class ObservedData {
    private final Map<String, ObjectNode> observed = new LinkedHashMap<>();
    private final Map<String, String> places = new HashMap<>();
    private final Map<String, ObjectNode> others = new HashMap<>();

    private ObservedData() {}

    /**
     * The observations in {@code stix}: a bundle, one observed-data object, or a list of objects and bundles; in the order
     * in which they stand. Other objects serve as targets of references. A reference that leads nowhere is no error.
     *
     * @throws Refused when an observed-data object lacks what matching needs: id, first_observed, last_observed not before
     *     it, and number_observed of at least 1; paths start at {@code stix}
     */
    public static List<Observation> read(JsonNode stix) throws Refused {
        ObservedData data = new ObservedData();
        if (stix.isArray()) {
            for (int i = 0; i < stix.size(); i++) {
                data.add(stix.get(i), "/" + i);
            }
        } else {
            data.add(stix, "");
        }
        List<Observation> observations = new ArrayList<>();
        for (Map.Entry<String, ObjectNode> each : data.observed.entrySet()) {
            String place = data.places.getOrDefault(each.getKey(), "");
            observations.add(data.observation(each.getKey(), each.getValue(), place));
        }
        return observations;
    }

    private void add(JsonNode value, String place) throws Refused {
        if (value instanceof ObjectNode bundle && bundle.path("type").asText().equals("bundle")) {
            JsonNode objects = bundle.path("objects");
            for (int i = 0; i < objects.size(); i++) {
                addObject(objects.get(i), place + "/objects/" + i);
            }
        } else {
            addObject(value, place);
        }
    }

    private void addObject(JsonNode value, String place) throws Refused {
        if (!(value instanceof ObjectNode object)) {
            throw refuse(place, "A STIX object was expected here.", value);
        }
        if (!object.path("id").isTextual()) {
            throw refuse(place + "/id", "The object has no id.", object.path("id"));
        }
        String id = object.path("id").textValue();
        boolean observation = object.path("type").asText().equals("observed-data");
        Map<String, ObjectNode> into = observation ? observed : others;
        ObjectNode before = into.get(id);
        if (before == null || !newer(before, object)) {
            into.put(id, object);
            places.put(id, place);
        }
    }

    /** Whether the version already held is the newer one; times of STIX sort as text. */
    private static boolean newer(ObjectNode held, ObjectNode other) {
        return held.path("modified").asText().compareTo(other.path("modified").asText()) > 0;
    }

    private Observation observation(String id, ObjectNode object, String place) throws Refused {
        Instant first = time(object, "first_observed", place);
        Instant last = time(object, "last_observed", place);
        if (last.isBefore(first)) {
            throw refuse(
                    place + "/last_observed", "last_observed is before first_observed.", object.path("last_observed"));
        }
        JsonNode number = object.path("number_observed");
        if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 1) {
            throw refuse(place + "/number_observed", "number_observed must be a whole number of at least 1.", number);
        }
        Map<String, ObjectNode> seen = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : object.path("objects").properties()) {
            if (each.getValue() instanceof ObjectNode embedded) {
                seen.put(each.getKey(), embedded);
            }
        }
        for (JsonNode reference : object.path("object_refs")) {
            ObjectNode target = others.get(reference.asText());
            if (target != null) {
                seen.put(reference.asText(), target);
            }
        }
        return new Observation(id, first, last, number.longValue(), seen, others);
    }

    private static Instant time(ObjectNode object, String property, String place) throws Refused {
        JsonNode value = object.path(property);
        return Constants.instant(value.asText())
                .orElseThrow(() -> refuse(
                        place + "/" + property, property + " must be a time such as 2026-01-31T12:00:00Z.", value));
    }

    private static Refused refuse(String path, String message, JsonNode value) {
        String shown = value.isMissingNode()
                ? ""
                : value.isContainerNode() ? value.getNodeType().toString() : value.asText();
        return Refusal.of("observed-data", path, message, shown).toException();
    }
}
