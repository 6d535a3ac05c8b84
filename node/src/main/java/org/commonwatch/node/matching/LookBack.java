package org.commonwatch.node.matching;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
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

    @Inject
    LookBack(@All List<Remembered> memories, HitWriting hits, IndicatorIds ids, @Local SqliteStore local) {
        this.memories = memories;
        this.hits = hits;
        this.ids = ids;
        this.local = local;
    }

    void on(List<Watched> added) {
        for (Watched watched : added) {
            if (!watched.part().isWindow()) {
                memories.forEach(memory -> on(memory, watched));
            }
        }
    }

    private void on(Remembered memory, Watched watched) {
        Claimed.Part part = watched.part();
        List<Remembered.Seen> seen = memory.ask(Claimants.kind(part.kind()), part.value());
        if (seen.isEmpty()) {
            return;
        }
        ids.of(watched.key())
                .ifPresent(indicator -> local.write(db -> {
                    seen.forEach(one -> write(db, indicator, part, one));
                    return seen.size();
                }));
    }

    /** The memory keeps no assets and no verdicts. Asked twice about one indicator it would count twice, so what is there stays. */
    private void write(Db db, String indicator, Claimed.Part part, Remembered.Seen seen) {
        HitTable.Key key = new HitTable.Key(
                indicator, Met.day(seen.last()), seen.sourceId(), part.kind(), part.value(), OwnAsset.NONE);
        if (HitTable.find(db, key).isEmpty()) {
            HitTable.Lines lines = new HitTable.Lines(
                    0, 0, seen.count(), seen.first(), seen.last(), 0, seen.count(), seen.token());
            hits.write(db, key, seen.sourceName(), lines, List.of());
        }
    }
}
