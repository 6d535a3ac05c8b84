package org.commonwatch.ledger.erase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Statement;

/**
 * The entry {@code payload.erase}, version 1: payloads of earlier entries of the same log, or single objects of them, are to
 * be destroyed with their salts wherever they are kept. Its form is in docs/formats/ledger.md.
 *
 * @param targets one for each payload, by ascending entry
 */
public record EraseOrder(EraseReason reason, List<Target> targets) {
    public static final String TYPE = "payload.erase";
    public static final int VERSION = 1;

    /** Payloads of one order, and positions all together: what fits a leaf comfortably. */
    public static final int TARGETS_MAX = 500;

    public static final int POSITIONS_MAX = 4_000;

    public EraseOrder {
        targets = List.copyOf(targets);
    }

    /**
     * A payload, or some objects of it.
     *
     * @param entry index of the entry that commits to it
     * @param positions of the objects, ascending; empty means all of them
     */
    public record Target(long entry, List<Integer> positions) {
        public Target {
            positions = List.copyOf(positions);
        }

        public boolean whole() {
            return positions.isEmpty();
        }

        /** Whether the object at {@code position} is meant. */
        public boolean covers(int position) {
            return whole() || positions.contains(position);
        }
    }

    public ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("reason", reason.word());
        ArrayNode array = body.putArray("targets");
        for (Target target : targets) {
            ArrayNode positions = array.addObject().put("entry", target.entry()).putArray("positions");
            target.positions().forEach(positions::add);
        }
        return body;
    }

    /** The order that a statement is; empty for any other statement and for one that is malformed. */
    public static Optional<EraseOrder> of(Statement statement) {
        Draft draft = statement.draft();
        if (!draft.type().equals(TYPE) || draft.version() != VERSION) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(draft.body()));
        } catch (Refused malformed) {
            return Optional.empty();
        }
    }

    /** @throws Refused {@code erase-reason}, {@code erase-targets} */
    public static EraseOrder read(JsonNode body) throws Refused {
        Optional<EraseReason> reason = EraseReason.of(body.path("reason").asText(""));
        if (reason.isEmpty()) {
            throw Refusal.of("erase-reason", "/reason", "A reason is one of: " + EraseReason.words() + ".")
                    .toException();
        }
        JsonNode targets = body.path("targets");
        if (!targets.isArray() || targets.isEmpty() || targets.size() > TARGETS_MAX) {
            throw wrong("/targets", "Between 1 and " + TARGETS_MAX + " payloads are named.");
        }
        List<Target> read = new ArrayList<>();
        long last = -1;
        int positions = 0;
        for (JsonNode target : targets) {
            JsonNode entry = target.path("entry");
            if (!entry.isIntegralNumber() || !entry.canConvertToLong() || entry.longValue() <= last) {
                throw wrong("/targets/entry", "Entries are whole numbers from 0 in ascending order.");
            }
            last = entry.longValue();
            Target one = new Target(last, positions(target.path("positions")));
            positions += one.positions().size();
            read.add(one);
        }
        if (positions > POSITIONS_MAX) {
            throw wrong("/targets/positions", "At most " + POSITIONS_MAX + " positions are named.");
        }
        return new EraseOrder(reason.orElseThrow(), read);
    }

    private static List<Integer> positions(JsonNode array) throws Refused {
        if (!array.isArray()) {
            // None named means all of them, so a slip in the form must not read as that.
            throw wrong("/targets/positions", "Positions are a list, an empty one for the whole payload.");
        }
        List<Integer> read = new ArrayList<>();
        int last = -1;
        for (JsonNode position : array) {
            boolean whole = position.isIntegralNumber() && position.canConvertToInt();
            if (!whole || position.intValue() <= last || position.intValue() >= Limits.STATEMENT_OBJECTS_MAX) {
                throw wrong("/targets/positions", "Positions are whole numbers from 0 in ascending order.");
            }
            last = position.intValue();
            read.add(last);
        }
        return read;
    }

    private static Refused wrong(String path, String message) {
        return Refusal.of("erase-targets", path, message).toException();
    }
}
