package org.commonwatch.stix;

import static org.commonwatch.stix.Kind.Plain.ANY;
import static org.commonwatch.stix.Kind.Plain.STRING;
import static org.commonwatch.stix.Kind.Plain.TIMESTAMP;
import static org.commonwatch.stix.Kind.listOf;
import static org.commonwatch.stix.Kind.refTo;
import static org.commonwatch.stix.Kind.refToAnyBut;
import static org.commonwatch.stix.ObjectType.meta;
import static org.commonwatch.stix.Rule.needs;
import static org.commonwatch.stix.Rule.never;
import static org.commonwatch.stix.Rule.when;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Meta objects and the bundle: STIX 2.1 sections 7 and 8. */
final class MetaTypes {
    private MetaTypes() {}

    static final List<ObjectType> ALL = List.of(
            meta("language-content", "7.1", CommonProperties.DOMAIN)
                    .required("object_ref", refToAnyBut("bundle", "language-content"))
                    .optional("object_modified", TIMESTAMP)
                    .required("contents", new Kind.DictionaryOf(new Kind.DictionaryOf(ANY)))
                    .rule(MetaTypes::checkLanguages)
                    .done(),
            meta("marking-definition", "7.2.1", CommonProperties.MARKING_DEFINITION)
                    .optional("name", STRING)
                    .optional("definition_type", STRING)
                    .optional("definition", ANY)
                    .rule(when(
                            object -> !object.has("extensions"),
                            "7.2.1",
                            "no extension defines the marking",
                            "definition_type",
                            "definition"))
                    .rule(needs("7.2.1", "definition", "definition_type"))
                    .rule(MetaTypes::checkMarking)
                    .done(),
            meta("extension-definition", "7.3", CommonProperties.DOMAIN)
                    .required("created_by_ref", refTo("identity"))
                    .required("name", STRING)
                    .optional("description", STRING)
                    .required("schema", STRING)
                    .required("version", STRING)
                    .required("extension_types", listOf(Vocabularies.EXTENSION_TYPE))
                    .optional("extension_properties", listOf(STRING))
                    .rule(never(
                            object -> !contains(object.path("extension_types"), "toplevel-property-extension"),
                            "7.3",
                            "no property is added at the top level",
                            "extension_properties"))
                    .done(),
            meta("bundle", "8", CommonProperties.BUNDLE)
                    .optional("objects", listOf(ANY))
                    .done());

    private static boolean contains(JsonNode list, String word) {
        for (JsonNode item : list) {
            if (item.asText().equals(word)) {
                return true;
            }
        }
        return false;
    }

    private static void checkLanguages(JsonNode object, Problems problems) {
        problems.enter("contents");
        for (Map.Entry<String, JsonNode> language : object.path("contents").properties()) {
            if (!Forms.isLanguage(language.getKey())) {
                problems.enter(language.getKey());
                problems.mustHere("stix-language", "7.1", "The key is no language tag of RFC 5646.");
                problems.leave();
            }
        }
        problems.leave();
    }

    private static void checkMarking(JsonNode object, Problems problems) {
        JsonNode definition = object.path("definition");
        String type = object.path("definition_type").asText();
        problems.enter("definition");
        switch (type) {
            case "statement" -> {
                if (!definition.path("statement").isTextual()) {
                    problems.must(
                            "stix-marking-definition", "7.2.1.3", "A statement marking has a statement.", definition);
                }
            }
            case "tlp" -> {
                boolean published = Tlp.ofMarkingId(object.path("id").asText())
                        .flatMap(Tlp::tlp1Marking)
                        .map(marking -> marking.json().path("definition"))
                        .filter(definition::equals)
                        .isPresent();
                if (!published) {
                    problems.must(
                            "stix-marking-definition",
                            "7.2.1.4",
                            "TLP 1 has four fixed marking definitions and no other.",
                            definition.path("tlp"));
                }
            }
            default -> {}
        }
        problems.leave();
    }
}
