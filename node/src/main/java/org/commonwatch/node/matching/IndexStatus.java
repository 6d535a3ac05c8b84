package org.commonwatch.node.matching;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.commonwatch.matching.index.LiveIndex;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.SqliteStore;
import org.jspecify.annotations.Nullable;

/** What the matching index holds, how far it is, and what it leaves out. For the owner: it counts over all logs. */
@ApplicationScoped
class IndexStatus {
    private final Upkeep upkeep;
    private final MatchIndex matchIndex;
    private final SqliteStore index;
    private final Entries entries;
    private final Logs logs;

    @Inject
    IndexStatus(Upkeep upkeep, MatchIndex matchIndex, @Index SqliteStore index, Entries entries, Logs logs) {
        this.upkeep = upkeep;
        this.matchIndex = matchIndex;
        this.index = index;
        this.entries = entries;
        this.logs = logs;
    }

    /**
     * @param ready lines are matched against everything up to {@code asOf}
     * @param values looked for
     * @param byKind the same by kind
     * @param patterns over windows of observations
     * @param behind entries that are replayed and not yet in the index
     * @param changes values changed since the index file was written
     * @param generation rises with each index file
     * @param writtenAt when the index file was written
     * @param notMatched claims that nothing can find, by the reason
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Now(
            boolean ready,
            @Nullable String asOf,
            long values,
            Map<String, Long> byKind,
            long patterns,
            long behind,
            long changes,
            long generation,
            String writtenAt,
            Map<String, Long> notMatched,
            @Nullable String fault) {
        Now {
            byKind = Map.copyOf(byKind);
            notMatched = Map.copyOf(notMatched);
        }
    }

    Now now() {
        Optional<InStep> step = upkeep.inStep();
        long behind = 0;
        for (Log log : logs.all()) {
            long held = step.map(InStep::logs)
                    .map(places -> places.get(log.name()))
                    .map(InStep.Place::size)
                    .orElse(0L);
            behind += Math.max(0, entries.applied(log) - held);
        }
        LiveIndex.State state = matchIndex.state();
        return new Now(
                step.isPresent(),
                step.map(InStep::at).map(Object::toString).orElse(null),
                matchIndex.values(),
                matchIndex.byKind(),
                matchIndex.patterns(),
                behind,
                state.changes(),
                state.generation(),
                state.written().truncatedTo(ChronoUnit.SECONDS).toString(),
                notMatched(),
                upkeep.fault().orElse(null));
    }

    private Map<String, Long> notMatched() {
        Map<String, Long> reasons = new TreeMap<>();
        index.read(db -> db.query(
                        "SELECT category, count(*) FROM detection WHERE category IS NOT NULL GROUP BY category",
                        row -> Map.entry(row.getString(1), row.getLong(2))))
                .forEach(reason -> reasons.put(reason.getKey(), reason.getValue()));
        return reasons;
    }
}
