package org.commonwatch.node.matching;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;

/** Asks the memory for everything that has just begun to be looked for, and keeps what was seen as hits of its last day. */
@ApplicationScoped
class LookBack {
    /**
     * A block that was matched just before the index changed reaches the memory just after it was asked. So it is asked a
     * second time, when every such block has been saved.
     */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final List<Remembered> memories;
    private final HitWriting hits;
    private final SqliteStore local;
    private final IndicatorIds ids;

    /** Questions of one {@link #work}: a fraction of a second, so that the index is not kept waiting. */
    private static final int ASKED_MAX = 500;

    /** To be asked now, in order. Owned by the upkeep's thread, as {@link #later}. */
    private final Queue<Watched> due = new ArrayDeque<>();

    /** To be asked again, in order of time. */
    private final Queue<Later> later = new ArrayDeque<>();

    private record Later(List<Watched> added, Instant at) {
        Later {
            added = List.copyOf(added);
        }
    }

    @Inject
    LookBack(@All List<Remembered> memories, HitWriting hits, IndicatorIds ids, @Local SqliteStore local) {
        this.memories = memories;
        this.hits = hits;
        this.ids = ids;
        this.local = local;
    }

    /** Has it asked as soon as there is time, and once more after {@link #AGAIN}. */
    void on(List<Watched> added, Instant now) {
        List<Watched> values =
                added.stream().filter(watched -> !watched.part().isWindow()).toList();
        if (!memories.isEmpty() && !values.isEmpty()) {
            due.addAll(values);
            later.add(new Later(values, now.plus(AGAIN)));
        }
    }

    /** Asks some of what is due; whether there is more. */
    boolean work(Instant now) {
        while (!later.isEmpty() && !now.isBefore(later.peek().at())) {
            due.addAll(later.remove().added());
        }
        for (int asked = 0; asked < ASKED_MAX && !due.isEmpty(); asked++) {
            Watched watched = due.remove();
            memories.forEach(memory -> on(memory, watched));
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

    /** The memory keeps no assets and no verdicts. Asked twice about one indicator it would count twice, so what is there stays. */
    private void write(Db db, String indicator, Claimed.Part part, Remembered.Seen seen) {
        HitTable.Key key = new HitTable.Key(
                indicator, Met.day(seen.last()), seen.sourceId(), part.kind(), part.value(), OwnAsset.NONE);
        if (HitTable.find(db, key).isEmpty()) {
            HitTable.Lines lines =
                    new HitTable.Lines(0, 0, seen.count(), seen.first(), seen.last(), 0, seen.count(), seen.token());
            hits.write(db, key, seen.sourceName(), lines, List.of());
        }
    }
}
