package org.commonwatch.node.feeds;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.commonwatch.stix.StixObject;

/** A home log in memory that can be told to fail: before an act, or after it ("maybe written"). */
final class MemoryHomeLog implements HomeLog {
    private final Map<Long, StixObject> items = new LinkedHashMap<>();
    private final Set<Long> recalled = new HashSet<>();
    private long entry;
    int putsUntilFault = Integer.MAX_VALUE;
    boolean faultAfterWriting;

    @Override
    public List<Long> put(List<StixObject> objects, String batch, String source, String format) throws PollFault {
        boolean fault = putsUntilFault-- == 0;
        if (fault && !faultAfterWriting) {
            throw new PollFault("ledger-slow", "not written");
        }
        List<Long> keys = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            long key = entry * OBJECTS_MAX + i + 1;
            items.put(key, objects.get(i));
            keys.add(key);
        }
        entry++;
        if (fault) {
            throw new PollFault("ledger-slow", "written, reported failed");
        }
        return keys;
    }

    @Override
    public Map<Long, StixObject> read(List<Long> keys) {
        Map<Long, StixObject> read = new HashMap<>();
        keys.forEach(key -> read.put(key, items.get(key)));
        return read;
    }

    @Override
    public void recall(List<Long> keys, String reason) {
        recalled.addAll(keys);
    }

    @Override
    public void reinstate(List<Long> keys) {
        recalled.removeAll(keys);
    }

    /** Claims ever put. */
    int claims() {
        return items.size();
    }

    /** The latest standing version of each object, by id. */
    Map<String, StixObject> standing() {
        Map<String, StixObject> standing = new LinkedHashMap<>();
        items.forEach((key, object) -> {
            StixObject before = standing.get(object.id());
            boolean later = before == null || modified(object).compareTo(modified(before)) >= 0;
            if (!recalled.contains(key) && later) {
                standing.put(object.id(), object);
            }
        });
        return standing;
    }

    /** Names of standing indicators that are neither revoked nor ended. */
    List<String> valid() {
        return standing().values().stream()
                .filter(object -> object.type().equals("indicator"))
                .filter(object ->
                        !object.revoked() && object.text("valid_until").isEmpty())
                .map(object -> object.text("name").orElse(object.id()))
                .sorted()
                .toList();
    }

    private static String modified(StixObject object) {
        return object.text("modified").orElse("");
    }
}
