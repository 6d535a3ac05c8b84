package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.SqliteStore;

/** Which object a claim is of. The index knows claims by their key; hits name objects. */
@ApplicationScoped
class IndicatorIds {
    /** Few indicators make most hits. */
    private static final int KNOWN_MAX = 10_000;

    private final SqliteStore index;

    /** In order of use. Guarded by {@code this}. */
    private final Map<Long, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > KNOWN_MAX;
        }
    };

    @Inject
    IndicatorIds(@Index SqliteStore index) {
        this.index = index;
    }

    /** Empty when the claim's log was removed meanwhile. */
    Optional<String> of(long key) {
        synchronized (this) {
            String id = known.get(key);
            if (id != null) {
                return Optional.of(id);
            }
        }
        Optional<String> read =
                index.read(db -> db.first("SELECT id FROM detection WHERE key = ?", row -> row.getString(1), key));
        synchronized (this) {
            read.ifPresent(id -> known.put(key, id));
        }
        return read;
    }

    /** After a log was removed its keys may come to mean others. */
    synchronized void forget() {
        known.clear();
    }
}
