package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;

/** The standing rules, kept in memory for the threads that match, and what people decide. */
@ApplicationScoped
class Triage {
    /** Hits looked at again when rules change, the newest first; older ones keep what was decided. */
    private static final int JUDGED_AGAIN_MAX = 20_000;

    private final SqliteStore local;
    private final ListedOn lists;
    private final Clock clock;
    private volatile Optional<List<TriageRule>> rules = Optional.empty();

    @Inject
    Triage(@Local SqliteStore local, ListedOn lists, Clock clock) {
        this.local = local;
        this.lists = lists;
        this.clock = clock;
    }

    /** In the order they are tried. */
    List<TriageRule> rules() {
        Optional<List<TriageRule>> known = rules;
        return known.isPresent() ? known.orElseThrow() : local.read(this::read);
    }

    /** Reads the rules from the store into memory. */
    private List<TriageRule> read(Db db) {
        List<TriageRule> read = RuleTable.all(db);
        rules = Optional.of(read);
        return read;
    }

    /** What holds of a hit now that lines come. */
    Decided judge(Decided before, TriageRule.Facts facts, Instant now) {
        return TriageRules.judge(before, rules(), facts, now);
    }

    TriageRule.Facts facts(HitTable.Key key, String sourceName, String token) {
        return facts(
                key.indicator(),
                Hit.kindWord(key.kind()),
                key.value(),
                sourceName,
                key.asset().name(),
                token);
    }

    private TriageRule.Facts facts(Hit hit) {
        return facts(
                hit.indicator(),
                hit.kind(),
                hit.value(),
                hit.sourceName(),
                hit.asset().name(),
                hit.token());
    }

    private TriageRule.Facts facts(
            String indicator, String kind, String value, String source, String asset, String token) {
        return new TriageRule.Facts(
                indicator, value, source, asset, ListedOn.found(token), lists.lists(kind, value, token));
    }

    /**
     * Adds a rule and judges the newest hits again; returns the rule with its number.
     *
     * @throws Refused {@code too-many-rules}
     */
    TriageRule add(TriageRule rule) throws Refused {
        Optional<TriageRule> added = local.write(db -> {
            if (RuleTable.all(db).size() >= RuleTable.RULES_MAX) {
                return Optional.empty();
            }
            long number = RuleTable.insert(db, rule);
            return judgeAgain(db).stream().filter(one -> one.number() == number).findFirst();
        });
        refresh();
        return added.orElseThrow(
                () -> Refusal.of("too-many-rules", "", "A node has at most " + RuleTable.RULES_MAX + " rules on hits.")
                        .toException());
    }

    /** Removes a rule; what it decided is judged again. False when there is none of this number. */
    boolean remove(long number) {
        boolean removed = local.write(db -> {
            boolean gone = RuleTable.delete(db, number);
            judgeAgain(db);
            return gone;
        });
        refresh();
        return removed;
    }

    /** A person decides. Empty when there is no such hit. */
    Optional<Hit> decide(long number, HitState state, String who, String why) {
        return change(number, hit -> Decided.by(who, state, why));
    }

    /** A person takes a decision back; the rules decide again. */
    Optional<Hit> undo(long number) {
        Instant now = clock.instant();
        List<TriageRule> tried = rules();
        return change(number, hit -> TriageRules.undone(tried, facts(hit), now));
    }

    private Optional<Hit> change(long number, java.util.function.Function<Hit, Decided> decision) {
        return local.write(db -> {
            Optional<Hit> hit = HitTable.numbered(db, number);
            hit.ifPresent(found -> HitTable.decide(db, number, decision.apply(found), clock.instant()));
            return HitTable.numbered(db, number);
        });
    }

    /** Judges those hits again that no person has decided on, and returns the rules they were judged by. */
    private List<TriageRule> judgeAgain(Db db) {
        Instant now = clock.instant();
        List<TriageRule> tried = RuleTable.all(db);
        for (Hit hit : HitTable.undecided(db, JUDGED_AGAIN_MAX)) {
            Decided decided = TriageRules.judge(hit.decided(), tried, facts(hit), now);
            if (!decided.equals(hit.decided())) {
                HitTable.decide(db, hit.number(), decided, now);
            }
        }
        return tried;
    }

    /** After the commit, so that no rolled-back rule is ever used. */
    private void refresh() {
        local.read(this::read);
    }
}
