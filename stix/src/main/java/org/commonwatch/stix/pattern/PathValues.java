package org.commonwatch.stix.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.commonwatch.kernel.Refused;

/**
 * Follows an object path, STIX 2.1 section 9.7. A step into a string under a name that ends in {@code _ref} or {@code _refs}
 * follows the reference first; a path that ends there keeps the reference itself. A step that cannot be taken leads
 * nowhere, which is no error. Names of hash algorithms are found under any of their spellings.
 *
 * <p>Each step keeps every value once, so that {@code [*]} over references that lead in circles cannot multiply.
 */
final class PathValues {
    private PathValues() {}

    static List<JsonNode> of(ObjectPath path, ObjectNode root, Observation within, Budget budget) throws Refused {
        List<JsonNode> values = List.of(root);
        String name = "";
        for (ObjectPath.Step step : path.steps()) {
            budget.steps(values.size() + 1L);
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode value : values) {
                switch (step) {
                    case ObjectPath.Key(String key) -> {
                        JsonNode found = property(followed(value, name, within), name, key);
                        if (!found.isMissingNode() && !found.isNull()) {
                            next.add(found);
                        }
                    }
                    case ObjectPath.Index(int index) -> {
                        if (value.isArray() && value.has(index)) {
                            next.add(value.get(index));
                        }
                    }
                    case ObjectPath.AnyElement() -> {
                        if (value.isArray()) {
                            budget.steps(value.size());
                            value.forEach(next::add);
                        }
                    }
                }
            }
            if (step instanceof ObjectPath.Key(String key)) {
                name = key;
            }
            if (next.isEmpty()) {
                return next;
            }
            values = next.size() > 1 ? distinct(next) : next;
        }
        return values;
    }

    private static JsonNode followed(JsonNode value, String name, Observation within) {
        if (value.isTextual() && (name.endsWith("_ref") || name.endsWith("_refs"))) {
            return within.referenced(value.textValue())
                    .<JsonNode>map(object -> object)
                    .orElse(value);
        }
        return value;
    }

    private static JsonNode property(JsonNode value, String under, String key) {
        JsonNode exact = value.isObject() ? value.path(key) : MissingNode.getInstance();
        if (!exact.isMissingNode() || !isHashes(under)) {
            return exact;
        }
        String algorithm = algorithm(key);
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            if (algorithm(each.getKey()).equals(algorithm)) {
                return each.getValue();
            }
        }
        return exact;
    }

    /** Whether a dictionary of that name holds hashes by algorithm: {@code hashes}, {@code file_header_hashes}. */
    static boolean isHashes(String name) {
        return name.equals("hashes") || name.endsWith("_hashes");
    }

    private static String algorithm(String name) {
        return name.replace("-", "").replace("_", "").toUpperCase(Locale.ROOT);
    }

    private static List<JsonNode> distinct(List<JsonNode> values) {
        Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<JsonNode> once = new ArrayList<>(values.size());
        for (JsonNode value : values) {
            if (seen.add(value)) {
                once.add(value);
            }
        }
        return once;
    }
}
