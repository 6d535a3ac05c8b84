package org.commonwatch.node.audience;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Hands an epoch's key to members: the payload's i-th object is the wrap for the i-th member, so the payload's root is the
 * root over all wraps.
 *
 * @param audience the community's name, or the id of named members, see {@link NamedMembers}
 * @param version of the audience: 1, then one more with every statement of this kind
 * @param epoch whose key it is, from 1
 * @param commitment to the key
 * @param members names, sorted, each once
 */
record Rekey(String audience, long version, long epoch, Digest commitment, List<String> members) {
    static final String TYPE = "audience.rekey";
    static final int VERSION = 1;

    /** As many as a community has. */
    static final int MEMBERS_MAX = 32;

    private static final int AUDIENCE_CHARS_MAX = 100;
    private static final long NUMBER_MAX = 1L << 40;

    Rekey {
        members = List.copyOf(members);
    }

    ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("audience", audience)
                .put("commitment", commitment.hex())
                .put("epoch", epoch)
                .put("version", version);
        ArrayNode names = body.putArray("members");
        members.forEach(names::add);
        return body;
    }

    static Rekey read(JsonNode body) throws Refused {
        String audience = body.path("audience").asText("");
        String commitment = body.path("commitment").asText("");
        if (audience.isEmpty() || audience.length() > AUDIENCE_CHARS_MAX || !commitment.matches("[0-9a-f]{64}")) {
            throw wrong("/audience", "An audience has an id, and its key a commitment.");
        }
        return new Rekey(
                audience,
                number(body, "version"),
                number(body, "epoch"),
                Digest.fromHex(commitment),
                members(body.path("members")));
    }

    private static long number(JsonNode body, String name) throws Refused {
        JsonNode number = body.path(name);
        if (!number.isIntegralNumber() || number.longValue() < 1 || number.longValue() > NUMBER_MAX) {
            throw wrong("/" + name, "Versions and epochs count from 1.");
        }
        return number.longValue();
    }

    private static List<String> members(JsonNode array) throws Refused {
        List<String> members = new ArrayList<>();
        for (JsonNode one : array) {
            String name = one.asText("");
            boolean later = members.isEmpty() || members.getLast().compareTo(name) < 0;
            if (!name.matches("org-[0-9a-f]{16}") || !later || members.size() == MEMBERS_MAX) {
                throw wrong("/members", "Members are named in order, each once, at most " + MEMBERS_MAX + ".");
            }
            members.add(name);
        }
        if (members.isEmpty()) {
            throw wrong("/members", "A key is handed to somebody.");
        }
        return members;
    }

    private static Refused wrong(String path, String message) {
        return Refusal.of("rekey-malformed", path, message).toException();
    }
}
