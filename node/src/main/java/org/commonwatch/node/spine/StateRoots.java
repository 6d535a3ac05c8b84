package org.commonwatch.node.spine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.commonwatch.kernel.Digest;

/** The state roots that this node's replay came to. */
@ApplicationScoped
public class StateRoots {
    private static final String VOID_ENTRIES = "void 1";

    private final SqliteStore index;

    @Inject
    public StateRoots(@Index SqliteStore index) {
        this.index = index;
    }

    /** What this node has at {@code size}; empty when it has not come that far. */
    public Optional<StateRoot> at(Log log, long size) {
        return index.read(db -> {
            SortedMap<String, Digest> parts = new TreeMap<>();
            db.query(
                            "SELECT part, digest FROM state_root WHERE log = ? AND size = ?",
                            row -> new Part(row.getString(1), Digest.fromBytes(row.getBytes(2))),
                            log.number(),
                            size)
                    .forEach(part -> parts.put(part.name(), part.digest()));
            return parts.isEmpty() ? Optional.empty() : Optional.of(new StateRoot(size, parts));
        });
    }

    /** The newest one; empty before the first {@link StateRoot#SPACING} entries are applied. */
    public Optional<StateRoot> newest(Log log) {
        long size = index.read(
                db -> db.number("SELECT coalesce(max(size), 0) FROM state_root WHERE log = ?", log.number()));
        return size == 0 ? Optional.empty() : at(log, size);
    }

    private record Part(String name, Digest digest) {}

    /** The last entry that a batch from {@code from} may take, so that it ends where a root is due. */
    static long boundary(long from) {
        return (from / StateRoot.SPACING + 1) * StateRoot.SPACING;
    }

    /** Keeps the root of the first {@code size} entries, all applied and none after them, if one is due there. */
    static void keep(Db db, List<Projection> projections, Log log, long size) {
        if (size % StateRoot.SPACING != 0) {
            return;
        }
        insert(db, log, size, VOID_ENTRIES, ContentHash.ofVoid(db, log));
        for (Projection projection : projections) {
            if (projection.ofLeaves()) {
                String part = projection.name() + " " + projection.version();
                insert(db, log, size, part, ContentHash.ofLog(db, projection, log));
            }
        }
    }

    private static void insert(Db db, Log log, long size, String part, Digest digest) {
        db.update("INSERT INTO state_root VALUES (?,?,?,?)", log.number(), size, part, digest.toBytes());
    }
}
