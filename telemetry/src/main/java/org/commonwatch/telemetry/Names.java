package org.commonwatch.telemetry;

import java.util.HashMap;
import java.util.Map;

/**
 * A format's own names and what they say, from a table of lines {@code name slot}. In tables of JSON a slash leads into an
 * object; arrays are stepped through.
 */
final class Names {
    private final Map<String, Names> inner = new HashMap<>();
    private Slot slot = Slot.Part.NONE;

    private Names() {}

    /** Names as they stand: one level. */
    static Names flat(String table) {
        Names root = new Names();
        table.lines().map(line -> line.strip().split(" +")).forEach(row -> root.at(row[0]).slot = Slot.of(row[1]));
        return root;
    }

    static Names nested(String table) {
        Names root = new Names();
        table.lines().map(line -> line.strip().split(" +")).forEach(row -> {
            Names place = root;
            for (String name : row[0].split("/")) {
                place = place.at(name);
            }
            place.slot = Slot.of(row[1]);
        });
        return root;
    }

    private Names at(String name) {
        return inner.computeIfAbsent(name, _ -> new Names());
    }

    /** What stands under {@code name}; {@link #NOTHING} when it is of no interest. */
    Names under(String name) {
        return inner.getOrDefault(name, NOTHING);
    }

    Slot slot() {
        return slot;
    }

    boolean isLeaf() {
        return inner.isEmpty();
    }

    static final Names NOTHING = new Names();
}
