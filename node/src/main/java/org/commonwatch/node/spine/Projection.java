package org.commonwatch.node.spine;

import java.util.List;

/**
 * A view of the ledger in tables of {@code index.db} that only it reads and writes while applying. Rebuilt from zero when
 * its version changes; never migrated.
 */
public interface Projection {
    /** When a projection is brought up to date. */
    enum Pace {
        /** In the same transaction as the tree size: visible as soon as a command is answered. */
        WITH_ENTRY,
        /** Afterwards, while the writer is otherwise idle, within {@link Replay#TRAIL_MAX}. */
        TRAILING
    }

    String name();

    /** Raised with every change of schema or of what apply writes. */
    int version();

    /** The tables this projection owns; their rows make up its part of the content hash. */
    List<String> tables();

    /** SQL that makes the tables. */
    String schema();

    default Pace pace() {
        return Pace.WITH_ENTRY;
    }

    /**
     * Whether what {@link #apply} writes follows from leaves alone, never from payloads. Then its rows are part of the {@link
     * StateRoot}: every table has a column {@code log} and nothing else that is this node's own.
     */
    default boolean ofLeaves() {
        return false;
    }

    /** What {@link #apply} derives of each object, so that it can be worked out while the entry becomes durable. */
    default List<Derivation<?>> ahead() {
        return List.of();
    }

    /**
     * Applies one entry that its rule let through. Total: whatever the payload holds, it must not throw for it. Row keys
     * come from the entry's index and position, never from a clock or a counter.
     */
    void apply(Applied entry, Db db);

    /**
     * Takes out every row that came of these objects, so that what is left is what applying the same entries without them
     * would have made: in the transaction of the order that erases them, and for what trails, before the files are written
     * anew. Rows that are gone already are no mistake. A projection that keeps nothing of objects has nothing to do.
     *
     * @param keys see {@link ItemKey}
     */
    default void erase(List<Long> keys, Db db) {}

    /** Writes anew what keeps words of deleted rows beyond SQLite's own {@code VACUUM}; afterwards that is run. */
    default void scrub(Db db) {}
}
