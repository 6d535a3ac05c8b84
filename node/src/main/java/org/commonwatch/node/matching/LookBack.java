package org.commonwatch.node.matching;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;

/** Asks the memory for everything that has just begun to be looked for, and keeps what was seen as hits of its last day. */
@ApplicationScoped
class LookBack {
    private final List<Remembered> memories;
    private final HitWriting hits;
    private final SqliteStore local;
    private final IndicatorIds ids;
    private final Passage passage;

    /** Questions of one {@link #work}: a fraction of a second, so that the index is not kept waiting. */
    private static final int ASKED_MAX = 500;

    /** To be asked, in order. Owned by the upkeep's thread. */
    private final Queue<Watched> due = new ArrayDeque<>();

    @Inject
    LookBack(
            @All List<Remembered> memories,
            HitWriting hits,
            IndicatorIds ids,
            @Local SqliteStore local,
            Passage passage) {
        this.memories = memories;
        this.passage = passage;
        this.hits = hits;
        this.ids = ids;
        this.local = local;
    }

    /** Has it asked as soon as there is time. The index has changed already. */
    void on(List<Watched> added) {
        passage.settle();
        if (!memories.isEmpty()) {
            added.stream().filter(watched -> !watched.part().isWindow()).forEach(due::add);
        }
    }

    /** Asks some of what is due; whether there is more. */
    boolean work() {
        for (int asked = 0; asked < ASKED_MAX && !due.isEmpty(); asked++) {
            Watched watched = due.remove();
            memories.forEach(memory -> on(memory, watched));
        }
        if (due.isEmpty()) {
            passage.answered();
        }
        return !due.isEmpty();
    }

    private void on(Remembered memory, Watched watched) {
        Claimed.Part part = watched.part();
        List<Remembered.Seen> seen = memory.ask(Claimants.kind(part.kind()), part.value());
        if (seen.isEmpty()) {
            return;
        }
        ids.of(watched.key()).ifPresent(indicator -> {
            local.write(db -> {
                seen.forEach(one -> write(db, indicator, part, one));
                return seen.size();
            });
            hits.saved();
        });
    }

    /**
     * The memory keeps no assets and no verdicts. After a crash it may be asked again about one indicator, so what it has told
     * before stays.
     */
    private void write(Db db, String indicator, Claimed.Part part, Remembered.Seen seen) {
        HitTable.Key key = new HitTable.Key(
                indicator, Met.day(seen.last()), seen.sourceId(), part.kind(), part.value(), OwnAsset.NONE);
        if (HitTable.find(db, key).filter(hit -> hit.lookedBack() > 0).isEmpty()) {
            HitTable.Lines lines =
                    new HitTable.Lines(0, 0, seen.count(), seen.first(), seen.last(), 0, seen.count(), seen.token());
            hits.write(db, key, seen.sourceName(), lines, List.of());
        }
    }
}
