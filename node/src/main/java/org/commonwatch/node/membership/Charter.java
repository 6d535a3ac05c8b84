package org.commonwatch.node.membership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * What the founder lays down.
 *
 * @param quorum how many of the cosigners make an entry final
 */
public record Charter(Quorum quorum) {
    /** How many of n cosigners are needed. */
    public enum Quorum {
        /** More than two thirds: two histories cannot both be final unless a third of the cosigners lie. */
        TWO_THIRDS("two-thirds"),
        /** More than half: goes on when fewer are reachable, and one liar among three can end it in two histories. */
        MAJORITY("majority");

        private final String word;

        Quorum(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** Cosignatures that are needed of {@code cosigners}. */
        public int of(int cosigners) {
            return this == MAJORITY ? cosigners / 2 + 1 : 2 * cosigners / 3 + 1;
        }
    }

    public static final Charter DEFAULT = new Charter(Quorum.TWO_THIRDS);

    ObjectNode body() {
        return JsonNodeFactory.instance.objectNode().put("quorum", quorum.word());
    }

    static Charter read(JsonNode body) throws Refused {
        return of(body.path("quorum").asText(""));
    }

    public static Charter of(String quorum) throws Refused {
        for (Quorum each : Quorum.values()) {
            if (each.word().equals(quorum)) {
                return new Charter(each);
            }
        }
        throw Refusal.of("charter", "/charter/quorum", "The quorum is two-thirds or majority.", quorum)
                .toException();
    }
}
