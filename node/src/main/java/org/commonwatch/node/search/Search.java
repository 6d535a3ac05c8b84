package org.commonwatch.node.search;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.sharing.Objects;
import org.commonwatch.node.sharing.TermsCode;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.SqliteStore;

/**
 * Search over everything the gate lets through. Words are ranked by BM25 (Robertson and Zaragoza 2009), where names count
 * four times as much as text; what has no words, or words that nearly everything has, comes newest first.
 *
 * <p>Cost: newest first walks keys backwards in each log and stops when the page is full; ranking looks at every object
 * with the words, at most {@link #RANKED_MAX}; counting looks at no more than {@link #COUNTED_MAX}.
 */
@ApplicationScoped
public class Search {
    /** Hits of one page. */
    public static final int LIMIT_MAX = 1_000;

    /** Objects that are scored; beyond it their order by relevance would say little and cost much. */
    private static final int RANKED_MAX = 50_000;

    /** Objects that a total counts; a greater one is only known to be greater. */
    private static final int COUNTED_MAX = 100_000;

    private static final String SCORED =
            "SELECT rowid AS key, bm25(prose, 4.0, 1.0) AS score FROM prose WHERE prose MATCH ?";

    private final SqliteStore index;
    private final Spine spine;
    private final Logs logs;
    private final Objects objects;
    private final Clock clock;
    private final Patience patience;

    @Inject
    Search(@Index SqliteStore index, Spine spine, Logs logs, Objects objects, Clock clock, Patience patience) {
        this.index = index;
        this.spine = spine;
        this.logs = logs;
        this.objects = objects;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * One page of hits.
     *
     * @param total objects found that the gate lets through
     * @param totalIsLeast there are more than {@code total}, which stopped counting at its bound
     * @param next to pass on for the following page; empty on the last
     * @param proseBehind entries whose words are still being indexed
     */
    public record Answer(List<Hit> hits, long total, boolean totalIsLeast, Optional<String> next, long proseBehind) {
        public Answer {
            hits = List.copyOf(hits);
        }
    }

    private record Scored(Guarded<FoundItem> found, double score) {}

    private record Page(List<FoundItem> found, Optional<Mark> next, long total, boolean least) {}

    /** Either a page or why there is none; a lambda that reads the store cannot throw checked exceptions. */
    private sealed interface Outcome {
        record Found(Page page) implements Outcome {}

        record No(Refused refused) implements Outcome {}
    }

    /**
     * Answers a query.
     *
     * @param text in the language of {@link QueryParser}; blank for everything
     * @param next of an earlier answer to the same text; empty for the first page
     * @param limit 1 to {@link #LIMIT_MAX}
     * @throws Refused {@code query-syntax} with path {@code character N}, {@code query-too-broad}, {@code bad-next}
     */
    public Answer answer(String text, Optional<String> next, int limit, Gate gate) throws Refused {
        Query query = QueryParser.parse(text);
        Optional<Mark> mark = next.isEmpty() ? Optional.empty() : Optional.of(Mark.parse(next.get(), text));
        Page page = page(query, mark, Math.clamp(limit, 1, LIMIT_MAX), gate);
        Snippets snippets = Snippets.of(query);
        List<Hit> hits = new ArrayList<>(page.found().size());
        for (FoundItem found : page.found()) {
            hits.add(Hit.of(found, objects.open(found.item()), snippets));
        }
        return new Answer(hits, page.total(), page.least(), page.next().map(after -> after.text(text)), spine.behind());
    }

    private Page page(Query query, Optional<Mark> mark, int limit, Gate gate) throws Refused {
        long now = Micros.of(clock.instant());
        Outcome outcome = index.read(db -> {
            try {
                Visibility visibility = Visibility.of(db, gate, logs.all(), now);
                return new Outcome.Found(new Asked(db, visibility, gate, limit).page(query, mark));
            } catch (Refused refused) {
                return new Outcome.No(refused);
            }
        });
        return switch (outcome) {
            case Outcome.Found found -> found.page();
            case Outcome.No no -> throw no.refused();
        };
    }

    /** One question on one snapshot of the index. */
    private final class Asked {
        private final Db db;
        private final Visibility visibility;
        private final Gate gate;
        private final int limit;
        private final QuerySql language;

        Asked(Db db, Visibility visibility, Gate gate, int limit) {
            this.db = db;
            this.visibility = visibility;
            this.gate = gate;
            this.limit = limit;
            this.language = new QuerySql(PrefixLengths.of(db));
        }

        Page page(Query query, Optional<Mark> mark) throws Refused {
            Ranking ranking = Ranking.of(query);
            boolean ranked = mark.map(Mark.Ranked.class::isInstance).orElseGet(() -> canRank(ranking));
            Page page = ranked && ranking.words().isPresent()
                    ? ranked(ranking.words().get(), ranking.rest(), mark)
                    : newest(query, mark);
            if (mark.isEmpty() && page.next().isEmpty()) {
                return counted(page, page.found().size(), false);
            }
            long total = count(query);
            return counted(page, Math.min(total, COUNTED_MAX), total > COUNTED_MAX);
        }

        private Page counted(Page page, long total, boolean least) {
            return new Page(page.found(), page.next(), total, least);
        }

        private boolean canRank(Ranking ranking) {
            return ranking.words()
                    .map(words -> db.number(
                            "SELECT count(*) FROM (SELECT rowid FROM prose WHERE prose MATCH ? LIMIT ?)",
                            words,
                            RANKED_MAX + 1))
                    .filter(matches -> matches <= RANKED_MAX)
                    .isPresent();
        }

        private Page ranked(String words, Query rest, Optional<Mark> mark) throws Refused {
            SqlBuilder sql = new SqlBuilder()
                    .add("WITH hit AS MATERIALIZED (" + SCORED + ") SELECT " + FoundItem.COLUMNS + ", ", words)
                    .add(visibility.code())
                    .add(", hit.score FROM hit CROSS JOIN shown_item i ON i.key = hit.key WHERE ")
                    .add(visibility.shown())
                    .add(" AND ")
                    .add(language.condition(rest));
            if (mark.isPresent() && mark.get() instanceof Mark.Ranked after) {
                sql.add(" AND (hit.score, -i.key) > (?, ?)", after.score(), -after.key());
            }
            sql.add(" ORDER BY hit.score, i.key DESC LIMIT ?", limit + 1);
            List<Scored> rows = patience.query(db, sql, row -> new Scored(FoundItem.read(row, logs), row.getDouble(9)));
            List<FoundItem> found = new ArrayList<>();
            Optional<Mark> last = Optional.empty();
            for (Scored row : rows.subList(0, Math.min(limit, rows.size()))) {
                Optional<FoundItem> open = gate.open(row.found());
                open.ifPresent(found::add);
                last = open.map(
                        item -> new Mark.Ranked(row.score(), item.item().key().toLong()));
            }
            return page(found, rows.size() > limit ? last : Optional.empty());
        }

        /** A page of each log, merged by the time they were added and cut; each log goes on where its part ended. */
        private Page newest(Query query, Optional<Mark> mark) throws Refused {
            Map<Integer, Long> lastKeys = new HashMap<>(
                    mark.isPresent() && mark.get() instanceof Mark.Newest after ? after.lastKeys() : Map.of());
            List<FoundItem> all = new ArrayList<>();
            for (Visibility.Visible visible : visibility.logs()) {
                int log = visible.log().number();
                List<FoundItem> part = newest(query, log, lastKeys);
                // A log whose part comes later starts where it stands now, so that what arrives meanwhile stays out.
                long top = part.isEmpty()
                        ? ItemKey.first(log)
                        : part.getFirst().item().key().toLong() + 1;
                lastKeys.putIfAbsent(log, top);
                all.addAll(part);
            }
            all.sort(Comparator.comparingLong((FoundItem found) -> found.item().added())
                    .thenComparingLong(found -> found.item().key().toLong())
                    .reversed());
            List<FoundItem> found = all.subList(0, Math.min(limit, all.size()));
            found.forEach(
                    hit -> lastKeys.put(hit.item().key().log(), hit.item().key().toLong()));
            Optional<Mark> next = all.size() > limit ? Optional.of(new Mark.Newest(lastKeys)) : Optional.empty();
            return page(found, next);
        }

        private List<FoundItem> newest(Query query, int log, Map<Integer, Long> lastKeys) throws Refused {
            SqlBuilder sql = new SqlBuilder()
                    .add("SELECT " + FoundItem.COLUMNS + ", ")
                    .add(visibility.code())
                    .add(
                            " FROM shown_item i WHERE i.key >= ? AND i.key < ? AND ",
                            ItemKey.first(log),
                            lastKeys.getOrDefault(log, ItemKey.end(log)))
                    .add(visibility.shown())
                    .add(" AND ")
                    .add(language.condition(query))
                    .add(" ORDER BY i.key DESC LIMIT ?", limit + 1);
            return gate.openAll(patience.query(db, sql, row -> FoundItem.read(row, logs)));
        }

        /** Counted by terms and summed by the gate; at most one more than {@link #COUNTED_MAX}. */
        private long count(Query query) throws Refused {
            SqlBuilder sql = new SqlBuilder()
                    .add("SELECT min(key), code, count(*) FROM (SELECT i.key AS key, ")
                    .add(visibility.code())
                    .add(" AS code FROM shown_item i WHERE ")
                    .add(visibility.shown())
                    .add(" AND ")
                    .add(language.condition(query))
                    .add(" LIMIT ?) GROUP BY key / ?, code", COUNTED_MAX + 1, ItemKey.first(1));
            return gate.count(patience.query(
                    db,
                    sql,
                    row -> Guarded.of(
                            TermsCode.terms(
                                    logs.byNumber(ItemKey.of(row.getLong(1)).log()), row.getInt(2)),
                            row.getLong(3))));
        }

        private static Page page(List<FoundItem> found, Optional<Mark> next) {
            return new Page(List.copyOf(found), next, 0, false);
        }
    }
}
