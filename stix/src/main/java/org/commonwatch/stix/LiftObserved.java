package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.commonwatch.kernel.Refused;
import org.commonwatch.kernel.Uuid5;

/**
 * Takes the observables out of a 2.0 observation's {@code objects}, which refer to each other by local keys, and makes them
 * objects of 2.1, which refer to each other by ids.
 *
 * <p>Ids are the deterministic ones of section 2.9 where the type has them. They may depend on the ids of others (a file's on
 * its directory's), so they are computed depth first; on a cycle, and for types with random ids (processes), the id is a
 * UUIDv5 of the observation's id and the local key, so that lifting twice gives the same. Markings of the observation cover
 * what was inside it, so each observable inherits them.
 */
final class LiftObserved {
    /** Ours, for observables that have no deterministic id of their own; RFC 9562 section 5.5. */
    private static final UUID NAMESPACE = UUID.fromString("5b3a9c0e-9d5b-5f0e-8f0d-2d1d0c7b6a20");

    /** 2.0 names that 2.1 changed, by type of observable. */
    private static final Map<String, Map<String, String>> RENAMED = Map.of(
            "file", Map.of("created", "ctime", "modified", "mtime", "accessed", "atime"),
            "directory", Map.of("created", "ctime", "modified", "mtime", "accessed", "atime"),
            "process", Map.of("created", "created_time", "binary_ref", "image_ref"),
            "windows-registry-key", Map.of("modified", "modified_time"),
            "user-account", Map.of("password_last_changed", "credential_last_changed"));

    /** 2.0 properties that 2.1 removed, by type or extension. */
    private static final Map<String, Set<String>> REMOVED = Map.of(
            "file", Set.of("is_encrypted", "encryption_algorithm", "decryption_key"),
            "process", Set.of("name", "arguments"),
            "archive-ext", Set.of("version"),
            "raster-image-ext", Set.of("image_compression_algorithm"),
            "socket-ext", Set.of("protocol_family"));

    private static final String REMOVED_PREFIX = "x_stix20_";

    private final ObjectNode observation;
    private final Map<String, ObjectNode> byKey = new LinkedHashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();

    private LiftObserved(ObjectNode observation) {
        this.observation = observation;
    }

    /** Replaces {@code objects} by {@code object_refs} and gives the observables, in their order. */
    static List<StixObject> takeOut(ObjectNode observation, List<String> notes) throws Refused {
        if (!(observation.path("objects") instanceof ObjectNode objects) || objects.isEmpty()) {
            return List.of();
        }
        LiftObserved lift = new LiftObserved(observation);
        for (Map.Entry<String, JsonNode> entry : objects.properties()) {
            if (entry.getValue() instanceof ObjectNode observable
                    && observable.path("type").isTextual()) {
                lift.byKey.put(entry.getKey(), rename(observable, notes));
            }
        }
        if (lift.byKey.isEmpty()) {
            return List.of();
        }
        lift.nameAll();
        List<StixObject> lifted = new ArrayList<>();
        ArrayNode refs = JsonNodeFactory.instance.arrayNode();
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, ObjectNode> entry : lift.byKey.entrySet()) {
            String id = lift.idOf(entry.getKey());
            if (seen.add(id)) {
                refs.add(id);
                lifted.add(StixObject.of(lift.finish(entry.getKey(), id, entry.getValue())));
            }
        }
        observation.remove("objects");
        observation.set("object_refs", refs);
        lift.dropMovedSelectors();
        notes.add(lifted.size() + " observables became objects of their own");
        return lifted;
    }

    private static ObjectNode rename(ObjectNode observable, List<String> notes) {
        String type = observable.path("type").asText();
        Map<String, String> renamed = RENAMED.getOrDefault(type, Map.of());
        ObjectNode result = withNames(observable, renamed, REMOVED.getOrDefault(type, Set.of()), notes);
        if (result.path("extensions") instanceof ObjectNode extensions) {
            for (Map.Entry<String, JsonNode> entry : List.copyOf(extensions.properties())) {
                Set<String> removed = REMOVED.getOrDefault(entry.getKey(), Set.of());
                if (entry.getValue() instanceof ObjectNode extension && !removed.isEmpty()) {
                    extensions.set(entry.getKey(), withNames(extension, Map.of(), removed, notes));
                }
            }
        }
        Lift.renameHashes(JsonNodeFactory.instance.arrayNode().add(result), notes);
        return result;
    }

    private static ObjectNode withNames(
            ObjectNode from, Map<String, String> renamed, Set<String> removed, List<String> notes) {
        ObjectNode to = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : from.properties()) {
            String name = member.getKey();
            String now = removed.contains(name) ? REMOVED_PREFIX + name : renamed.getOrDefault(name, name);
            if (!now.equals(name)) {
                notes.add(name + " is now " + now);
            }
            to.set(now, member.getValue());
        }
        return to;
    }

    private String idOf(String key) {
        String known = ids.get(key);
        if (known != null) {
            return known;
        }
        ObjectNode observable = byKey.get(key);
        String type = observable == null ? "" : observable.path("type").asText();
        if (observable == null || !underWay.add(key)) {
            return ownId(type, key);
        }
        // Only contributing properties decide the id, so only their references are followed.
        ObjectNode contributing = JsonNodeFactory.instance.objectNode();
        for (String property :
                StixTypes.find(type).map(ObjectType::idContributing).orElse(List.of())) {
            if (observable.has(property)) {
                contributing.set(property, observable.get(property).deepCopy());
            }
        }
        resolve(contributing);
        String id = DeterministicIds.of(type, contributing).orElseGet(() -> ownId(type, key));
        underWay.remove(key);
        return ids.computeIfAbsent(key, _ -> id);
    }

    /** Two observables of one id that say different things would hide each other: the later one gets an id of its own. */
    private void nameAll() {
        Map<String, ObjectNode> first = new HashMap<>();
        for (Map.Entry<String, ObjectNode> entry : byKey.entrySet()) {
            String id = idOf(entry.getKey());
            ObjectNode same = first.putIfAbsent(id, entry.getValue());
            if (same != null && !same.equals(entry.getValue())) {
                ids.put(entry.getKey(), ownId(entry.getValue().path("type").asText(), entry.getKey()));
            }
        }
    }

    private String ownId(String type, String key) {
        return type + "--" + Uuid5.of(NAMESPACE, observation.path("id").asText() + "/" + key);
    }

    /** Puts ids in the place of local keys, at any depth. */
    private void resolve(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
                String name = member.getKey();
                JsonNode value = member.getValue();
                if (name.endsWith("_ref") && value.isTextual() && byKey.containsKey(value.textValue())) {
                    object.set(name, TextNode.valueOf(idOf(value.textValue())));
                } else if (name.endsWith("_refs") && value instanceof ArrayNode list) {
                    for (int i = 0; i < list.size(); i++) {
                        String key = list.get(i).textValue();
                        if (key != null && byKey.containsKey(key)) {
                            list.set(i, TextNode.valueOf(idOf(key)));
                        }
                    }
                } else {
                    resolve(value);
                }
            }
        } else if (node instanceof ArrayNode list) {
            list.forEach(this::resolve);
        }
    }

    private ObjectNode finish(String key, String id, ObjectNode observable) {
        resolve(observable);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("type", observable.path("type").asText());
        result.put("spec_version", "2.1");
        result.put("id", id);
        observable.remove(List.of("type", "id", "spec_version"));
        result.setAll(observable);
        markings(key, result);
        return result;
    }

    /** The observation's own markings, and those granular ones whose selector led into this observable. */
    private void markings(String key, ObjectNode result) {
        Set<String> whole = new LinkedHashSet<>();
        observation.path("object_marking_refs").forEach(ref -> whole.add(ref.asText()));
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (JsonNode marking : observation.path("granular_markings")) {
            ArrayNode selectors = JsonNodeFactory.instance.arrayNode();
            for (JsonNode selector : marking.path("selectors")) {
                Optional<String> inside = inside(selector.asText(), key);
                if (inside.isPresent() && !inside.get().isEmpty()) {
                    selectors.add(inside.get());
                } else if (inside.isPresent() && marking.has("marking_ref")) {
                    whole.add(marking.path("marking_ref").asText());
                }
            }
            if (!selectors.isEmpty() && marking instanceof ObjectNode object) {
                ObjectNode part = object.deepCopy();
                part.set("selectors", selectors);
                parts.add(part);
            }
        }
        if (!whole.isEmpty()) {
            ArrayNode refs = result.putArray("object_marking_refs");
            whole.forEach(refs::add);
        }
        if (!parts.isEmpty()) {
            result.set("granular_markings", parts);
        }
    }

    /** What a selector of the observation selects within one observable: empty text for all of it. */
    private static Optional<String> inside(String selector, String key) {
        String prefix = "objects." + key;
        if (selector.equals("objects") || selector.equals(prefix)) {
            return Optional.of("");
        }
        return selector.startsWith(prefix + ".")
                ? Optional.of(selector.substring(prefix.length() + 1))
                : Optional.empty();
    }

    private void dropMovedSelectors() {
        if (!(observation.path("granular_markings") instanceof ArrayNode markings)) {
            return;
        }
        for (int i = markings.size() - 1; i >= 0; i--) {
            ArrayNode kept = JsonNodeFactory.instance.arrayNode();
            for (JsonNode selector : markings.get(i).path("selectors")) {
                if (!selector.asText().equals("objects") && !selector.asText().startsWith("objects.")) {
                    kept.add(selector);
                }
            }
            if (kept.isEmpty()) {
                markings.remove(i);
            } else if (markings.get(i) instanceof ObjectNode marking) {
                marking.set("selectors", kept);
            }
        }
        if (markings.isEmpty()) {
            observation.remove("granular_markings");
        }
    }

    /** Selectors that begin with {@code from} begin with {@code to}. */
    static void renameSelectors(JsonNode marking, String from, String to) {
        if (marking.path("selectors") instanceof ArrayNode selectors) {
            for (int i = 0; i < selectors.size(); i++) {
                String selector = selectors.get(i).asText();
                if (selector.equals(from) || selector.startsWith(from + ".")) {
                    selectors.set(i, TextNode.valueOf(to + selector.substring(from.length())));
                }
            }
        }
    }
}
