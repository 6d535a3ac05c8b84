package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Checks objects against STIX 2.1 (OASIS Standard, 10 June 2021).
 *
 * <p>Two depths. {@link #acceptable} is the little a node needs to keep, order and guard foreign data: times that can be
 * compared and markings that can be read. {@link #full} is every rule of the specification that one object alone can break;
 * what it finds is advice to the author, not a reason to throw intelligence away.
 */
public final class Validation {
    private final PatternChecker patterns;

    public Validation(PatternChecker patterns) {
        this.patterns = patterns;
    }

    /** Why a node cannot work with this object; empty when it can. Cost: a handful of property look-ups. */
    public static List<Problem> acceptable(StixObject object) {
        Problems problems = new Problems();
        JsonNode json = object.json();
        Optional<ObjectType.Family> family = StixTypes.find(object.type()).map(ObjectType::family);
        boolean versioned =
                family.filter(known -> known != ObjectType.Family.OBSERVABLE).isPresent();
        if (object.type().equals("bundle")) {
            problems.mustHere("stix-bundle-nested", "8", "A bundle is no object and cannot stand among objects.");
        }
        if (versioned || json.has("created")) {
            Checker.timestampOf(json, "created", versioned, problems);
        }
        boolean modifiable = versioned && !object.type().equals("marking-definition");
        if (modifiable || json.has("modified")) {
            Checker.timestampOf(json, "modified", modifiable, problems);
        }
        Checker.order(json, problems);
        JsonNode revoked = json.path("revoked");
        if (!revoked.isMissingNode() && !revoked.isBoolean()) {
            problems.enter("revoked");
            problems.must("stix-property-type", "2.2", "This is true or false.", revoked);
            problems.leave();
        }
        markings(json, problems);
        return problems.list();
    }

    /** Markings decide who may see the object, so they must be readable whatever else is wrong. */
    private static void markings(JsonNode json, Problems problems) {
        JsonNode refs = json.path("object_marking_refs");
        if (!refs.isMissingNode()) {
            problems.enter("object_marking_refs");
            if (!refs.isArray()) {
                problems.must("stix-property-type", "7.2.2", "This is a list of ids.", refs);
            }
            for (JsonNode ref : refs) {
                markingRef(ref, problems);
            }
            problems.leave();
        }
        JsonNode parts = json.path("granular_markings");
        if (!parts.isMissingNode()) {
            problems.enter("granular_markings");
            if (!parts.isArray()) {
                problems.must("stix-property-type", "7.2.3", "This is a list of markings.", parts);
            }
            for (JsonNode part : parts) {
                if (!part.path("selectors").isArray() || !(part.has("marking_ref") || part.has("lang"))) {
                    problems.must("stix-granular-marking", "7.2.3", "A marking has selectors and marking_ref.", part);
                } else if (part.has("marking_ref")) {
                    markingRef(part.path("marking_ref"), problems);
                }
            }
            problems.leave();
        }
    }

    private static void markingRef(JsonNode ref, Problems problems) {
        String id = ref.textValue();
        if (id == null || !id.startsWith("marking-definition--") || !Ids.isId(id)) {
            problems.must("stix-ref-form", "7.2.2", "This is the id of a marking definition.", ref);
        }
    }

    /** Every departure from the specification, in document order, at most {@value Problems#PER_OBJECT_MAX}. */
    public List<Problem> full(StixObject object) {
        Problems problems = new Problems();
        JsonNode json = object.json();
        ObjectType type = StixTypes.find(object.type()).orElseGet(() -> customType(json));
        Checker checker = new Checker(problems);
        for (Property required : type.required()) {
            if (!json.has(required.name())) {
                problems.enter(required.name());
                problems.mustHere("stix-property-missing", type.section(), "Needed in every " + type.name() + ".");
                problems.leave();
            }
        }
        boolean extended = Extensions.addTopLevel(json) || !StixTypes.isKnown(object.type());
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            Optional<Property> known = type.property(member.getKey());
            problems.enter(member.getKey());
            if (known.isEmpty()) {
                checker.custom(member.getKey(), member.getValue(), extended);
            } else {
                checker.check(known.get().kind(), member.getValue());
            }
            problems.leave();
        }
        type.rules().forEach(rule -> rule.check(json, problems));
        if (json.has("extensions")) {
            problems.enter("extensions");
            Extensions.check(type, json.path("extensions"), checker, problems);
            problems.leave();
        }
        Checker.order(json, problems);
        Checker.millis(json, problems);
        Checker.selectors(json, problems);
        identity(object, type, problems);
        pattern(object, problems);
        return problems.list();
    }

    private static ObjectType customType(JsonNode json) {
        if (Extensions.declares(json, "new-sco")) {
            return StixTypes.CUSTOM_OBSERVABLE;
        }
        boolean versioned = json.has("created") || json.has("modified");
        boolean declared = Extensions.declares(json, "new-sdo") || Extensions.declares(json, "new-sro");
        return versioned || declared ? StixTypes.CUSTOM_DOMAIN : StixTypes.CUSTOM_OBSERVABLE;
    }

    private static void identity(StixObject object, ObjectType type, Problems problems) {
        JsonNode id = object.json().path("id");
        problems.enter("id");
        if (!Checker.isRfcUuid(object.id())) {
            problems.must("stix-id-uuid", "2.9", "The id's UUID has no version or variant of RFC 4122.", id);
        } else {
            int version = Ids.uuidVersion(object.id());
            boolean named = !type.idContributing().isEmpty();
            if (named && version == 5) {
                Optional<String> computed = DeterministicIds.of(object.type(), object.json());
                if (computed.isPresent() && !computed.get().equals(object.id())) {
                    String message = "The properties give " + computed.get() + "; is it of another namespace?";
                    problems.should("stix-id-not-deterministic", "2.9", message, id);
                }
            } else if (named) {
                problems.should(
                        "stix-id-version", "2.9", "Ids of this type are better UUIDv5 of their properties.", id);
            } else if (version != 4 && StixTypes.isKnown(object.type())) {
                problems.should("stix-id-version", "2.9", "Ids of this type are better UUIDv4.", id);
            }
        }
        if (!object.id().equals(object.id().toLowerCase(Locale.ROOT))) {
            problems.should("stix-id-case", "2.9", "The UUID is better written in lower case.", id);
        }
        problems.leave();
        if (!StixTypes.isKnown(object.type())
                && !object.type().startsWith("x-")
                && !Extensions.declaresNewType(object.json())) {
            problems.enter("type");
            problems.should(
                    "stix-type-custom",
                    "11.2",
                    "A custom type begins with x- or is declared by an extension.",
                    object.json().path("type"));
            problems.leave();
        }
        if (object.type().contains("--")) {
            problems.enter("type");
            problems.must(
                    "stix-type-form",
                    "3.2",
                    "A type has no two hyphens in a row.",
                    object.json().path("type"));
            problems.leave();
        }
    }

    private void pattern(StixObject object, Problems problems) {
        if (!object.type().equals("indicator")
                || !object.text("pattern_type").orElse("").equals("stix")) {
            return;
        }
        object.text("pattern").flatMap(patterns::complaint).ifPresent(complaint -> {
            problems.enter("pattern");
            problems.must("stix-pattern", "9", complaint, object.json().path("pattern"));
            problems.leave();
        });
    }
}
