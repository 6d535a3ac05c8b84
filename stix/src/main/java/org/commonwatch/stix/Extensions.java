package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** The {@code extensions} of an object: predefined ones, those of extension definitions, and old custom ones (section 7.3). */
final class Extensions {
    private static final String DEFINITION = "extension-definition--";

    private Extensions() {}

    /** Whether some extension adds properties at the top level, so that their names are free. */
    static boolean addTopLevel(JsonNode object) {
        return declares(object, "toplevel-property-extension");
    }

    static boolean declaresNewType(JsonNode object) {
        return declares(object, "new-sdo") || declares(object, "new-sco") || declares(object, "new-sro");
    }

    static boolean declares(JsonNode object, String extensionType) {
        for (JsonNode extension : object.path("extensions")) {
            if (extension.path("extension_type").asText().equals(extensionType)) {
                return true;
            }
        }
        return false;
    }

    static void check(ObjectType type, JsonNode extensions, Checker checker, Problems problems) {
        for (Map.Entry<String, JsonNode> entry : extensions.properties()) {
            String name = entry.getKey();
            JsonNode extension = entry.getValue();
            problems.enter(name);
            Optional<Kind.Shape> predefined = type.extension(name);
            if (!extension.isObject()) {
                problems.must("stix-property-type", "7.3", "An extension is an object.", extension);
            } else if (predefined.isPresent()) {
                checker.check(predefined.get(), extension);
            } else if (name.startsWith(DEFINITION)) {
                defined(name, extension, checker, problems);
            } else if (name.endsWith("-ext") && Forms.isHyphenated(name)) {
                problems.should(
                        "stix-extension-custom", "11.3", "An extension is better declared by a definition.", extension);
            } else {
                problems.must(
                        "stix-extension-name",
                        "7.3",
                        "This names no predefined extension and no definition.",
                        extension);
            }
            problems.leave();
        }
    }

    private static void defined(String name, JsonNode extension, Checker checker, Problems problems) {
        if (!Ids.isId(name)) {
            problems.must("stix-extension-name", "7.3", "This is no id of an extension definition.", extension);
        }
        problems.enter("extension_type");
        JsonNode kind = extension.path("extension_type");
        if (kind.isMissingNode()) {
            problems.mustHere("stix-property-missing", "7.3", "An extension says of what type it is.");
        } else {
            checker.check(Vocabularies.EXTENSION_TYPE, kind);
        }
        problems.leave();
    }
}
