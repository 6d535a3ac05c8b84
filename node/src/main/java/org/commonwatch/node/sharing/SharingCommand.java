package org.commonwatch.node.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** What members do with objects, as it stands in the body of an entry. */
public sealed interface SharingCommand {
    ObjectNode body();

    /**
     * The payload's objects are put in this log.
     *
     * @param batch names everything that came in one import or share; recall works on it
     * @param source where the objects came from, in the words of whoever took them in; empty on a community's log, where the
     *     author is the source
     * @param format they came in
     */
    record Objects(String batch, String source, String format) implements SharingCommand {
        static final int TEXT_CHARS_MAX = 300;

        @Override
        public ObjectNode body() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("batch", batch)
                    .put("format", format)
                    .put("source", source);
        }

        static Objects read(JsonNode body) throws Refused {
            return new Objects(text(body, "batch"), text(body, "source"), text(body, "format"));
        }
    }

    /** The targets are taken back: they leave every view but history. */
    record Recall(List<Target> targets, String reason) implements SharingCommand {
        public Recall {
            targets = List.copyOf(targets);
        }

        @Override
        public ObjectNode body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("reason", reason).set("targets", Target.write(targets));
            return body;
        }

        static Recall read(JsonNode body) throws Refused {
            return new Recall(Target.read(body.path("targets")), text(body, "reason"));
        }
    }

    /** A recall is itself taken back. */
    record Reinstate(List<Target> targets) implements SharingCommand {
        public Reinstate {
            targets = List.copyOf(targets);
        }

        @Override
        public ObjectNode body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.set("targets", Target.write(targets));
            return body;
        }

        static Reinstate read(JsonNode body) throws Refused {
            return new Reinstate(Target.read(body.path("targets")));
        }
    }

    /**
     * Objects of one earlier entry of the same log.
     *
     * @param entry its index
     * @param positions of the objects in its payload, ascending; empty means all of them
     */
    record Target(long entry, List<Integer> positions) {
        /** Entries one recall names, and positions all together: what fits a leaf comfortably. */
        static final int TARGETS_MAX = 1_000;

        static final int POSITIONS_MAX = 5_000;

        public Target {
            positions = List.copyOf(positions);
        }

        private static ArrayNode write(List<Target> targets) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Target target : targets) {
                ObjectNode one = array.addObject().put("entry", target.entry);
                ArrayNode positions = one.putArray("positions");
                target.positions.forEach(positions::add);
            }
            return array;
        }

        private static List<Target> read(JsonNode targets) throws Refused {
            if (!targets.isArray() || targets.isEmpty() || targets.size() > TARGETS_MAX) {
                throw Refusal.of("body-targets", "/targets", "Between 1 and " + TARGETS_MAX + " targets are needed.")
                        .toException();
            }
            List<Target> read = new ArrayList<>();
            for (JsonNode target : targets) {
                JsonNode entry = target.path("entry");
                if (!entry.isIntegralNumber() || !entry.canConvertToLong() || entry.longValue() < 0) {
                    throw Refusal.of("body-targets", "/targets/entry", "An entry's index is a whole number from 0.")
                            .toException();
                }
                read.add(new Target(entry.longValue(), positions(target.path("positions"))));
            }
            return read;
        }

        private static List<Integer> positions(JsonNode positions) throws Refused {
            List<Integer> read = new ArrayList<>();
            int last = -1;
            for (JsonNode position : positions) {
                // A leaf's reader gives every integer as a long.
                if (!position.isIntegralNumber() || !position.canConvertToInt() || position.intValue() <= last) {
                    throw Refusal.of(
                                    "body-targets",
                                    "/targets/positions",
                                    "Positions are whole numbers in ascending order.")
                            .toException();
                }
                last = position.intValue();
                read.add(last);
            }
            return read;
        }
    }

    private static String text(JsonNode body, String name) throws Refused {
        String text = body.path(name).textValue();
        if (text == null || text.length() > Objects.TEXT_CHARS_MAX) {
            throw Refusal.of(
                            "body-text",
                            "/" + name,
                            "A text of at most " + Objects.TEXT_CHARS_MAX + " characters is needed.")
                    .toException();
        }
        return text;
    }
}
