package org.commonwatch.node.spine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.NoteKey;

/**
 * A log's present epoch, when it is not the founder's: the members went on under new keys.
 *
 * @param number 2 or more
 * @param orders the member whose node orders the log in it
 * @param base what was final here when it began; every start continues it
 * @param starts where the records that this node verified let it start, at most {@link #STARTS_MAX}
 * @param formerTimes the keys that stated the log's time in the epochs before, at most {@link #FORMER_MAX}
 */
public record Era(long number, String orders, Checkpoint base, List<Checkpoint> starts, List<NoteKey> formerTimes) {
    /** Records of one epoch have one set of terms and mostly one start; whoever makes many of them is not listened to. */
    public static final int STARTS_MAX = 8;

    /** One an epoch; more than a community will ever see. */
    private static final int FORMER_MAX = 1_000;

    public Era {
        starts = List.copyOf(starts);
        formerTimes = List.copyOf(formerTimes);
        if (number < 2 || starts.isEmpty() || starts.size() > STARTS_MAX || formerTimes.size() > FORMER_MAX) {
            throw new IllegalArgumentException("an era has a number from 2 and 1 to " + STARTS_MAX + " starts");
        }
    }

    /** As a node knows it that joins now: of what was before it only the keys that stated the time matter. */
    public Era joined(String origin) {
        Checkpoint nothing = Checkpoint.of(origin, 0, Rfc6962.EMPTY_ROOT);
        return new Era(number, orders, nothing, List.of(nothing), formerTimes);
    }

    /** With another place where it may start. */
    Era starting(Checkpoint place) {
        List<Checkpoint> all = new ArrayList<>(starts);
        all.add(place);
        return new Era(number, orders, base, all, formerTimes);
    }

    /** As it stands in files. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("base", place(base));
        ArrayNode times = json.putArray("former_time_keys");
        formerTimes.forEach(key -> times.add(key.text()));
        json.put("number", number).put("orders", orders);
        ArrayNode places = json.putArray("starts");
        starts.forEach(start -> places.add(place(start)));
        return json;
    }

    /**
     * @throws Refused what is wrong with a key
     * @throws IllegalArgumentException when something else is
     */
    public static Era read(JsonNode json, String origin) throws Refused {
        List<Checkpoint> starts = new ArrayList<>();
        for (JsonNode start : json.path("starts")) {
            starts.add(place(start, origin));
        }
        List<NoteKey> times = new ArrayList<>();
        for (JsonNode key : json.path("former_time_keys")) {
            times.add(NoteKey.parse(key.asText()));
        }
        return new Era(
                json.path("number").asLong(),
                json.path("orders").asText(),
                place(json.path("base"), origin),
                starts,
                times);
    }

    private static ObjectNode place(Checkpoint checkpoint) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("root", checkpoint.root().base64())
                .put("size", checkpoint.size());
    }

    private static Checkpoint place(JsonNode json, String origin) {
        return Checkpoint.of(
                origin,
                json.path("size").asLong(-1),
                Digest.fromBase64(json.path("root").asText()));
    }
}
