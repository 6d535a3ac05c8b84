package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.commonwatch.kernel.Refused;

/**
 * Turns STIX 2.0 objects into STIX 2.1, deterministically: the same bytes in give the same bytes out, on every machine.
 *
 * <p>What changes (Appendix B of STIX 2.1 lists it from the other side): every object states its version; the words that 2.0
 * kept in {@code labels} move to properties of their own; patterns state their language; malware states whether it is a
 * family; the observables inside an observation become objects of their own. What 2.1 removed is kept under
 * {@code x_stix20_}, so nothing is lost. An object of 2.1 comes back unchanged, byte for byte.
 */
public final class Lift {
    /** Where 2.0 kept a vocabulary in {@code labels}. */
    private static final Map<String, String> LABELS_MOVE_TO = Map.of(
            "indicator", "indicator_types",
            "malware", "malware_types",
            "report", "report_types",
            "threat-actor", "threat_actor_types",
            "tool", "tool_types");

    /**
     * What came out of one object.
     *
     * @param objects the object itself, then the observables that were inside it
     * @param notes one sentence for each change, for people; empty when nothing had to change
     */
    public record Lifted(List<StixObject> objects, List<String> notes) {
        public Lifted {
            objects = List.copyOf(objects);
            notes = List.copyOf(notes);
        }
    }

    private Lift() {}

    /** Whether this is written for 2.0: it says so, or it is of a type that must say its version in 2.1 and does not. */
    public static boolean isNeeded(StixObject object) {
        JsonNode version = object.json().path("spec_version");
        if (version.isMissingNode()) {
            boolean custom = !StixTypes.isKnown(object.type());
            return custom ? object.json().has("created") : !StixTypes.isObservable(object.type());
        }
        return "2.0".equals(version.textValue());
    }

    /** Lifts one object; one that needs none comes back as it is. */
    public static Lifted to21(StixObject object) throws Refused {
        if (!isNeeded(object)) {
            return new Lifted(List.of(object), List.of());
        }
        List<String> notes = new ArrayList<>();
        ObjectNode json = object.json().deepCopy();
        json.put("spec_version", "2.1");
        notes.add("spec_version is 2.1");
        moveLabels(object.type(), json, notes);
        renameHashes(json.path("external_references"), notes);
        List<StixObject> objects = new ArrayList<>();
        switch (object.type()) {
            case "indicator" -> addPatternType(json, notes);
            case "malware" -> addFamily(json, notes);
            case "observed-data" -> objects.addAll(LiftObserved.takeOut(json, notes));
            default -> {}
        }
        objects.addFirst(StixObject.of(json));
        return new Lifted(objects, notes);
    }

    /**
     * A sink for {@link BundleReader} that lifts what needs it and passes everything on to {@code next}. Objects that came out
     * of one observation share its position; what cannot be lifted is passed on as a refusal.
     */
    public static Consumer<BundleReader.Item> before(Consumer<? super BundleReader.Item> next) {
        return item -> {
            if (item instanceof BundleReader.Accepted accepted && isNeeded(accepted.object())) {
                try {
                    to21(accepted.object())
                            .objects()
                            .forEach(object -> next.accept(new BundleReader.Accepted(item.position(), object)));
                } catch (Refused e) {
                    next.accept(new BundleReader.Rejected(
                            item.position(), Optional.of(accepted.object().id()), e.refusal()));
                }
            } else {
                next.accept(item);
            }
        };
    }

    private static void moveLabels(String type, ObjectNode json, List<String> notes) {
        String target = LABELS_MOVE_TO.get(type);
        if (target == null || !json.has("labels") || json.has(target)) {
            return;
        }
        json.set(target, json.remove("labels"));
        for (JsonNode marking : json.path("granular_markings")) {
            LiftObserved.renameSelectors(marking, "labels", target);
        }
        notes.add("labels moved to " + target);
    }

    private static void addPatternType(ObjectNode json, List<String> notes) {
        if (json.has("pattern") && !json.has("pattern_type")) {
            json.put("pattern_type", "stix");
            notes.add("pattern_type is stix");
        }
    }

    /** 2.0 had no such property and named every malware, so we say family where there is a name to know it by. */
    private static void addFamily(ObjectNode json, List<String> notes) {
        if (!json.has("is_family")) {
            boolean family = json.has("name");
            json.put("is_family", family);
            notes.add("is_family is " + family + ", which 2.0 did not say");
        }
    }

    /** 2.0 wrote ssdeep, 2.1 writes SSDEEP. */
    static void renameHashes(JsonNode holders, List<String> notes) {
        for (JsonNode holder : holders) {
            if (holder.path("hashes") instanceof ObjectNode hashes && hashes.has("ssdeep") && !hashes.has("SSDEEP")) {
                hashes.set("SSDEEP", hashes.remove("ssdeep"));
                notes.add("hash ssdeep is now SSDEEP");
            }
        }
    }
}
