package org.commonwatch.node.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.StateRoot;

/** A member's word on the state, as it stands in the body of an entry. */
record StateClaim(StateRoot state) {
    private static final String PART = "[a-z][a-z0-9-]{0,62} [1-9][0-9]{0,8}";

    ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode parts = body.putObject("parts");
        state.parts().forEach((name, digest) -> parts.put(name, digest.hex()));
        return body.put("size", state.size());
    }

    /** @throws Refused {@code state-claim} */
    static StateClaim read(JsonNode body) throws Refused {
        JsonNode parts = body.path("parts");
        JsonNode size = body.path("size");
        if (!size.isIntegralNumber() || !parts.isObject() || parts.isEmpty() || parts.size() > StateRoot.PARTS_MAX) {
            throw malformed("A state has a size and at most " + StateRoot.PARTS_MAX + " parts.", body);
        }
        if (size.asLong() <= 0 || size.asLong() % StateRoot.SPACING != 0) {
            throw malformed("A state is stated at a multiple of " + StateRoot.SPACING + " entries.", size);
        }
        SortedMap<String, Digest> digests = new TreeMap<>();
        for (Map.Entry<String, JsonNode> part : parts.properties()) {
            if (!part.getKey().matches(PART) || !part.getValue().asText().matches("[0-9a-f]{64}")) {
                throw malformed("A part is a projection, its version and a SHA-256.", part.getValue());
            }
            digests.put(part.getKey(), Digest.fromHex(part.getValue().asText()));
        }
        return new StateClaim(new StateRoot(size.asLong(), digests));
    }

    private static Refused malformed(String message, JsonNode found) {
        return Refusal.of("state-claim", "", message, found.toString()).toException();
    }
}
