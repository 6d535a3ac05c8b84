package org.commonwatch.node.membership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.KeyHandover;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.wire.StrictBase64;

/**
 * How a member's key came from the key that gave it its name: each older key has signed over to the next. An organisation that
 * changed its keys shows it to communities that it joins later.
 */
record KeyLine(List<KeyHandover> older) {
    /** Changes of keys in an organisation's life. */
    static final int OLDER_MAX = 16;

    KeyLine {
        older = List.copyOf(older);
    }

    ArrayNode body() {
        ArrayNode body = JsonNodeFactory.instance.arrayNode();
        for (KeyHandover one : older) {
            body.addObject()
                    .put("key", one.key().text())
                    .put("signature", Base64.getEncoder().encodeToString(one.signature()));
        }
        return body;
    }

    /** @param key the one in use */
    static KeyLine read(JsonNode body, NoteKey key) throws Refused {
        List<KeyHandover> older = new ArrayList<>();
        for (JsonNode one : body) {
            if (older.size() == OLDER_MAX) {
                throw wrong();
            }
            older.add(new KeyHandover(
                    NoteKey.parse(one.path("key").asText("")),
                    StrictBase64.decode(one.path("signature").asText(""))));
        }
        for (int i = 0; i < older.size(); i++) {
            NoteKey next = i + 1 < older.size() ? older.get(i + 1).key() : key;
            if (!older.get(i).key().name().equals(key.name()) || !older.get(i).holds(next)) {
                throw wrong();
            }
        }
        return new KeyLine(older);
    }

    /** The key that gave the name. */
    NoteKey first(NoteKey key) {
        return older.isEmpty() ? key : older.getFirst().key();
    }

    /**
     * The part of this line that leads to one of its keys from the one that gave the name; empty when it is none of them, or the
     * line begins later.
     *
     * @param inUse the key at the line's end
     */
    Optional<List<KeyHandover>> upTo(NoteKey key, NoteKey inUse) {
        List<NoteKey> keys = Stream.concat(older.stream().map(KeyHandover::key), Stream.of(inUse))
                .toList();
        boolean leads = first(inUse).key().id().ownerName().equals(key.name()) && keys.contains(key);
        return leads ? Optional.of(older.subList(0, keys.indexOf(key))) : Optional.empty();
    }

    private static Refused wrong() {
        return Refusal.of("organisation", "/line", "A key in the line was not handed over by the one before it.")
                .toException();
    }
}
