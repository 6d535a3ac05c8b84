package org.commonwatch.intake.misp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.StixObject;

/**
 * Events back out of the objects that {@link MispIntake} made of them. The original JSON of each element is used unchanged,
 * so that event in and event out have equal canonical JSON as long as all carriers are there; a missing one (recalled, or not
 * for this reader) leaves a shorter event and is named.
 */
public final class MispExport {
    private MispExport() {}

    /**
     * @param event the member {@code Event} of a MISP document
     * @param missing ids of carriers that the look-up did not give
     */
    public record Exported(ObjectNode event, List<String> missing) {
        public Exported {
            missing = List.copyOf(missing);
        }
    }

    /** Whether this report came from a MISP event. */
    public static boolean isEvent(StixObject object) {
        return object.type().equals("report") && object.text(Carrier.EVENT).isPresent();
    }

    /** Whether this object is an attribute or object of a MISP event, and so is exported with its report. */
    public static boolean isCarrier(StixObject object) {
        return object.text(Carrier.ATTRIBUTE).isPresent()
                || object.text(Carrier.OBJECT).isPresent();
    }

    /**
     * @param report one for which {@link #isEvent} holds
     * @param objects looks an object up by its id; gives only what the reader may have
     * @throws Refused when the kept JSON was damaged
     */
    public static Exported event(StixObject report, Function<String, Optional<StixObject>> objects) throws Refused {
        JsonNode kept = parse(report.text(Carrier.EVENT).orElseThrow());
        if (!(kept instanceof ObjectNode event)) {
            throw Refusal.of("misp-kept", "/" + Carrier.EVENT, "The kept event is no JSON object.")
                    .toException();
        }
        List<String> missing = new ArrayList<>();
        restore(event, "Attribute", Carrier.ATTRIBUTE, objects, missing);
        restore(event, "Object", Carrier.OBJECT, objects, missing);
        return new Exported(event, missing);
    }

    private static void restore(
            ObjectNode event,
            String list,
            String property,
            Function<String, Optional<StixObject>> objects,
            List<String> missing)
            throws Refused {
        if (!event.path(list).isArray()) {
            return;
        }
        ArrayNode restored = JsonNodeFactory.instance.arrayNode();
        for (JsonNode place : event.path(list)) {
            String id = place.textValue();
            Optional<String> kept =
                    id == null ? Optional.empty() : objects.apply(id).flatMap(o -> o.text(property));
            if (kept.isPresent()) {
                restored.add(parse(kept.get()));
            } else if (id != null && id.contains("--")) {
                missing.add(id);
            } else {
                restored.add(place);
            }
        }
        event.set(list, restored);
    }

    private static JsonNode parse(String json) throws Refused {
        return BoundedJson.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
