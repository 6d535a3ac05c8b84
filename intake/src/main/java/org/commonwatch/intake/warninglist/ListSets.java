package org.commonwatch.intake.warninglist;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sets of list numbers, each distinct set kept once: half a million entries stand in a few hundred different sets. */
final class ListSets {
    private final List<BitSet> sets = new ArrayList<>();
    private final Map<BitSet, Integer> numbers = new HashMap<>();

    /** The number of the set {@code known} (or of the empty set, for {@link KeyTable#ABSENT}) with {@code list} added. */
    int with(int known, int list) {
        if (known != KeyTable.ABSENT && sets.get(known).get(list)) {
            return known;
        }
        BitSet grown = known == KeyTable.ABSENT
                ? new BitSet()
                : (BitSet) sets.get(known).clone();
        grown.set(list);
        return numbers.computeIfAbsent(grown, set -> {
            sets.add(set);
            return sets.size() - 1;
        });
    }

    void addTo(BitSet found, int number) {
        if (number != KeyTable.ABSENT) {
            found.or(sets.get(number));
        }
    }
}
