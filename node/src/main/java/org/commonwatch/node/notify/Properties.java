package org.commonwatch.node.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** The properties of a description, read one by one; what is wrong is refused by its name, a secret never repeated. */
record Properties(ObjectNode body) {
    private static final int TEXT_CHARS_MAX = 2_000;
    private static final int LIST_MAX = 50;

    /** Empty where nothing is said, or {@code null}. */
    Optional<String> text(String property) throws Refused {
        JsonNode value = body.path(property);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        return Optional.of(text(property, value));
    }

    String text(String property, String otherwise) throws Refused {
        return text(property).filter(text -> !text.isEmpty()).orElse(otherwise);
    }

    private String text(String property, JsonNode value) throws Refused {
        if (!value.isTextual() || value.textValue().length() > TEXT_CHARS_MAX) {
            throw refusal(property, "A text of at most " + TEXT_CHARS_MAX + " characters is needed.");
        }
        return value.textValue().strip();
    }

    /** An array of texts, or one text with commas between. */
    List<String> texts(String property) throws Refused {
        JsonNode value = body.path(property);
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            for (JsonNode one : value) {
                texts.add(text(property, one));
            }
        } else {
            texts.addAll(List.of(text(property, "").split("\\s*,\\s*")));
        }
        texts.removeIf(String::isEmpty);
        if (texts.size() > LIST_MAX) {
            throw refusal(property, "At most " + LIST_MAX + " are taken.");
        }
        return List.copyOf(texts);
    }

    int number(String property, int otherwise, int min, int max) throws Refused {
        JsonNode value = body.path(property);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
            throw refusal(property, "A whole number from " + min + " to " + max + " is needed.");
        }
        return value.intValue();
    }

    boolean flag(String property) throws Refused {
        JsonNode value = body.path(property);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw refusal(property, "true or false is needed.");
        }
        return value.asBoolean();
    }

    void refuseOthers(Set<String> known) throws Refused {
        for (String property : body.propertyStream().map(Map.Entry::getKey).toList()) {
            if (!known.contains(property)) {
                throw Refusal.of(
                                "unknown-property",
                                "/" + property,
                                "This kind of channel has no such property; it has "
                                        + known.stream().sorted().toList() + ".")
                        .toException();
            }
        }
    }

    Refused wrong(String property, String expected) {
        return refusal(property, "This must be " + expected + ".");
    }

    Refused refusal(String property, String message) {
        return Refusal.of(property.replace('_', '-'), "/" + property, message).toException();
    }
}
