package org.commonwatch.flink.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.commonwatch.flink.topics.IndicatorChange;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;

/**
 * What is looked for, as broadcast state: the name of every value with the offset of the message that added it, and the offset
 * up to which the topic is in it. Whatever comes again, from a source that was set back, changes nothing.
 */
final class HeldIndicators {
    /** Values a job holds: some 150 bytes of heap each, in every task. More belong on more than one job. */
    static final int VALUES_MAX = 5_000_000;

    static final MapStateDescriptor<String, Long> STATE =
            new MapStateDescriptor<>("indicators", Types.STRING, Types.LONG);

    /** No name of a value, which has a tab. */
    private static final String UP_TO = "#up-to";

    private final BroadcastState<String, Long> state;
    private long upTo;
    private int size;

    HeldIndicators(BroadcastState<String, Long> state) throws Exception {
        this.state = state;
        for (Map.Entry<String, Long> entry : state.entries()) {
            if (entry.getKey().equals(UP_TO)) {
                upTo = entry.getValue();
            } else {
                size++;
            }
        }
        if (!state.contains(UP_TO)) {
            upTo = -1;
        }
    }

    /** What became of a change. */
    enum Outcome {
        DONE,
        /** It was there, or of a message that is in the state already. */
        NOTHING,
        /** There are {@link #VALUES_MAX}. */
        FULL
    }

    /** Offset of the last message that is in the state; -1 when nothing is. */
    long upTo() {
        return upTo;
    }

    int size() {
        return size;
    }

    Outcome apply(IndicatorChange change, long offset) throws Exception {
        if (offset <= upTo) {
            return Outcome.NOTHING;
        }
        Outcome outcome = switch (change) {
            case IndicatorChange.Add add -> add(IndicatorChange.name(add.indicator()), offset);
            case IndicatorChange.Remove remove -> remove(IndicatorChange.name(remove.indicator()));
            case IndicatorChange.Generation generation -> Outcome.NOTHING;
        };
        passed(offset);
        return outcome;
    }

    /** A message that said nothing we understand is in the state as well. */
    void passed(long offset) throws Exception {
        if (offset > upTo) {
            upTo = offset;
            state.put(UP_TO, offset);
        }
    }

    private Outcome add(String name, long offset) throws Exception {
        if (state.contains(name)) {
            return Outcome.NOTHING;
        }
        if (size >= VALUES_MAX) {
            return Outcome.FULL;
        }
        state.put(name, offset);
        size++;
        return Outcome.DONE;
    }

    private Outcome remove(String name) throws Exception {
        if (!state.contains(name)) {
            return Outcome.NOTHING;
        }
        state.remove(name);
        size--;
        return Outcome.DONE;
    }

    /** Forgets everything, to read the topic anew. */
    void clear() {
        state.clear();
        size = 0;
        upTo = -1;
    }

    /** Every value, in no particular order. */
    List<Indicator> all() throws Exception {
        List<Indicator> all = new ArrayList<>(size);
        for (Map.Entry<String, Long> entry : state.entries()) {
            if (!entry.getKey().equals(UP_TO)) {
                all.add(stored(entry.getKey()));
            }
        }
        return all;
    }

    private static Indicator stored(String name) {
        try {
            return IndicatorChange.named(name);
        } catch (Refused e) {
            throw new IllegalStateException("a value in the state is refused", e);
        }
    }
}
