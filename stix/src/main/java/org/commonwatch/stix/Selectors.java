package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The selectors of granular markings, STIX 2.1 section 7.2.3.1: property names and list positions joined by dots, as in
 * {@code external_references.[0].url}. A property name may itself hold a dot only where no shorter one fits.
 */
final class Selectors {
    private Selectors() {}

    /** The part of {@code object} that is selected, or nothing. */
    static Optional<JsonNode> select(JsonNode object, String selector) {
        JsonNode node = object;
        for (String step : selector.split("\\.", -1)) {
            node = isPosition(step) && node.isArray() ? node.path(position(step)) : node.path(step);
        }
        return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }

    /**
     * Takes the selected part out of {@code object}. A list element is replaced by nothing at all, so the positions of later
     * elements shift: take out the highest positions first.
     */
    static void remove(ObjectNode object, String selector) {
        int dot = selector.lastIndexOf('.');
        String last = selector.substring(dot + 1);
        Optional<JsonNode> parent = dot < 0 ? Optional.of(object) : select(object, selector.substring(0, dot));
        if (parent.isEmpty()) {
            return;
        }
        switch (parent.get()) {
            case ObjectNode within -> within.remove(last);
            case ArrayNode within
            when isPosition(last) && position(last) < within.size() -> within.remove(position(last));
            default -> {}
        }
    }

    private static boolean isPosition(String step) {
        if (step.length() < 3 || step.length() > 9 || step.charAt(0) != '[' || step.charAt(step.length() - 1) != ']') {
            return false;
        }
        return step.substring(1, step.length() - 1).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int position(String step) {
        return Integer.parseInt(step, 1, step.length() - 1, 10);
    }
}
