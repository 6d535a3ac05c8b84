package org.commonwatch.node.defence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.node.matching.ActiveValue;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;

/**
 * Goes through everything that is looked for and keeps what one feed holds. Memory is bounded by twice {@link
 * #FEED_VALUES_MAX}: when there are more, the oldest are dropped on the way. Used by one thread.
 */
final class Gathering {
    /** Values of one feed: half of what a pfSense holds as it comes, and some 40 MB while one is made. */
    static final int FEED_VALUES_MAX = 200_000;

    private static final Comparator<ActiveValue> NEWEST = Comparator.comparingLong(ActiveValue::added)
            .reversed()
            .thenComparing(ActiveValue::kind)
            .thenComparing(ActiveValue::text);
    private static final Comparator<ActiveValue> SORTED =
            Comparator.comparing(ActiveValue::kind).thenComparing(ActiveValue::text);

    private final FeedQuestion question;
    private final Gate gate;
    private final Function<ActiveValue, List<String>> lists;
    private final int valuesMax;
    private final Map<Key, ActiveValue> kept = new HashMap<>();

    /** Values that do not go out, with the lists they are on, or without one when they do not fit. Counted up to the bound. */
    private final Map<Key, List<String>> left = new HashMap<>();

    private long cut;

    private record Key(MatchKind kind, String text) {}

    /**
     * @param gate of the reader; see {@link FeedQuestion#narrowed}
     * @param lists names of the warning lists a value is on
     */
    Gathering(FeedQuestion question, Gate gate, Function<ActiveValue, List<String>> lists, int valuesMax) {
        this.question = question;
        this.gate = gate;
        this.lists = lists;
        this.valuesMax = valuesMax;
    }

    void add(Guarded<ActiveValue> guarded) {
        gate.open(guarded).filter(this::isAskedFor).ifPresent(this::keep);
    }

    Feed feed() {
        if (kept.size() > valuesMax) {
            prune();
        }
        Map<String, Integer> listed = new HashMap<>();
        left.values().forEach(names -> names.forEach(name -> listed.merge(name, 1, Integer::sum)));
        long unfit = left.values().stream().filter(List::isEmpty).count();
        return new Feed(question.format(), kept.values().stream().sorted(SORTED).toList(), listed, unfit, cut);
    }

    private boolean isAskedFor(ActiveValue value) {
        return question.kinds().contains(value.kind())
                && (question.sources().isEmpty() || question.sources().contains(value.source()));
    }

    private void keep(ActiveValue value) {
        Key key = new Key(value.kind(), value.text());
        ActiveValue before = kept.get(key);
        if (before != null) {
            kept.put(key, NEWEST.thenComparing(ActiveValue::indicator).compare(value, before) < 0 ? value : before);
            return;
        }
        if (left.containsKey(key)) {
            return;
        }
        boolean fits = question.format().fits(value);
        List<String> on = fits ? lists.apply(value) : List.of();
        if (fits && on.isEmpty()) {
            kept.put(key, value);
            if (kept.size() > 2 * valuesMax) {
                prune();
            }
        } else if (left.size() < valuesMax) {
            left.put(key, on);
        }
    }

    private void prune() {
        List<ActiveValue> oldest = new ArrayList<>(kept.values());
        oldest.sort(NEWEST);
        for (ActiveValue value : oldest.subList(valuesMax, oldest.size())) {
            kept.remove(new Key(value.kind(), value.text()));
            cut++;
        }
    }
}
