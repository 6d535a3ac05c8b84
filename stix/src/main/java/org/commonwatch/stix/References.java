package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an object points to. STIX reserves the endings {@code _ref} and {@code _refs} for identifiers (STIX 2.1 section 3.5),
 * in custom properties too, so one rule finds them all, at any depth: relationships, markings, extensions' inner parts.
 */
public final class References {
    private References() {}

    /** One pointer. */
    public static final class Reference {
        private final String property;
        private final Step place;
        private final String target;

        private Reference(String property, Step place, String target) {
            this.property = property;
            this.place = place;
            this.target = target;
        }

        /** The name it stands under, for example {@code source_ref} or {@code object_refs}. */
        public String property() {
            return property;
        }

        /** Its place as a JSON Pointer, for example {@code /granular_markings/0/marking_ref}; written when asked for. */
        public String path() {
            return place.pointer();
        }

        /** A well-formed identifier. */
        public String target() {
            return target;
        }

        @Override
        public String toString() {
            return path() + " " + target;
        }
    }

    /** All of them in document order; values that are no identifiers (as inside a 2.0 observation) are left out. */
    public static List<Reference> of(StixObject object) {
        List<Reference> found = new ArrayList<>();
        collect(object.json(), null, found);
        return found;
    }

    private static void collect(JsonNode node, @Nullable Step path, List<Reference> found) {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                String name = member.getKey();
                JsonNode value = member.getValue();
                if (name.endsWith("_ref")) {
                    add(name, new Step(path, name), value, found);
                } else if (name.endsWith("_refs") && value.isArray()) {
                    Step list = new Step(path, name);
                    for (int i = 0; i < value.size(); i++) {
                        add(name, new Step(list, Integer.toString(i)), value.get(i), found);
                    }
                }
                if (value.isContainerNode()) {
                    collect(value, new Step(path, name), found);
                }
            }
        } else {
            for (int i = 0; i < node.size(); i++) {
                if (node.get(i).isContainerNode()) {
                    collect(node.get(i), new Step(path, Integer.toString(i)), found);
                }
            }
        }
    }

    private static void add(String property, Step path, JsonNode value, List<Reference> found) {
        String target = value.textValue();
        if (target != null && Ids.isId(target)) {
            found.add(new Reference(property, path, target));
        }
    }

    /** A JSON Pointer under construction. */
    private record Step(@Nullable Step parent, String name) {
        String pointer() {
            String step = "/" + name.replace("~", "~0").replace("/", "~1");
            return parent == null ? step : parent.pointer() + step;
        }
    }
}
