package org.commonwatch.matching.memory;

import java.util.List;

/**
 * What the memory knows of one indicator.
 *
 * @param seen latest first, at most as many as were asked for
 * @param total how many there are; the smallest it can be when {@code cut}
 * @param cut whether looking ended at {@link Memory#VISITS_MAX} before all were counted
 */
public record Answer(List<Seen> seen, long total, boolean cut) {
    public Answer {
        seen = List.copyOf(seen);
    }
}
