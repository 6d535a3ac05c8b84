package org.commonwatch.node.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** The properties of a description, read one by one; what is wrong is refused by its name. */
record Properties(ObjectNode body) {
    String text(String property, String otherwise) throws Refused {
        JsonNode value = body.path(property);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isTextual()) {
            throw Refusal.of(property, "/" + property, "A text is needed.").toException();
        }
        return value.textValue();
    }

    int number(String property, int otherwise, int min, int max) throws Refused {
        JsonNode value = body.path(property);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
            throw Refusal.of(
                            property,
                            "/" + property,
                            "A whole number from " + min + " to " + max + " is needed.",
                            value.asText())
                    .toException();
        }
        return value.intValue();
    }

    void refuseOthers(Set<String> known) throws Refused {
        for (String property : body.propertyStream().map(Map.Entry::getKey).toList()) {
            if (!known.contains(property)) {
                throw Refusal.of(
                                "unknown-property",
                                "/" + property,
                                "This kind of source has no such property; it has "
                                        + known.stream().sorted().toList() + ".")
                        .toException();
            }
        }
    }

    Refused wrong(String property, String expected) {
        return Refusal.of(
                        property,
                        "/" + property,
                        "This must be " + expected + ".",
                        body.path(property).asText())
                .toException();
    }
}
