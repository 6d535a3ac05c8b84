package org.commonwatch.node.council;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.wire.StrictBase64;
import org.commonwatch.node.spine.OrderingKeys;

/** What is said about who orders a log, as it stands in the body of an entry. */
sealed interface CouncilCommand {
    /** Nodes of one council: with seven, three may be away. More only make it slower. */
    int SEATS_MAX = 7;

    ObjectNode body();

    /**
     * A member offers its node, and shows that it holds the keys: a fork that is signed with one of them is its own.
     *
     * @param checkpointProof signature with that key over {@link #message}, as base64
     * @param timeProof the same with the other key
     */
    record OfferSeat(String address, NoteKey checkpoint, NoteKey time, String checkpointProof, String timeProof)
            implements CouncilCommand {
        static OfferSeat of(String address, String origin, OrderingKeys keys) throws Refused {
            Base64.Encoder base64 = Base64.getEncoder();
            String member = keys.time().name();
            return new OfferSeat(
                    SeatAddress.check(address),
                    keys.checkpoint(),
                    keys.time(),
                    base64.encodeToString(keys.signWithCheckpoint(message(origin, member, keys.checkpoint()))),
                    base64.encodeToString(keys.signWithTime(message(origin, member, keys.time()))));
        }

        @Override
        public ObjectNode body() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("address", address)
                    .put("checkpoint", checkpoint.text())
                    .put("checkpoint_proof", checkpointProof)
                    .put("time", time.text())
                    .put("time_proof", timeProof);
        }

        static OfferSeat read(JsonNode body) throws Refused {
            return new OfferSeat(
                    SeatAddress.check(body.path("address").asText("")),
                    NoteKey.parse(body.path("checkpoint").asText("")),
                    NoteKey.parse(body.path("time").asText("")),
                    body.path("checkpoint_proof").asText(""),
                    body.path("time_proof").asText(""));
        }

        /** Whether both keys have signed for this member and log. */
        boolean proved(String origin, String member) {
            try {
                return checkpoint
                                .key()
                                .verify(message(origin, member, checkpoint), StrictBase64.decode(checkpointProof))
                        && time.key().verify(message(origin, member, time), StrictBase64.decode(timeProof));
            } catch (Refused malformed) {
                return false;
            }
        }

        /** Begins as no checkpoint and no statement does. */
        static byte[] message(String origin, String member, NoteKey key) {
            return String.join("\n", "commonwatch council seat v1", origin, member, key.text())
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * The steward names all who order from here on.
     *
     * @param members their names, each once, 1 to {@link #SEATS_MAX}
     */
    record NameCouncil(List<String> members) implements CouncilCommand {
        private static final String NAME = "org-[0-9a-f]{16}";

        public NameCouncil {
            members = List.copyOf(members);
        }

        @Override
        public ObjectNode body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            ArrayNode names = body.putArray("members");
            members.forEach(names::add);
            return body;
        }

        static NameCouncil read(JsonNode body) throws Refused {
            JsonNode names = body.path("members");
            if (!names.isArray() || names.isEmpty() || names.size() > SEATS_MAX) {
                throw Refusal.of("council-size", "/members", "A council has 1 to " + SEATS_MAX + " members.")
                        .toException();
            }
            List<String> members = new ArrayList<>();
            for (JsonNode name : names) {
                String text = name.asText("");
                if (!text.matches(NAME)) {
                    throw Refusal.of("council-name", "/members", "A member's name matches " + NAME + ".")
                            .toException();
                }
                members.add(text);
            }
            if (new HashSet<>(members).size() < members.size()) {
                throw Refusal.of("council-name", "/members", "Each member is named once.")
                        .toException();
            }
            return new NameCouncil(members);
        }
    }
}
